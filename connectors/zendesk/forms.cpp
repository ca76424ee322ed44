// The form in which sent and stored values are compared (zendesk.md 4.3).
#include <algorithm>
#include <set>

#include "connectors/zendesk/types.hpp"
#include "core/base/ascii.hpp"
#include "core/base/timestamp.hpp"
#include "core/model/builder.hpp"
#include "core/model/json.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::zendesk {

using model::Record;
using model::Value;

namespace {

constexpr std::string_view kCustom = "ticket_field_";

// Text without its blanks, numbers as text, empty as null: a field may be kept as either.
Value canonical(const Value* value, model::Arena& arena) {
  if (!value || value->is_null()) return {};
  if (value->is_string()) {
    const std::string_view text = model::collapsed(value->as_string(), arena);
    return text.empty() ? Value() : Value::string(text);
  }
  if (!value->is_integer() && !value->is_number()) return *value;
  Buffer text;
  model::write_json(*value, text);
  return Value::string(arena.copy(text.view()));
}

std::set<std::string> tags_of(const Value* value) {
  std::set<std::string> tags;
  if (!value || !value->is_array()) return tags;
  for (const Value& tag : value->as_array()) {
    if (tag.is_string()) tags.insert(lower_case(std::string(tag.as_string())));
  }
  return tags;
}

// Triggers, drop-downs and checkboxes add tags of their own: those that were sent must be among them.
Value tags_form(const std::set<std::string>& sent, const std::set<std::string>& kept, model::Arena& arena) {
  model::ArrayBuilder list(arena);
  for (const std::string& tag : sent) {
    if (kept.contains(tag)) list.add(Value::string(arena.copy(tag)));
  }
  return list.finish();
}

// Someone with this address is taken as they are: only the address is told.
Value requester_form(const Value* user, model::Arena& arena) {
  const std::string_view email = user ? user->text_at("email") : std::string_view();
  const std::string_view name = user ? user->text_at("name") : std::string_view();
  return Value::string(arena.copy(email.empty() ? std::string(name) : lower_case(std::string(email))));
}

Value time_form(std::string_view text, model::Arena& arena) {
  const auto time = parse_timestamp(text);
  if (!time) return Value::string(arena.copy(text));
  return Value::integer(std::chrono::floor<std::chrono::seconds>(time->time_since_epoch()).count());
}

// The messages of an import, each with its time and whether the visitor may see it.
Value messages_form(std::span<const Value> messages, std::string_view text_field, model::Arena& arena) {
  model::ArrayBuilder list(arena);
  for (const Value& message : messages) {
    model::ObjectBuilder one(arena);
    const std::string_view text = model::collapsed(message.text_at(text_field), arena);
    one.add("text", Value::string(text.empty() ? "(no text)" : text));
    one.add("at", time_form(message.text_at("created_at"), arena));
    const Value* is_public = message.find("public");
    one.add("public", Value::boolean(is_public && is_public->is_boolean() && is_public->as_boolean()));
    list.add(one.finish());
  }
  return list.finish();
}

bool is_compared(const Record& record, std::string_view field) {
  return record.shape->compare_of(field) != model::Compare::ignore;
}

// What the ticket, comment or user shows for one field of the record.
Value stored_field(const Record& record, const model::Member& field, const Stored& stored,
                   const Value* comment, model::Arena& arena) {
  const Value& object = *stored.object;
  const bool is_ticket = is_object(*record.shape, kTicket);
  if (field.name == "comment" && is_ticket) {
    const std::string_view text = comment                    ? comment->text_at("plain_body")
                                  : record.target_id.empty() ? object.text_at("description")
                                                             : std::string_view();
    return Value::string(model::collapsed(text, arena));
  }
  if (field.name == "comment_public") {
    const Value* flag = comment ? comment->find("public") : object.find("is_public");
    return flag ? *flag : Value();
  }
  if (field.name == "comments" && stored.comments)
    return messages_form(*stored.comments, "plain_body", arena);
  if (field.name == "tags") return tags_form(tags_of(&field.value), tags_of(object.find("tags")), arena);
  if (field.name == "requester") return requester_form(stored.requester, arena);
  if (is_ticket && field.name.starts_with(kCustom)) {
    const Value* custom = find_by(object.find("custom_fields"), "id", field.name.substr(kCustom.size()));
    return canonical(custom ? custom->find("value") : nullptr, arena);
  }
  if (is_object(*record.shape, kUser) && field.name == "email") return requester_form(&object, arena);
  return canonical(object.find(field.name), arena);
}

// Of a comment or an attachment, both of which are the comment with the marker.
Value stored_below_ticket(const model::Member& field, const Value& comment, model::Arena& arena) {
  const Value* files = comment.find("attachments");
  const bool has_file = files && files->is_array() && !files->as_array().empty();
  if (field.name == "body") return Value::string(model::collapsed(comment.text_at("plain_body"), arena));
  if (field.name == "file_name")
    return canonical(has_file ? files->as_array()[0].find("file_name") : nullptr, arena);
  if (field.name == "content_type") {
    return canonical(has_file ? files->as_array()[0].find("content_type") : nullptr, arena);
  }
  if (field.name == "content")
    return canonical(has_file ? files->as_array()[0].find("size") : nullptr, arena);
  return canonical(comment.find(field.name), arena);
}

Value expected_field(const Record& record, const model::Member& field, model::Arena& arena) {
  const bool is_ticket = is_object(*record.shape, kTicket);
  const bool is_text = (is_ticket && field.name == "comment") || (!is_ticket && field.name == "body");
  if (is_text) return Value::string(model::collapsed(sent_text(record, arena), arena));
  if (field.name == "tags") {
    const auto tags = tags_of(&field.value);
    return tags_form(tags, tags, arena);
  }
  if (field.name == "requester") return requester_form(&field.value, arena);
  if (field.name == "comments" && field.value.is_array()) {
    return messages_form(field.value.as_array(), "text", arena);
  }
  if (field.name == "content" && field.value.is_string()) {
    return Value::string(arena.copy(std::to_string(field.value.as_string().size())));
  }
  if (is_object(*record.shape, kUser) && field.name == "email") {
    return Value::string(arena.copy(lower_case(std::string(model::trimmed(field.value.as_string())))));
  }
  return canonical(&field.value, arena);
}

}  // namespace

