// /composite/graph: all-or-nothing groups of rows, independent of each other (salesforce.md 2.4).
#include <algorithm>
#include <map>

#include "core/model/json.hpp"
#include "tools/simulators/salesforce/composite.hpp"

namespace hub::simulators::salesforce {

using model::Value;

namespace {

constexpr std::size_t kGraphsMax = 75, kNodesMax = 500, kDepthMax = 15, kKindsMax = 15;
constexpr int kFailedGraphsMax = 14;

RestAnswer refused(std::string what) {
  return error_answer({"LIMIT_EXCEEDED", std::move(what), {}});
}

// "/services/data/v62.0/sobjects/Case/Hub_Key__c/k1" -> "sobjects", "Case", "Hub_Key__c", "k1"
std::vector<std::string> segments_of(const Value& node) {
  auto segments = Rest::parse_target("", node.text_at("url")).segments;
  if (segments.size() < 3) return {};
  segments.erase(segments.begin(), segments.begin() + 3);
  return segments;
}

// A row by itself is all that a graph may hold: no query, no collection, no describe.
bool is_row_request(const Value& node) {
  const auto segments = segments_of(node);
  if (segments.size() < 2 || segments.size() > 4 || segments.front() != "sobjects") return false;
  const std::string_view method = node.text_at("method");
  if (segments.size() == 2) return method == "POST";
  if (segments[2] == "describe" || segments.back() == "VersionData") return false;
  if (method == "POST") return segments.size() == 4;
  return method == "GET" || method == "PATCH" || method == "DELETE";
}

// How many references lie one behind the other.
std::size_t depth_of(const Value& graph_nodes) {
  std::map<std::string, std::size_t> depths;
  std::size_t deepest = 0;
  for (const Value& node : graph_nodes.as_array()) {
    std::set<std::string> names;
    collect_references(node.text_at("url"), names);
    if (const Value* body = node.find("body")) collect_references(*body, names);
    std::size_t depth = 1;
    for (const std::string& name : names) {
      const auto parent = depths.find(name);
      if (parent != depths.end()) depth = std::max(depth, parent->second + 1);
    }
    depths[std::string(node.text_at("referenceId"))] = depth;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

// What is wrong with the payload as a whole; nothing when it can be run.
std::optional<RestAnswer> check_graphs(const Value* graphs) {
  if (!graphs || !graphs->is_array()) return error_answer({"JSON_PARSER_ERROR", "graphs is missing", {}});
  if (graphs->as_array().size() > kGraphsMax) return refused("at most 75 graphs");
  std::size_t nodes = 0;
  std::set<std::string> kinds;  // version, method and object
  for (const Value& graph : graphs->as_array()) {
    const Value* requests = graph.find("compositeRequest");
    if (!requests || !requests->is_array())
      return error_answer({"JSON_PARSER_ERROR", "compositeRequest is missing", {}});
    nodes += requests->as_array().size();
    if (nodes > kNodesMax) return refused("at most 500 nodes");
    if (depth_of(*requests) > kDepthMax) return refused("a graph is at most 15 deep");
    for (const Value& node : requests->as_array()) {
      if (node.text_at("referenceId").empty())
        return error_answer({"JSON_PARSER_ERROR", "referenceId is missing", {}});
      if (!is_row_request(node))
        return error_answer({"JSON_PARSER_ERROR", "a graph holds requests for single rows only", {}});
      const auto url = Rest::parse_target("", node.text_at("url")).segments;
      kinds.insert(url[2] + ' ' + std::string(node.text_at("method")) + ' ' + url[4]);
    }
  }
  if (kinds.size() > kKindsMax) return refused("at most 15 different kinds of nodes");
  return std::nullopt;
}

std::vector<Composite::Subrequest> all_halted(const Value& requests) {
  std::vector<Composite::Subrequest> halted;
  for (const Value& one : requests.as_array())
    halted.push_back({std::string(one.text_at("referenceId")), halted_answer()});
  return halted;
}

}  // namespace

RestAnswer Rest::graph(const RestRequest& request, const std::string& version) {
  const Value* graphs = request.body.find("graphs");
  if (auto wrong = check_graphs(graphs)) return std::move(*wrong);
  int failed_graphs = 0;
  std::size_t nodes = 0;
  RestAnswer answer;
  answer.body.append("{\"graphs\":[");
  for (const Value& graph : graphs->as_array()) {
    const Value& requests = *graph.find("compositeRequest");
    bool failed = failed_graphs > kFailedGraphsMax;
    Composite composite(*this, version, request, nodes);
    nodes += requests.as_array().size();
    const auto done = failed ? all_halted(requests) : composite.run(requests, true, failed);
    failed_graphs += failed ? 1 : 0;
    if (answer.body.view().back() != '[') answer.body.push_back(',');
    answer.body.append("{\"graphId\":");
    model::write_json_string(graph.text_at("graphId"), answer.body);
    answer.body.append(",\"graphResponse\":");
    Composite::write(done, answer.body);
    answer.body.append(failed ? ",\"isSuccessful\":false}" : ",\"isSuccessful\":true}");
  }
  answer.body.append("]}");
  return answer;
}

}  // namespace hub::simulators::salesforce
