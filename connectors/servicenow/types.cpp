#include "connectors/servicenow/types.hpp"

#include <algorithm>
#include <charconv>

#include "connectors/shared/known_fields.hpp"
#include "core/model/object_writer.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::servicenow {

using model::Value;

namespace {

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::size_t number_of(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool is_key_length(std::size_t length) {
  constexpr std::size_t kKeyLength = 40;
  return length >= kKeyLength;
}

}  // namespace

std::string_view text_of(const Value& value, model::Arena& arena) {
  if (value.is_null()) return {};
  return model::without_controls(model::as_text(value, arena), arena);
}

Value canonical(const Value* value, model::Arena& arena) {
  if (!value) return {};
  const Value* plain = value->is_object() ? value->find("value") : value;
  const std::string_view text = plain ? text_of(*plain, arena) : std::string_view();
  return text.empty() ? Value() : Value::string(text, model::DataClass::free_text);
}

void write_row(const model::Record& record, Buffer& out) {
  const model::RecordShape& shape = *record.shape;
  model::Arena scratch;
  model::ObjectWriter row(out);
  if (record.target_id.empty() && !shape.key_field.empty()) row.add(shape.key_field, record.key);
  if (!record.parent_id.empty() && !shape.parent_field.empty()) row.add(shape.parent_field, record.parent_id);
  for (const model::Member& field : record.fields.as_object())
    row.add(field.name, text_of(field.value, scratch));
  row.finish();
}

std::string too_long(const model::Record& record, const Lengths& lengths) {
  model::Arena scratch;
  for (const model::Member& field : record.fields.as_object()) {
    const auto length = lengths.find(field.name);
    if (length != lengths.end() && characters(text_of(field.value, scratch)) > length->second)
      return std::string(field.name);
  }
  return {};
}

std::string term(std::string_view column, std::string_view value) {
  std::string text(column);
  text += '=';
  for (const char c : value) {
    if (c == '^') text += '^';  // one alone would begin the next term
    text += c;
  }
  return text;
}

std::vector<Value> rows_with(const Value& list, std::string_view column, std::string_view value) {
  std::vector<Value> rows;
  if (!list.is_array()) return rows;
  model::Arena scratch;
  for (const Value& row : list.as_array()) {
    const Value found = canonical(row.find(column), scratch);
    if (found.is_string() && found.as_string() == value) rows.push_back(row);
  }
  return rows;
}

std::string file_name(const model::Record& record) {
  const std::string name(record.fields.text_at(kName, "transcript.txt"));
  const auto dot = std::min(name.rfind('.'), name.size());
  return name.substr(0, dot) + '-' + std::string(record.key) + name.substr(dot);
}

delivery::SchemaObject read_schema(const std::string& table, const std::vector<std::string>& extended,
                                   const Value& dictionary) {
  delivery::SchemaObject object;
  object.name = table;
  if (!dictionary.is_array()) return object;
  for (const Value& row : dictionary.as_array()) {
    const std::string name(row.text_at("element"));
    const bool is_ours =
        row.text_at("name") == table || std::ranges::find(extended, row.text_at("name")) != extended.end();
    if (name.empty() || !is_ours || object.find(name)) continue;
    model::Arena scratch;
    const Value type = canonical(row.find("internal_type"), scratch);
    delivery::SchemaField& field =
        add_field(object, name, type.is_string() ? type.as_string() : std::string_view());
    field.label = row.text_at("column_label");
    const std::size_t length = number_of(row.text_at("max_length"));
    const bool is_text = field.type == "string";
    if (is_text && length > 0) field.length_max = length;
    field.createable = field.updateable = row.text_at("read_only") != "true";
    field.required = row.text_at("mandatory") == "true";
    // No column is unique by itself: each look-up counts the records of a key.
    field.usable_as_key = field.unique = is_text && is_key_length(length);
  }
  return object;
}

Lengths read_lengths(const delivery::SchemaObject& schema) {
  Lengths lengths;
  for (const delivery::SchemaField& field : schema.fields)
    if (field.length_max) lengths[field.name] = *field.length_max;
  return lengths;
}

delivery::SchemaObject attachment_schema() {
  delivery::SchemaObject object = object_of(kAttachment, kFileName, {});
  find_field(object, kFileName)->label = "name of the file, with the hub's key";
  add_field(object, kName, "string").label = "name of the file, without the key";
  add_field(object, kContent, "string").label = "text of the file";
  add_field(object, kContentType, "string").label = "media type of the file";
  add_field(object, kParentLink, "string").label = "the record that the file belongs to";
  return object;
}

}  // namespace hub::connectors::servicenow