bool needs_requester(const Record& record) {
  return is_object(*record.shape, kTicket) && record.fields.find("requester") &&
         is_compared(record, "requester");
}

bool needs_comments(const Record& record) {
  if (!is_object(*record.shape, kTicket)) return !is_object(*record.shape, kUser);
  const bool has_own = !record.target_id.empty() && record.fields.find("comment");
  return has_own || record.fields.find("comments");
}

Value stored_form(const Record& record, const Stored& stored, model::Arena& arena) {
  const bool is_below = is_object(*record.shape, kComment) || is_object(*record.shape, kAttachment);
  const Value* comment = stored.comments && (is_below || !record.target_id.empty())
                             ? find_marked(*stored.comments, record.key)
                             : nullptr;
  model::ObjectBuilder form(arena);
  if (record.target_id.empty() && !record.shape->key_field.empty()) {
    const Value* key = is_below ? nullptr : stored.object->find(record.shape->key_field);
    form.add(arena.copy(record.shape->key_field), is_below ? Value::string(record.key)
                                                  : key    ? *key
                                                           : Value());
  }
  if (!stored.parent.empty())
    form.add(arena.copy(record.shape->parent_field), Value::string(arena.copy(stored.parent)));
  for (const model::Member& field : record.fields.as_object()) {
    if (!is_compared(record, field.name)) continue;
    form.add(arena.copy(field.name), is_below ? stored_below_ticket(field, *comment, arena)
                                              : stored_field(record, field, stored, comment, arena));
  }
  return form.finish(model::DataClass::free_text);
}

Value expected_form(const Record& record, model::Arena& arena) {
  model::ObjectBuilder form(arena);
  if (record.target_id.empty() && !record.shape->key_field.empty()) {
    form.add(arena.copy(record.shape->key_field), Value::string(record.key));
  }
  const std::string_view parent = record.parent_id.empty() ? record.parent_key : record.parent_id;
  if (!parent.empty()) form.add(arena.copy(record.shape->parent_field), Value::string(parent));
  for (const model::Member& field : record.fields.as_object()) {
    if (is_compared(record, field.name))
      form.add(arena.copy(field.name), expected_field(record, field, arena));
  }
  return form.finish(model::DataClass::free_text);
}

}  // namespace hub::connectors::zendesk
