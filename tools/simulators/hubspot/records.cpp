// One record at a time, properties, searches: what people and the vendor's client use beside the batches.
#include <algorithm>

#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/hubspot/simulator.hpp"

namespace hub::simulators::hubspot {

using model::Value;

namespace {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    words.emplace_back(text.substr(0, text.find(',')));
    text.remove_prefix(std::min(words.back().size() + 1, text.size()));
  }
  return words;
}

std::string query_of(const RestTarget& target, const char* name) {
  const auto found = target.query.find(name);
  return found == target.query.end() ? "" : found->second;
}

std::span<const Value> list_at(const Value& value, std::string_view name) {
  const Value* found = value.find(name);
  return found && found->is_array() ? found->as_array() : std::span<const Value>();
}

http::Response no_content() {
  http::Response gone;
  gone.status = 204;
  return gone;
}

Refusal not_found() {
  return {404, "OBJECT_NOT_FOUND", "resource not found", {}, {}};
}

void write_property(const Property& property, Buffer& out) {
  out.push_back('{');
  model::write_json_member("name", property.name, out);
  out.push_back(',');
  model::write_json_member("label", property.label, out);
  out.push_back(',');
  model::write_json_member("type", property.type == "html" ? "string" : property.type, out);
  out.push_back(',');
  model::write_json_member("fieldType", property.field_type, out);
  out.append(property.is_unique ? ",\"hasUniqueValue\":true" : ",\"hasUniqueValue\":false");
  out.append(",\"options\":[],\"modificationMetadata\":{\"readOnlyValue\":");
  out.append(property.is_read_only ? "true}}" : "false}}");
}

bool holds(const Row& row, const Value& filter) {
  const auto value = row.values.find(filter.text_at("propertyName"));
  const std::string held = value == row.values.end() ? "" : value->second;
  // Equal without case, as the search compares.
  return filter.text_at("operator") == "EQ" && http::same_name(held, filter.text_at("value")) &&
         !held.empty();
}

}  // namespace

void write_refusal(const Refusal& refusal, std::string_view id, Buffer& out) {
  out.append("{\"status\":\"error\",");
  model::write_json_member("message", refusal.message, out);
  out.push_back(',');
  model::write_json_member("category", refusal.category, out);
  out.append(",\"correlationId\":\"c-1\"");
  if (!id.empty()) {
    out.append(",\"context\":{\"ids\":[");
    model::write_json_string(id, out);
    out.append("]},\"links\":{}");
  }
  const bool is_of_a_batch = !id.empty();
  if (is_of_a_batch && refusal.property.empty()) out.append(",\"errors\":[]");
  if (!refusal.property.empty()) {
    out.append(",\"errors\":[{");
    model::write_json_member("message", refusal.message, out);
    if (!refusal.code.empty()) {
      out.push_back(',');
      model::write_json_member("code", refusal.code, out);
    }
    out.append(",\"context\":{\"propertyName\":[");
    model::write_json_string(refusal.property, out);
    out.append("]}}]");
  }
  out.push_back('}');
}

http::Response refused(const Refusal& refusal) {
  Buffer body;
  write_refusal(refusal, {}, body);
  return respond_json(refusal.status, std::move(body));
}

Row* Simulator::row_of(std::string_view object, std::string_view id, std::string_view id_property) {
  return id_property.empty() ? portal_.find(object, id) : portal_.find_by(object, id_property, id);
}

http::Response Simulator::create(Call& call) {
  const Value* properties = call.body.find("properties");
  if (!properties || !properties->is_object())
    return refused({400, "VALIDATION_ERROR", "properties is missing", {}, {}});
  auto made = portal_.create(call.object, *properties);
  if (const auto* refusal = std::get_if<Refusal>(&made)) return refused(*refusal);
  const Row& row = *std::get<Row*>(made);
  for (const Value& association : list_at(call.body, "associations")) {
    const Value* to = association.find("to");
    for (const std::string object : {"tickets", "contacts", "notes"})
      if (const Row* other = to ? portal_.find(object, to->text_at("id")) : nullptr)
        portal_.link(row, *other);
  }
  Buffer body;
  write_row(row, portal_, {}, false, body);
  body.push_back('}');
  return respond_json(201, std::move(body));
}

http::Response Simulator::get(Call& call) {
  const Row* row = row_of(call.object, call.target.segments[4], query_of(call.target, "idProperty"));
  if (!row) return refused(not_found());
  std::vector<std::string> names = split(query_of(call.target, "properties"));
  names.emplace_back("hs_object_id");
  Buffer body;
  write_row(*row, portal_, names, false, body);
  for (const std::string& to : split(query_of(call.target, "associations"))) {
    body.append(",\"associations\":{");
    model::write_json_string(to, body);
    body.append(":{\"results\":[");
    const auto ids = portal_.linked(*row, to);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      body.append(i > 0 ? ",{" : "{");
      model::write_json_member("id", ids[i], body);
      body.append(",\"type\":\"default\"}");
    }
    body.append("]}}");
  }
  body.push_back('}');
  return respond_json(200, std::move(body));
}

