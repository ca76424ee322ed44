#include "connectors/webhook/types.hpp"

#include <algorithm>
#include <charconv>

#include "connectors/shared/known_fields.hpp"
#include "connectors/shared/members.hpp"
#include "core/http/session.hpp"
#include "core/model/object_writer.hpp"

namespace hub::connectors::webhook {

using model::Value;

namespace {

std::string_view* place_of(std::string_view name, Places& places) {
  if (name == "object") return &places.object;
  if (name == "key") return &places.key;
  if (name == "parent") return &places.parent;
  return name == "id" ? &places.id : nullptr;
}

// The fixed texts of a path and the places between them, in turn; nothing when a brace stands alone or a
// place is none.
std::optional<std::string> filled(std::string_view path, Places places) {
  std::string out;
  while (true) {
    const auto open = path.find_first_of("{}");
    out += path.substr(0, open);
    if (open == path.npos) return out;
    const auto close = path.find('}', open);
    if (path[open] == '}' || close == path.npos) return std::nullopt;
    const std::string_view* place = place_of(path.substr(open + 1, close - open - 1), places);
    if (!place) return std::nullopt;
    out += http::percent_encode(*place);
    path.remove_prefix(close + 1);
  }
}

std::size_t number_at(const Value& schema, std::string_view name) {
  const Value* found = schema.find(name);
  return found && found->is_integer() && found->as_integer() > 0
             ? static_cast<std::size_t>(found->as_integer())
             : 0;
}

}  // namespace

Result<Call> Call::parse(std::string_view text) {
  const auto blank = std::min(text.find(' '), text.size());
  Call call{std::string(text.substr(0, blank)), std::string(text.substr(std::min(blank + 1, text.size())))};
  const bool is_method =
      !call.method.empty() && std::ranges::all_of(call.method, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!is_method || !call.path.starts_with('/') || !filled(call.path, {})) {
    return config_error(
        "must be a method and a path, such as PUT /cases/{key}; the path may name {object}, {key}, {parent} "
        "and {id}");
  }
  return call;
}

std::string Call::address(const std::string& base_url, const Places& places) const {
  return base_url + *filled(path, places);
}

Result<Path> Path::parse(std::string_view text) {
  const Error wrong = config_error("must be a path into the answer, such as $.data.id or $.items[0]");
  if (!text.starts_with('$')) return wrong;
  text.remove_prefix(1);
  Path path;
  while (!text.empty()) {
    const char kind = text.front();
    text.remove_prefix(1);
    const auto end = std::min(text.find_first_of(kind == '[' ? "]" : ".["), text.size());
    const std::string_view step = text.substr(0, end);
    if (step.empty() || (kind != '.' && kind != '[')) return wrong;
    text.remove_prefix(end);
    if (kind == '.') {
      path.steps_.emplace_back(std::string(step));
      continue;
    }
    std::size_t index = 0;
    const auto read = std::from_chars(step.data(), step.data() + step.size(), index);
    if (read.ec != std::errc() || read.ptr != step.data() + step.size() || !text.starts_with(']'))
      return wrong;
    text.remove_prefix(1);
    path.steps_.emplace_back(index);
  }
  return path;
}

const Value* Path::find(const Value& root) const {
  const Value* at = &root;
  for (const auto& step : steps_) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      at = at->find(*name);
    } else {
      const std::size_t index = std::get<std::size_t>(step);
      at = at->is_array() && index < at->as_array().size() ? &at->as_array()[index] : nullptr;
    }
    if (!at) return nullptr;
  }
  return at;
}

std::string text_of(const Value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_object() || value.is_array()) return {};
  Buffer json;
  model::write_json(value, json);
  return std::string(json.view());
}

void write_body(const model::Record& record, Buffer& out) {
  const model::RecordShape& shape = *record.shape;
  model::ObjectWriter members(out);
  if (!shape.key_field.empty()) members.add(shape.key_field, record.key);
  if (!shape.parent_field.empty() && !record.parent_key.empty())
    members.add(shape.parent_field, record.parent_key);
  for (const model::Member& field : record.fields.as_object())
    model::write_json(field.value, members.begin(field.name));
  members.finish();
}

Result<std::optional<Value>> pick_record(const Value* found, const std::string& key_field,
                                         std::string_view key) {
  using Found = std::optional<Value>;
  if (!found || found->is_null()) return Found();
  const std::span<const Value> rows = found->is_array() ? found->as_array() : std::span(found, 1);
  Found picked;
  for (const Value& row : rows) {
    // A receiver that does not know the parameter of a search answers with everybody's records.
    if (!key_field.empty() && row.text_at(key_field) != key) continue;
    if (picked) return invalid_error("several_records", "the target holds several records of one key");
    picked = row;
  }
  return picked;
}

delivery::SchemaObject read_schema(const std::string& object, const Value& schema) {
  delivery::SchemaObject out;
  out.name = object;
  const Value* properties = schema.find("properties");
  if (!properties || !properties->is_object()) return out;
  for (const model::Member& property : properties->as_object()) {
    delivery::SchemaField& field = add_field(out, property.name, property.value.text_at("type"));
    field.label = property.value.text_at("title");
    if (const std::size_t most = number_at(property.value, "maxLength")) field.length_max = most;
    field.createable = field.updateable = !flag_at(property.value, "readOnly");
    field.usable_as_key = field.unique = field.type == "string";
    if (const Value* values = property.value.find("enum"); values && values->is_array()) {
      field.restricted = true;
      for (const Value& value : values->as_array()) field.values.push_back(text_of(value));
    }
    field.required = std::ranges::any_of(list_at(schema, "required"), [&field](const Value& name) {
      return name.is_string() && name.as_string() == field.name;
    });
  }
  return out;
}

}  // namespace hub::connectors::webhook
