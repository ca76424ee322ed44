// The form in which sent and stored values are compared (freshdesk.md 4): Freshdesk keeps texts as HTML of
// its own making, and shows them as text.
#include <algorithm>

#include "connectors/freshdesk/types.hpp"
#include "core/base/ascii.hpp"
#include "core/model/builder.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::freshdesk {

using model::Record;
using model::Value;

namespace {

bool is_compared(const Record& record, std::string_view field) {
  return record.shape->compare_of(field) != model::Compare::ignore;
}

Value text_form(std::string_view text, model::Arena& arena) {
  const std::string_view kept = model::collapsed(text, arena);
  return kept.empty() ? Value() : Value::string(kept);
}

Value canonical(const Value* value, model::Arena& arena) {
  if (!value) return {};
  return value->is_string() ? text_form(value->as_string(), arena) : *value;
}

// Automations add tags of their own: those that were sent must be among them.
Value tags_form(const Value& sent, const Value* kept, model::Arena& arena) {
  model::ArrayBuilder list(arena);
  if (!sent.is_array()) return {};
  for (const Value& tag : sent.as_array()) {
    const bool is_there =
        kept && kept->is_array() && std::ranges::find(kept->as_array(), tag) != kept->as_array().end();
    if (is_there) list.add(tag);
  }
  return list.finish();
}

const Value* first_file(const Value& note) {
  const Value* files = note.find("attachments");
  return files && files->is_array() && !files->as_array().empty() ? &files->as_array().front() : nullptr;
}

Value stored_file_field(std::string_view name, const Value& note, model::Arena& arena) {
  const Value* file = first_file(note);
  if (!file) return {};
  return name == "file_name" ? canonical(file->find("name"), arena)
                             : canonical(file->find(name == "content" ? "size" : name), arena);
}

Value stored_field(const Record& record, const model::Member& field, const Value& row, const Value* note,
                   model::Arena& arena) {
  if (field.name == kDescription && has_note(record))
    return note ? text_form(note->text_at("body_text"), arena) : Value();
  if (is_object(*record.shape, kTicket) && field.name == kDescription)
    return text_form(row.text_at("description_text"), arena);
  if (field.name == "tags") return tags_form(field.value, row.find("tags"), arena);
  if (field.name.starts_with(kCustom)) {
    const Value* custom = row.find("custom_fields");
    return canonical(custom ? custom->find(field.name) : nullptr, arena);
  }
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
  if (is_object(*record.shape, kTicket) && field.name == kDescription)
    return text_form(description_text(record), arena);
  if (field.name == "tags") return tags_form(field.value, &field.value, arena);
  if (field.name == "content") return Value::integer(static_cast<std::int64_t>(text.size()));
  if (field.name == "email") return text_form(lower_case(std::string(text)), arena);
  return canonical(&field.value, arena);
}

// What shows our key: a custom field, the marker of a note, or the id that a contact has elsewhere.
Value stored_key(const Record& record, const Value& row) {
  const std::string& field = record.shape->key_field;
  if (is_object(*record.shape, kNote) || is_object(*record.shape, kFile)) return Value::string(record.key);
  const Value* custom = row.find("custom_fields");
  const Value* key = field.starts_with(kCustom) ? (custom ? custom->find(field) : nullptr) : row.find(field);
  return key ? *key : Value();
}

}  // namespace

Value stored_form(const Record& record, const Value& row, const Value* note, model::Arena& arena) {
  const model::RecordShape& shape = *record.shape;
  model::ObjectBuilder form(arena);
  if (record.target_id.empty() && !shape.key_field.empty())
    form.add(arena.copy(shape.key_field), stored_key(record, row));
  const std::string_view parent = record.parent_id.empty() ? record.parent_key : record.parent_id;
  // A note was found below its ticket; a ticket tells its requester.
  const bool is_linked = !is_object(shape, kTicket) || id_at(row, shape.parent_field) == record.parent_id;
  if (!parent.empty() && is_compared(record, shape.parent_field))
    form.add(arena.copy(shape.parent_field), is_linked ? Value::string(parent) : Value());
  for (const model::Member& field : record.fields.as_object())
    if (is_compared(record, field.name))
      form.add(arena.copy(field.name), stored_field(record, field, row, note, arena));
  return form.finish(model::DataClass::free_text);
}

Value expected_form(const Record& record, model::Arena& arena) {
  const model::RecordShape& shape = *record.shape;
  model::ObjectBuilder form(arena);
  if (record.target_id.empty() && !shape.key_field.empty())
    form.add(arena.copy(shape.key_field), Value::string(record.key));
  const std::string_view parent = record.parent_id.empty() ? record.parent_key : record.parent_id;
  if (!parent.empty() && is_compared(record, shape.parent_field))
    form.add(arena.copy(shape.parent_field), Value::string(parent));
  for (const model::Member& field : record.fields.as_object())
    if (is_compared(record, field.name))
      form.add(arena.copy(field.name), expected_field(record, field, arena));
  return form.finish(model::DataClass::free_text);
}

}  // namespace hub::connectors::freshdesk