http::Response Simulator::update_one(Call& call) {
  Row* row = row_of(call.object, call.target.segments[4], query_of(call.target, "idProperty"));
  const Value* properties = call.body.find("properties");
  if (!row) return refused(not_found());
  if (!properties || !properties->is_object())
    return refused({400, "VALIDATION_ERROR", "properties is missing", {}, {}});
  if (const auto refusal = portal_.update(*row, *properties)) return refused(*refusal);
  Buffer body;
  write_row(*row, portal_, {}, false, body);
  body.push_back('}');
  return respond_json(200, std::move(body));
}

http::Response Simulator::archive_one(Call& call) {
  if (Row* row = portal_.find(call.object, call.target.segments[4])) portal_.archive(*row);
  return no_content();
}

http::Response Simulator::list(Call& call) {
  constexpr std::size_t kPageUsual = 10, kPageMost = 100;
  const auto number_of = [&call](const char* name, std::size_t usual) {
    const std::string text = query_of(call.target, name);
    return text.empty() || text.find_first_not_of("0123456789") != text.npos
               ? usual
               : static_cast<std::size_t>(std::stoull(text));
  };
  const auto rows = portal_.live(call.object);
  const std::size_t start = std::min(number_of("after", 0), rows.size());
  const std::size_t end = std::min(start + std::min(number_of("limit", kPageUsual), kPageMost), rows.size());
  const std::vector<std::string> names = split(query_of(call.target, "properties"));
  Buffer body("{\"results\":[");
  for (std::size_t i = start; i < end; ++i) {
    if (i > start) body.push_back(',');
    write_row(*rows[i], portal_, names, false, body);
    body.push_back('}');
  }
  body.push_back(']');
  if (end < rows.size()) body.append(",\"paging\":{\"next\":{\"after\":\"" + std::to_string(end) + "\"}}");
  body.push_back('}');
  return respond_json(200, std::move(body));
}

http::Response Simulator::properties(Call& call) {
  Buffer body("{\"results\":[");
  bool is_first = true;
  for (const Property& property : portal_.properties(call.object)) {
    if (property.is_hidden) continue;
    if (!is_first) body.push_back(',');
    is_first = false;
    write_property(property, body);
  }
  body.append("]}");
  return respond_json(200, std::move(body));
}

http::Response Simulator::add_property(Call& call) {
  Property property;
  property.name = call.body.text_at("name");
  property.label = call.body.text_at("label");
  property.type = call.body.text_at("type");
  property.field_type = call.body.text_at("fieldType");
  const Value* unique = call.body.find("hasUniqueValue");
  property.is_unique = unique && unique->is_boolean() && unique->as_boolean();
  if (property.name.empty() || property.type.empty() || call.body.text_at("groupName").empty())
    return refused({400, "VALIDATION_ERROR", "name, type or groupName is missing", {}, {}});
  auto& all = portal_.properties(call.object);
  if (std::ranges::find(all, property.name, &Property::name) != all.end())
    return refused({409, "CONFLICT", "the property exists already", {}, {}});
  all.push_back(property);
  Buffer body;
  write_property(property, body);
  return respond_json(201, std::move(body));
}

http::Response Simulator::search(Call& call) {
  const WallTime shown = clock_.wall_now() - settings_.search_lag;
  std::vector<const Row*> found;
  for (const Row* row : portal_.live(call.object)) {
    const bool is_indexed = row->updated <= shown;
    const bool is_it = std::ranges::any_of(list_at(call.body, "filterGroups"), [row](const Value& group) {
      const auto filters = list_at(group, "filters");
      return !filters.empty() &&
             std::ranges::all_of(filters, [row](const Value& filter) { return holds(*row, filter); });
    });
    if (is_indexed && is_it) found.push_back(row);
  }
  const Value* limit = call.body.find("limit");
  const auto most = limit && limit->is_integer() ? static_cast<std::size_t>(limit->as_integer()) : 10;
  std::vector<std::string> names;
  for (const Value& name : list_at(call.body, "properties")) names.emplace_back(name.as_string());
  Buffer body("{\"total\":" + std::to_string(found.size()) + ",\"results\":[");
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i) {
    if (i > 0) body.push_back(',');
    write_row(*found[i], portal_, names, false, body);
    body.push_back('}');
  }
  body.append("]}");
  return respond_json(200, std::move(body));
}

http::Response Simulator::forget(Call& call) {
  const std::string_view by = call.body.text_at("idProperty");
  if (Row* row = row_of("contacts", call.body.text_at("objectId"), by)) portal_.archive(*row);
  return no_content();
}

}  // namespace hub::simulators::hubspot
