#include "connectors/salesforce/graph.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "connectors/salesforce/errors.hpp"
#include "connectors/salesforce/files.hpp"
#include "connectors/shared/members.hpp"
#include "connectors/shared/outcomes.hpp"
#include "core/http/session.hpp"

namespace hub::connectors::salesforce {

using delivery::StoredRecord;
using model::Value;

namespace {

using Batch = std::span<const model::Record>;
using StoredResult = Result<StoredRecord>;

bool holds_reference(const Value& value) {
  if (value.is_string()) return value.as_string().find("@{") != std::string_view::npos;
  if (value.is_array()) return std::ranges::any_of(value.as_array(), holds_reference);
  return value.is_object() && std::ranges::any_of(value.as_object(), [](const auto& member) {
           return holds_reference(member.value);
         });
}

bool can_be_node(const model::Record& record) {
  return !is_file(*record.shape) && !holds_reference(record.fields);
}

void add_to_others(std::vector<Places>& others, Batch batch, std::size_t place) {
  const auto kind_of = [&batch](std::size_t at) {
    return std::pair(batch[at].shape, batch[at].target_id.empty());
  };
  const auto same = std::ranges::find_if(
      others, [&](const Places& places) { return kind_of(places.front()) == kind_of(place); });
  if (same != others.end()) {
    same->push_back(place);
  } else {
    others.push_back({place});
  }
}

std::string graph_id(const Places& graph) {
  return "g" + std::to_string(graph.front());
}
std::string node_id(std::size_t place) {
  return "r" + std::to_string(place);
}

std::string node_url(const model::Record& record, std::string_view data_path) {
  std::string url(data_path);
  url += "/sobjects/" + record.shape->object + '/';
  if (!record.target_id.empty()) return url + http::percent_encode(record.target_id);
  return url + record.shape->key_field + '/' + http::percent_encode(record.key);
}

// A parent in the same graph is named by its node, which has an id only when it was written by key.
void write_node_link(Batch batch, const Places& graph, const model::Record& record,
                     const NameRelationship& relationship, Buffer& out) {
  const auto parent =
      std::ranges::find_if(graph, [&](std::size_t place) { return batch[place].key == record.parent_key; });
  if (!record.parent_id.empty() || parent == graph.end())
    return write_link(record, relationship(*record.shape), out);
  const std::string_view existing = batch[*parent].target_id;
  const std::string reference = existing.empty() ? "@{" + node_id(*parent) + ".id}" : std::string(existing);
  write_member(record.shape->parent_field, reference, out);
}

void write_node(Batch batch, const Places& graph, std::size_t place, std::string_view data_path,
                const NameRelationship& relationship, Buffer& out) {
  const model::Record& record = batch[place];
  out.push_back('{');
  write_member("method", "PATCH", out);
  write_member("url", node_url(record, data_path), out);
  write_member("referenceId", node_id(place), out);
  out.append(",\"body\":{");
  write_node_link(batch, graph, record, relationship, out);
  write_fields(record, out);
  out.append("}}");
}

// The item that is called so; null when there is none.
const Value* find_named(std::span<const Value> items, std::string_view key, std::string_view name) {
  const auto found =
      std::ranges::find_if(items, [&](const Value& item) { return item.text_at(key) == name; });
  return found == items.end() ? nullptr : &*found;
}

StoredResult written(const Value& node, const model::Record& record) {
  const Value* body = node.find("body");
  const std::string_view id = body ? body->text_at("id") : std::string_view();
  if (!id.empty()) return StoredRecord{std::string(id), flag_at(*body, "created")};
  // A change by id is answered without a body (salesforce.md 2.1).
  if (!record.target_id.empty()) return StoredRecord{std::string(record.target_id), false};
  return http::unreadable_answer(http::Effect::writes);
}

Error refused(const Value& node, const model::Record& record) {
  constexpr std::int64_t kSeveral = 300;
  const Value* status = node.find("httpStatusCode");
  const Value* body = node.find("body");
  if (status && status->is_integer() && status->as_integer() == kSeveral) return several_records();
  Error error = body ? classify_refusal(*body, record.shape) : http::unreadable_answer(http::Effect::writes);
  return !record.target_id.empty() && is_gone(error) ? gone_meanwhile("record") : error;
}

// Of a graph that failed: none of its records was written, and those that were rolled back say only that.
void share_blame(const Places& graph, std::vector<StoredResult>& results) {
  constexpr std::string_view kHalted = "PROCESSING_HALTED";
  const auto is_to_blame = [&](std::size_t place) { return results[place].error().code != kHalted; };
  const auto first = std::ranges::find_if(graph, is_to_blame);
  if (first == graph.end()) return;
  Error shared = results[*first].error();
  if (shared.kind == ErrorKind::invalid) shared.kind = ErrorKind::transient;
  for (const std::size_t place : graph)
    if (!is_to_blame(place)) results[place] = shared;
}

void read_graph(const Value& told, Batch batch, const Places& graph, std::vector<StoredResult>& results) {
  const Value* response = told.find("graphResponse");
  const auto nodes = response ? list_at(*response, "compositeResponse") : std::span<const Value>();
  const bool is_written = flag_at(told, "isSuccessful");
  for (const std::size_t place : graph) {
    const Value* node = find_named(nodes, "referenceId", node_id(place));
    if (node) {
      results[place] = is_written ? written(*node, batch[place]) : StoredResult(refused(*node, batch[place]));
    }
  }
  if (!is_written) share_blame(graph, results);
}

}  // namespace

Division divide(Batch batch) {
  Division division;
  // By a record's key: its graph, or nothing when it is in none.
  std::unordered_map<std::string_view, std::optional<std::size_t>> graph_of;
  for (std::size_t place = 0; place < batch.size(); ++place) {
    const model::Record& record = batch[place];
    const auto parent = graph_of.find(record.parent_key);
    const bool is_root = parent == graph_of.end();
    std::optional<std::size_t> graph = is_root ? std::optional(division.graphs.size()) : parent->second;
    if (!can_be_node(record)) graph.reset();
    if (graph && is_root) division.graphs.emplace_back();
    // Children of a parent that went before them, in another call, are one graph too.
    if (graph && is_root && record.parent_id.empty() && !record.parent_key.empty())
      graph_of[record.parent_key] = graph;
    if (graph) {
      division.graphs[*graph].push_back(place);
    } else {
      add_to_others(division.others, batch, place);
    }
    graph_of[record.key] = graph;
  }
  return division;
}

void write_graphs(Batch batch, std::span<const Places> graphs, std::string_view data_path,
                  const NameRelationship& relationship, Buffer& out) {
  out.append("{\"graphs\":[");
  for (const Places& graph : graphs) {
    out.append(&graph == graphs.data() ? "{" : ",{");
    write_member("graphId", graph_id(graph), out);
    out.append(",\"compositeRequest\":[");
    for (const std::size_t place : graph) {
      if (place != graph.front()) out.push_back(',');
      write_node(batch, graph, place, data_path, relationship, out);
    }
    out.append("]}");
  }
  out.append("]}");
}

void read_graphs(const Value& answer, Batch batch, std::span<const Places> graphs,
                 std::vector<StoredResult>& results) {
  for (const Places& graph : graphs) {
    for (const std::size_t place : graph) results[place] = http::unreadable_answer(http::Effect::writes);
    if (const Value* told = find_named(list_at(answer, "graphs"), "graphId", graph_id(graph)))
      read_graph(*told, batch, graph, results);
  }
}

}  // namespace hub::connectors::salesforce
