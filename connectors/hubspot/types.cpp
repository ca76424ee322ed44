#include "connectors/hubspot/types.hpp"

#include <algorithm>

#include "core/base/timestamp.hpp"
#include "core/model/html_form.hpp"
#include "core/model/json.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::hubspot {

using model::Value;

namespace {

constexpr std::size_t kTextMax = 65'536;  // of any property (hubspot.md)

std::optional<WallTime> read_time(std::string_view text) {
  if (const auto time = parse_timestamp(text)) return time;
  constexpr std::size_t kMillisecondDigits = 14;
  const bool is_number = !text.empty() && text.size() <= kMillisecondDigits &&
                         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return std::nullopt;
  return WallTime(milliseconds(std::stoll(std::string(text))));
}

bool is_time(std::string_view name, const PropertyTypes* types) {
  if (name == "hs_timestamp") return true;
  const auto found = types ? types->find(name) : PropertyTypes::const_iterator();
  return types && found != types->end() && found->second == "datetime";
}

// The value as it is sent: text without control characters, a note as HTML, nothing as "".
void write_value(std::string_view name, const Value& value, Buffer& out) {
  if (value.is_null()) return out.append("\"\"");
  if (!value.is_string()) return model::write_json(value, out);
  model::Arena scratch(value.as_string().size() + 64);
  const std::string_view text = model::without_controls(value.as_string(), scratch);
  model::write_json_string(name == kNoteBody ? model::to_html(text, scratch) : text, out);
}

void write_properties(const model::Record& record, const Defaults& defaults, Buffer& out) {
  out.append("\"properties\":{");
  const std::size_t start = out.size();
  const auto begin_member = [&out, start](std::string_view name) {
    if (out.size() > start) out.push_back(',');
    model::write_json_string(name, out);
    out.push_back(':');
  };
  if (record.target_id.empty()) {
    begin_member(record.shape->key_field);
    model::write_json_string(record.key, out);
  }
  for (const auto& [name, value] : defaults) {
    if (record.fields.find(name)) continue;
    begin_member(name);
    model::write_json_string(value, out);
  }
  for (const model::Member& field : record.fields.as_object()) {
    begin_member(field.name);
    write_value(field.name, field.value, out);
  }
  out.push_back('}');
}

template <class Items, class WriteItem>
void write_inputs(const Items& items, WriteItem write_item, Buffer& out) {
  out.append("{\"inputs\":[");
  for (std::size_t i = 0; i < items.size(); ++i) {
    out.append(i > 0 ? ",{" : "{");
    write_item(items[i]);
    out.push_back('}');
  }
  out.push_back(']');
}

void write_texts(std::string_view name, std::span<const std::string> texts, Buffer& out) {
  model::write_json_string(name, out);
  out.append(":[");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out.push_back(',');
    model::write_json_string(texts[i], out);
  }
  out.push_back(']');
}

std::span<const Value> list_at(const Value& value, std::string_view name) {
  const Value* found = value.find(name);
  return found && found->is_array() ? found->as_array() : std::span<const Value>();
}

bool flag(const Value& value, std::string_view name) {
  const Value* found = value.find(name);
  return found && found->is_boolean() && found->as_boolean();
}

// Ids come as texts and, from the associations API, as numbers.
std::string id_of(const Value& value, std::string_view name) {
  const Value* id = value.find(name);
  if (id && id->is_integer()) return std::to_string(id->as_integer());
  return std::string(value.text_at(name));
}

void add_links(delivery::SchemaObject& object) {
  for (const std::string_view to : {"contacts", "tickets", "companies"}) {
    if (to == object.name) continue;
    delivery::SchemaField& link = object.fields.emplace_back();
    link.name = to;
    link.label = "link to " + std::string(to);
    link.type = "association";
    link.refers_to.emplace_back(to);
  }
}

}  // namespace

Value canonical(std::string_view name, const Value& value, const PropertyTypes* types, model::Arena& arena) {
  if (value.is_null()) return Value().with_class(value.data_class());
  std::string_view text = model::without_controls(model::as_text(value, arena), arena);
  if (name == kNoteBody) text = model::to_text(text, arena);
  text = model::trimmed(text);
  if (text.empty()) return Value().with_class(value.data_class());
  if (is_time(name, types)) {
    if (const auto time = read_time(text))
      return Value::integer(time->time_since_epoch().count(), value.data_class());
  }
  return Value::string(text, value.data_class());
}

