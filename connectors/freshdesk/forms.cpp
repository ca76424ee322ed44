// The form in which sent and stored values are compared (freshdesk.md 4): Freshdesk keeps texts as HTML of
// its own making, and shows them as text.
#include <algorithm>

#include "connectors/freshdesk/types.hpp"
#include "connectors/shared/comparison.hpp"
#include "connectors/shared/members.hpp"
#include "core/base/ascii.hpp"
#include "core/model/builder.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::freshdesk {

using model::Record;
using model::Value;

namespace {

Value text_form(std::string_view text, model::Arena& arena) {
  const std::string_view kept = model::collapsed(text, arena);
  return kept.empty() ? Value() : Value::string(kept);
}

Value canonical(const Value* value, model::Arena& arena) {
  if (!value) return {};
  return value->is_string() ? text_form(value->as_string(), arena) : *value;
}

// Automations add tags of their own: those that were sent must be among them.
Value tags_form(const Value& sent, std::span<const Value> kept, model::Arena& arena) {
  model::ArrayBuilder list(arena);
  if (!sent.is_array()) return {};
  for (const Value& tag : sent.as_array())
    if (std::ranges::find(kept, tag) != kept.end()) list.add(tag);
  return list.finish();
}

Value stored_file_field(std::string_view name, const Value& note, model::Arena& arena) {
  const auto files = list_at(note, "attachments");
  if (files.empty()) return {};
  const std::string_view shown = name == "file_name" ? "name" : name == "content" ? "size" : name;
  return canonical(files.front().find(shown), arena);
}

const Value* custom_of(const Value& row, std::string_view field) {
  const Value* custom = row.find("custom_fields");
  return custom ? custom->find(field) : nullptr;
}

Value stored_field(const Record& record, const model::Member& field, const Value& row, const Value* note,
                   model::Arena& arena) {
  if (field.name == kDescription && has_note(record))
    return note ? text_form(note->text_at("body_text"), arena) : Value();
  if (record.shape->object == kTicket && field.name == kDescription)
    return text_form(row.text_at("description_text"), arena);
  if (field.name == "tags") return tags_form(field.value, list_at(row, "tags"), arena);
  if (field.name.starts_with(kCustom)) return canonical(custom_of(row, field.name), arena);
  if (field.name == "body") return text_form(row.text_at("body_text"), arena);
  if (field.name == "file_name" || field.name == "content_type" || field.name == "content")
    return stored_file_field(field.name, row, arena);
  if (field.name == "email") return text_form(lower_case(std::string(row.text_at("email"))), arena);
  return canonical(row.find(field.name), arena);
}

Value expected_field(const Record& record, const model::Member& field, model::Arena& arena) {
  const std::string_view text = field.value.is_string() ? field.value.as_string() : std::string_view();
  if (field.name == "body" || (field.name == kDescription && has_note(record)))
    return text_form(note_text(record, arena), arena);
  if (record.shape->object == kTicket && field.name == kDescription)
    return text_form(description_text(record), arena);
  if (field.name == "tags") return tags_form(field.value, list_at(record.fields, "tags"), arena);
  if (field.name == "content") return Value::integer(static_cast<std::int64_t>(text.size()));
  if (field.name == "email") return text_form(lower_case(std::string(text)), arena);
  return canonical(&field.value, arena);
}

// What shows our key: a custom field, the marker of a note, or the id that a contact has elsewhere.
Value stored_key(const Record& record, const Value& row) {
  const std::string& field = record.shape->key_field;
  if (record.shape->object == kNote || record.shape->object == kFile) return Value::string(record.key);
  const Value* key = field.starts_with(kCustom) ? custom_of(row, field) : row.find(field);
  return key ? *key : Value();
}

}  // namespace

Value stored_form(const Record& record, const Value& row, const Value* note, model::Arena& arena) {
  const model::RecordShape& shape = *record.shape;
  // A note was found below its ticket; a ticket tells its requester.
  const bool is_linked = shape.object != kTicket || id_at(row, shape.parent_field) == record.parent_id;
  return shown_form(
      record, stored_key(record, row), is_linked,
      [&](const model::Member& field) { return stored_field(record, field, row, note, arena); }, arena);
}

Value expected_form(const Record& record, model::Arena& arena) {
  return sent_form(
      record, [&](const model::Member& field) { return expected_field(record, field, arena); }, arena);
}

}  // namespace hub::connectors::freshdesk
