#include "connectors/hubspot/types.hpp"

#include "connectors/shared/known_fields.hpp"
#include "connectors/shared/members.hpp"
#include "core/base/timestamp.hpp"
#include "core/model/array_writer.hpp"
#include "core/model/html_form.hpp"
#include "core/model/object_writer.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::hubspot {

using model::ArrayWriter;
using model::ObjectWriter;
using model::Value;

namespace {

constexpr std::size_t kTextMax = 65'536;  // of any property (hubspot.md)

std::optional<WallTime> read_time(std::string_view text) {
  if (const auto time = parse_timestamp(text)) return time;
  constexpr std::size_t kMillisecondDigits = 14;
  if (!is_number(text, kMillisecondDigits)) return std::nullopt;
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

void write_properties(const model::Record& record, const Defaults& defaults, ObjectWriter& members) {
  ObjectWriter properties(members.begin("properties"));
  if (record.target_id.empty()) properties.add(record.shape->key_field, record.key);
  for (const auto& [name, value] : defaults)
    if (!record.fields.find(name)) properties.add(name, value);
  for (const model::Member& field : record.fields.as_object())
    write_value(field.name, field.value, properties.begin(field.name));
  properties.finish();
}

template <class Items, class WriteItem>
void write_inputs(const Items& items, WriteItem write_item, ObjectWriter& body) {
  ArrayWriter inputs(body.begin("inputs"));
  for (const auto& item : items) {
    ObjectWriter input(inputs.begin());
    write_item(item, input);
    input.finish();
  }
  inputs.finish();
}

void write_id(const std::string& id, ObjectWriter& input) {
  input.add("id", id);
}

void write_texts(std::string_view name, std::span<const std::string> texts, ObjectWriter& body) {
  ArrayWriter list(body.begin(name));
  for (const std::string& text : texts) list.add(text);
  list.finish();
}

void add_links(delivery::SchemaObject& object) {
  for (const std::string_view to : {"contacts", "tickets", "companies"}) {
    if (to == object.name) continue;
    delivery::SchemaField& link = add_field(object, to, "association");
    link.label = "link to " + std::string(to);
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
  ObjectWriter body(out);
  const auto write_record = [&defaults](const model::Record& record, ObjectWriter& input) {
    const bool by_key = record.target_id.empty();
    input.add("id", by_key ? record.key : record.target_id);
    if (by_key) input.add("idProperty", record.shape->key_field);
    write_properties(record, defaults, input);
  };
  write_inputs(batch, write_record, body);
  body.finish();
}

void write_ids(std::span<const std::string> ids, Buffer& out) {
  ObjectWriter body(out);
  write_inputs(ids, write_id, body);
  body.finish();
}

void write_read(std::span<const std::string> ids, std::string_view id_property,
                std::span<const std::string> properties, Buffer& out) {
  ObjectWriter body(out);
  write_inputs(ids, write_id, body);
  if (!id_property.empty()) body.add("idProperty", id_property);
  write_texts("properties", properties, body);
  body.finish();
}

void write_links(std::span<const std::pair<std::string, std::string>> links, Buffer& out) {
  ObjectWriter body(out);
  const auto write_link = [](const std::pair<std::string, std::string>& link, ObjectWriter& input) {
    for (const auto& [end, id] : {std::pair("from", &link.first), std::pair("to", &link.second)}) {
      ObjectWriter record(input.begin(end));
      write_id(*id, record);
      record.finish();
    }
  };
  write_inputs(links, write_link, body);
  body.finish();
}

void write_search(const std::vector<std::pair<std::string, std::string>>& wanted,
                  std::span<const std::string> properties, Buffer& out) {
  ObjectWriter body(out);
  ArrayWriter groups(body.begin("filterGroups"));
  ObjectWriter group(groups.begin());
  ArrayWriter filters(group.begin("filters"));
  for (const auto& [name, value] : wanted) {
    ObjectWriter filter(filters.begin());
    filter.add("propertyName", name);
    filter.add("operator", "EQ");
    filter.add("value", value);
    filter.finish();
  }
  filters.finish();
  group.finish();
  groups.finish();
  body.begin("sorts").append(R"([{"propertyName":"createdate","direction":"ASCENDING"}])");
  body.begin("limit").append("2");
  write_texts("properties", properties, body);
  body.finish();
}

const Value* property_of(const Value& row, std::string_view name) {
  const Value* properties = row.find("properties");
  return properties ? properties->find(name) : nullptr;
}

Rows rows_by_id(const Value& answer) {
  Rows rows;
  for (const Value& row : list_at(answer, "results")) rows.emplace(id_at(row), row);
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
    for (const Value& to : list_at(result, "to")) links[id_at(*from)].push_back(id_at(to, "toObjectId"));
  }
  return links;
}

delivery::SchemaObject read_schema(const std::string& object, const Value& answer) {
  delivery::SchemaObject out;
  out.name = object;
  for (const Value& property : list_at(answer, "results")) {
    delivery::SchemaField& field = add_field(out, property.text_at("name"), property.text_at("type"));
    field.label = property.text_at("label");
    // Of a line of text nobody comes near it.
    if (const auto form = property.text_at("fieldType"); form == "textarea" || form == "html")
      field.length_max = kTextMax;
    const Value* metadata = property.find("modificationMetadata");
    field.createable = field.updateable =
        !flag_at(property, "calculated") && !(metadata && flag_at(*metadata, "readOnlyValue"));
    field.usable_as_key = field.unique = flag_at(property, "hasUniqueValue");
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