void write_records(std::span<const model::Record> batch, const Defaults& defaults, Buffer& out) {
  write_inputs(
      batch,
      [&](const model::Record& record) {
        const bool by_key = record.target_id.empty();
        model::write_json_member("id", by_key ? record.key : record.target_id, out);
        out.push_back(',');
        if (by_key) {
          model::write_json_member("idProperty", record.shape->key_field, out);
          out.push_back(',');
        }
        write_properties(record, defaults, out);
      },
      out);
  out.push_back('}');
}

void write_ids(std::span<const std::string> ids, Buffer& out) {
  write_inputs(
      ids, [&out](const std::string& id) { model::write_json_member("id", id, out); }, out);
  out.push_back('}');
}

void write_read(std::span<const std::string> ids, std::string_view id_property,
                std::span<const std::string> properties, Buffer& out) {
  write_inputs(
      ids, [&out](const std::string& id) { model::write_json_member("id", id, out); }, out);
  out.push_back(',');
  if (!id_property.empty()) {
    model::write_json_member("idProperty", id_property, out);
    out.push_back(',');
  }
  write_texts("properties", properties, out);
  out.push_back('}');
}

void write_links(std::span<const std::pair<std::string, std::string>> links, Buffer& out) {
  write_inputs(
      links,
      [&out](const std::pair<std::string, std::string>& link) {
        out.append("\"from\":{");
        model::write_json_member("id", link.first, out);
        out.append("},\"to\":{");
        model::write_json_member("id", link.second, out);
        out.push_back('}');
      },
      out);
  out.push_back('}');
}

void write_search(const std::vector<std::pair<std::string, std::string>>& wanted,
                  std::span<const std::string> properties, Buffer& out) {
  out.append("{\"filterGroups\":[{\"filters\":[");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    out.append(i > 0 ? ",{" : "{");
    model::write_json_member("propertyName", wanted[i].first, out);
    out.append(",\"operator\":\"EQ\",");
    model::write_json_member("value", wanted[i].second, out);
    out.push_back('}');
  }
  out.append(R"(]}],"sorts":[{"propertyName":"createdate","direction":"ASCENDING"}],"limit":2,)");
  write_texts("properties", properties, out);
  out.push_back('}');
}

const Value* property_of(const Value& row, std::string_view name) {
  const Value* properties = row.find("properties");
  return properties ? properties->find(name) : nullptr;
}

Rows rows_by_id(const Value& answer) {
  Rows rows;
  for (const Value& row : list_at(answer, "results")) rows.emplace(id_of(row, "id"), row);
  return rows;
}

Rows rows_by(std::string_view property, const Value& answer) {
  Rows rows;
  for (const Value& row : list_at(answer, "results")) {
    const Value* value = property_of(row, property);
    if (value && value->is_string()) rows.emplace(std::string(value->as_string()), row);
  }
  return rows;
}

Links read_links(const Value& answer) {
  Links links;
  for (const Value& result : list_at(answer, "results")) {
    const Value* from = result.find("from");
    if (!from) continue;
    for (const Value& to : list_at(result, "to"))
      links[id_of(*from, "id")].push_back(id_of(to, "toObjectId"));
  }
  return links;
}

delivery::SchemaObject read_schema(const std::string& object, const Value& answer) {
  delivery::SchemaObject out;
  out.name = object;
  for (const Value& property : list_at(answer, "results")) {
    delivery::SchemaField& field = out.fields.emplace_back();
    field.name = property.text_at("name");
    field.label = property.text_at("label");
    field.type = property.text_at("type");
    // Of a line of text nobody comes near it.
    if (const auto form = property.text_at("fieldType"); form == "textarea" || form == "html")
      field.length_max = kTextMax;
    const Value* metadata = property.find("modificationMetadata");
    field.createable = field.updateable =
        !flag(property, "calculated") && !(metadata && flag(*metadata, "readOnlyValue"));
    field.usable_as_key = field.unique = flag(property, "hasUniqueValue");
    field.restricted = field.type == "enumeration" && !list_at(property, "options").empty();
    for (const Value& option : list_at(property, "options"))
      field.values.emplace_back(option.text_at("value"));
  }
  add_links(out);
  return out;
}

PropertyTypes read_types(const Value& answer) {
  PropertyTypes types;
  for (const Value& property : list_at(answer, "results"))
    types.emplace(property.text_at("name"), property.text_at("type"));
  return types;
}

}  // namespace hub::connectors::hubspot
