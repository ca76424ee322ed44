// The form in which sent and stored values are compared (zendesk.md 4.3).
#include <algorithm>
#include <set>

#include "connectors/shared/comparison.hpp"
#include "connectors/shared/members.hpp"
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

std::set<std::string> tags_of(std::span<const Value> list) {
  std::set<std::string> tags;
  for (const Value& tag : list) {
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
    one.add("public", Value::boolean(flag_at(message, "public")));
    list.add(one.finish());
  }
  return list.finish();
}

// What the ticket or user shows for one field of the record.
Value stored_field(const Record& record, const model::Member& field, const Stored& stored,
                   const Value* comment, model::Arena& arena) {
  const Value& object = *stored.object;
  const bool is_ticket = record.shape->object == kTicket;
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
  if (field.name == "tags") {
    return tags_form(tags_of(list_at(record.fields, "tags")), tags_of(list_at(object, "tags")), arena);
  }
  if (field.name == "requester") return requester_form(stored.requester, arena);
  if (is_ticket && field.name.starts_with(kCustom)) {
    const Value* custom = find_by(list_at(object, "custom_fields"), "id", field.name.substr(kCustom.size()));
    return canonical(custom ? custom->find("value") : nullptr, arena);
  }
  if (record.shape->object == kUser && field.name == "email") return requester_form(&object, arena);
  return canonical(object.find(field.name), arena);
}

// Of a comment or an attachment, both of which are the comment with the marker.
Value stored_below_ticket(const model::Member& field, const Value& comment, model::Arena& arena) {
  if (field.name == "body") return Value::string(model::collapsed(comment.text_at("plain_body"), arena));
  const bool is_of_file =
      field.name == "file_name" || field.name == "content_type" || field.name == "content";
  if (!is_of_file) return canonical(comment.find(field.name), arena);
  const auto files = list_at(comment, "attachments");
  if (files.empty()) return {};
  return canonical(files.front().find(field.name == "content" ? "size" : field.name), arena);
}

Value expected_field(const Record& record, const model::Member& field, model::Arena& arena) {
  const bool is_ticket = record.shape->object == kTicket;
  const bool is_text = (is_ticket && field.name == "comment") || (!is_ticket && field.name == "body");
  if (is_text) return Value::string(model::collapsed(sent_text(record, arena), arena));
  if (field.name == "tags") {
    const auto tags = tags_of(list_at(record.fields, "tags"));
    return tags_form(tags, tags, arena);
  }
  if (field.name == "requester") return requester_form(&field.value, arena);
  if (field.name == "comments" && field.value.is_array()) {
    return messages_form(field.value.as_array(), "text", arena);
  }
  if (field.name == "content" && field.value.is_string()) {
    return Value::string(arena.copy(std::to_string(field.value.as_string().size())));
  }
  if (record.shape->object == kUser && field.name == "email") {
    return Value::string(arena.copy(lower_case(std::string(model::trimmed(field.value.as_string())))));
  }
  return canonical(&field.value, arena);
}

}  // namespace

bool needs_requester(const Record& record) {
  return record.shape->object == kTicket && record.fields.find("requester") &&
         is_compared(*record.shape, "requester");
}

bool needs_comments(const Record& record) {
  if (record.shape->object != kTicket) return record.shape->object != kUser;
  const bool has_own = !record.target_id.empty() && record.fields.find("comment");
  return has_own || record.fields.find("comments");
}

Value stored_form(const Record& record, const Stored& stored, model::Arena& arena) {
  const bool is_below = !stored.object;
  const Value* comment = stored.comments && (is_below || !record.target_id.empty())
                             ? find_marked(*stored.comments, record.key)
                             : nullptr;
  const Value* key = is_below ? nullptr : stored.object->find(record.shape->key_field);
  const auto form_of = [&](const model::Member& field) {
    return is_below ? stored_below_ticket(field, *comment, arena)
                    : stored_field(record, field, stored, comment, arena);
  };
  return shown_form(record,
                    is_below ? Value::string(record.key)
                    : key    ? *key
                             : Value(),
                    stored.is_linked, form_of, arena);
}

Value expected_form(const Record& record, model::Arena& arena) {
  return sent_form(
      record, [&](const model::Member& field) { return expected_field(record, field, arena); }, arena);
}

}  // namespace hub::connectors::zendesk
