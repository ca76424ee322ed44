#include "connectors/zendesk/types.hpp"

#include <algorithm>
#include <charconv>

#include "connectors/shared/members.hpp"
#include "connectors/zendesk/errors.hpp"
#include "core/model/builder.hpp"
#include "core/model/json.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::zendesk {

using model::Record;
using model::Value;

namespace {

// Zendesk takes no ticket without a text.
constexpr std::string_view kNoText = "(no text)";

std::string_view or_no_text(std::string_view text) {
  return model::trimmed(text).empty() ? kNoText : text;
}

Value number_of(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool is_number = !digits.empty() && error == std::errc() && end == digits.data() + digits.size();
  return is_number ? Value::integer(number) : Value::string(digits);
}

// The field with the text of the comment that this record makes, empty when it makes none.
std::string_view text_field(const Record& record) {
  if (record.shape->object == kTicket) return "comment";
  if (record.shape->object == kAttachment) return "file_name";
  return record.shape->object == kComment ? "body" : std::string_view();
}

Error too_long(const Record& record) {
  Error error =
      invalid_error("comment_too_long",
                    "a comment is longer than the 64 kB that Zendesk keeps: lower its limit in the mapping");
  error.fields.emplace_back(text_field(record));
  return error;
}

// One message of an import: {text, created_at, author_id, public}.
Value message_input(const Value& message, model::Arena& arena) {
  model::ObjectBuilder comment(arena);
  comment.add("html_body", Value::string(html_of(or_no_text(message.text_at("text")), arena)));
  for (const std::string_view name : {"created_at", "author_id", "public"}) {
    if (const Value* value = message.find(name)) comment.add(name, *value);
  }
  if (!message.find("public")) comment.add("public", Value::boolean(false));
  return comment.finish();
}

Value messages_input(std::span<const Value> messages, model::Arena& arena) {
  model::ArrayBuilder list(arena);
  for (const Value& message : messages) list.add(message_input(message, arena));
  return list.finish();
}

Value clean(const Value& value, model::Arena& arena) {
  return value.is_string() ? Value::string(model::without_controls(value.as_string(), arena)) : value;
}

Value custom_input(const model::Member& field, model::Arena& arena) {
  model::ObjectBuilder one(arena);
  one.add("id", number_of(field.name.substr(kCustom.size())));
  one.add("value", clean(field.value, arena));
  return one.finish();
}

}  // namespace

const Value* find_marked(std::span<const Value> comments, std::string_view key) {
  return connectors::find_marked(comments, "plain_body", key);
}

std::string_view sent_text(const Record& record, model::Arena& arena) {
  const std::string_view text = record.fields.text_at(text_field(record));
  const bool is_own_ticket = record.shape->object == kTicket && record.target_id.empty();
  return is_own_ticket ? or_no_text(text) : with_marker(text, record.key, arena);
}

std::string_view html_of(std::string_view text, model::Arena& arena) {
  Buffer html("<pre>");
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (model::is_dropped_control(c)) continue;
    if (c == '<') {
      html.append("&lt;");
    } else if (c == '>') {
      html.append("&gt;");
    } else if (c == '&') {
      html.append("&amp;");
    } else if (c == '{' && i + 1 < text.size() && text[i + 1] == '{') {
      const std::size_t end = std::min(text.find_first_not_of('{', i), text.size());
      html.append("<code>");
      html.append(text.substr(i, end - i));
      html.append("</code>");
      i = end - 1;
    } else {
      html.push_back(c);
    }
  }
  html.append("</pre>");
  return arena.copy(html.view());
}

Result<Value> comment_input(const Record& record, std::string_view upload, model::Arena& arena) {
  model::ObjectBuilder comment(arena);
  const std::string_view html = html_of(sent_text(record, arena), arena);
  if (html.size() > kCommentBytesMax) return too_long(record);
  const bool is_ticket = record.shape->object == kTicket;
  comment.add("html_body", Value::string(html));
  comment.add("public", Value::boolean(flag_at(record.fields, is_ticket ? "comment_public" : "public")));
  if (const Value* author = record.fields.find("author_id")) comment.add("author_id", *author);
  if (!upload.empty()) {
    model::ArrayBuilder uploads(arena);
    uploads.add(Value::string(arena.copy(upload)));
    comment.add("uploads", uploads.finish());
  }
  return comment.finish();
}

Result<Value> ticket_input(const Record& record, std::string_view requester_id, model::Arena& arena) {
  model::ObjectBuilder ticket(arena);
  model::ArrayBuilder custom(arena);
  bool names_requester = !record.parent_id.empty();
  const bool is_new = record.target_id.empty();
  if (is_new && !record.shape->key_field.empty())
    ticket.add(record.shape->key_field, Value::string(record.key));
  if (!record.parent_id.empty()) ticket.add(record.shape->parent_field, number_of(record.parent_id));
  for (const model::Member& field : record.fields.as_object()) {
    if (field.name == "comment" || field.name == "comment_public" || field.name == "author_id") continue;
    names_requester |= field.name.starts_with("requester");
    if (field.name.starts_with(kCustom)) {
      custom.add(custom_input(field, arena));
    } else if (field.name == "comments") {
      ticket.add("comments", messages_input(list_at(record.fields, "comments"), arena));
    } else {
      ticket.add(field.name, clean(field.value, arena));
    }
  }
  if (custom.size() > 0) ticket.add("custom_fields", custom.finish());
  if (!names_requester && is_new && !requester_id.empty())
    ticket.add("requester_id", number_of(requester_id));
  const bool has_messages = record.fields.find("comments") != nullptr;
  if (has_messages || (!is_new && !record.fields.find("comment"))) return ticket.finish();
  auto comment = comment_input(record, {}, arena);
  if (!comment.ok()) return comment;
  ticket.add("comment", *comment);
  return ticket.finish();
}

Value user_input(const Record& record, model::Arena& arena) {
  model::ObjectBuilder user(arena);
  user.add("external_id", Value::string(record.key));
  user.add("skip_verify_email", Value::boolean(true));
  for (const model::Member& field : record.fields.as_object())
    user.add(field.name, clean(field.value, arena));
  return user.finish();
}

Buffer redaction(std::string_view ticket_id, const Value& comment, model::Arena& arena) {
  model::ObjectBuilder body(arena);
  model::ArrayBuilder urls(arena);
  Buffer html("<redact>");
  html.append(comment.text_at("html_body"));
  html.append("</redact>");
  for (const Value& file : list_at(comment, "attachments"))
    urls.add(Value::string(file.text_at("content_url")));
  body.add("ticket_id", number_of(ticket_id));
  body.add("html_body", Value::string(arena.copy(html.view())));
  body.add("external_attachment_urls", urls.finish());
  Buffer out;
  model::write_json(body.finish(), out);
  return out;
}

std::vector<Written> read_results(const Value& results, std::size_t asked) {
  std::vector<Written> read(asked, http::unreadable_answer(http::Effect::writes));
  if (!results.is_array()) return read;
  for (const Value& item : results.as_array()) {
    const Value* index = item.find("index");
    if (!index || !index->is_integer()) continue;
    const auto place = static_cast<std::size_t>(index->as_integer());
    if (index->as_integer() < 0 || place >= asked) continue;
    read[place] = item.find("error") ? Written(classify_item(item)) : written(id_at(item), true);
  }
  return read;
}

}  // namespace hub::connectors::zendesk
