#include "connectors/freshdesk/types.hpp"

#include <algorithm>

#include "connectors/shared/members.hpp"
#include "core/model/html_form.hpp"
#include "core/model/object_writer.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::freshdesk {

using model::Record;
using model::Value;

namespace {

// A ticket has a text.
constexpr std::string_view kNoText = "(no text)";

std::string_view html_of(std::string_view text, model::Arena& arena) {
  return model::to_html(model::without_controls(text, arena), arena);
}

void add_number(std::string_view name, std::string_view digits, model::ObjectWriter& members) {
  members.begin(name).append(digits);
}

void add_custom_fields(const Record& record, model::ObjectWriter& members) {
  const bool has_key = record.target_id.empty() && record.shape->key_field.starts_with(kCustom);
  const auto is_custom = [](const model::Member& field) { return field.name.starts_with(kCustom); };
  if (!has_key && std::ranges::none_of(record.fields.as_object(), is_custom)) return;
  model::ObjectWriter custom(members.begin("custom_fields"));
  if (has_key) custom.add(record.shape->key_field, record.key);
  for (const model::Member& field : record.fields.as_object())
    if (is_custom(field)) custom.add(field.name, field.value);
  custom.finish();
}

// One part of multipart/form-data; `disposition` is what follows the name.
void add_part(std::string_view boundary, std::string_view name, std::string_view disposition,
              std::string_view content, Buffer& out) {
  out.append("--");
  out.append(boundary);
  out.append("\r\nContent-Disposition: form-data; name=\"");
  out.append(name);
  out.append("\"");
  out.append(disposition);
  out.append("\r\n\r\n");
  out.append(content);
  out.append("\r\n");
}

// A header holds no quotes and no line ends.
std::string header_text(std::string_view text) {
  std::string kept(text);
  std::erase_if(kept, [](char c) { return c == '"' || static_cast<unsigned char>(c) < 0x20; });
  return kept;
}

bool is_private(const Record& record) {
  return flag_at(record.fields, "private", true);
}

// Our key is opaque: nobody who writes in a chat can know the boundary.
Body file_body(const Record& record) {
  const std::string boundary = "hub-" + std::string(record.key);
  Body body;
  body.type = "multipart/form-data; boundary=" + boundary;
  model::Arena arena;
  add_part(boundary, "body", "", html_of(note_text(record, arena), arena), body.content);
  add_part(boundary, "private", "", is_private(record) ? "true" : "false", body.content);
  add_part(boundary, "attachments[]",
           "; filename=\"" + header_text(record.fields.text_at("file_name", "file.txt")) +
               "\"\r\nContent-Type: " + header_text(record.fields.text_at("content_type", "text/plain")),
           record.fields.text_at("content"), body.content);
  body.content.append("--" + boundary + "--\r\n");
  return body;
}

}  // namespace

const Value* find_marked(std::span<const Value> conversations, std::string_view key) {
  return connectors::find_marked(conversations, "body_text", key);
}

std::string_view description_text(const Record& record) {
  const std::string_view text = record.fields.text_at(kDescription);
  return model::trimmed(text).empty() ? kNoText : text;
}

std::string_view note_text(const Record& record, model::Arena& arena) {
  std::string_view text = record.fields.text_at(record.shape->object == kTicket ? kDescription : "body");
  if (record.shape->object == kFile && text.empty()) text = record.fields.text_at("file_name");
  return with_marker(text, record.key, arena);
}

bool has_note(const Record& record) {
  return record.shape->object == kTicket && !record.target_id.empty() && record.fields.find(kDescription);
}

bool has_fields(const Record& record) {
  return std::ranges::any_of(record.fields.as_object(),
                             [](const model::Member& field) { return field.name != kDescription; });
}

Body ticket_body(const Record& record, std::string_view requester_id) {
  Body body;
  model::ObjectWriter members(body.content);
  const bool is_new = record.target_id.empty();
  if (!record.parent_id.empty()) add_number(record.shape->parent_field, record.parent_id, members);
  if (is_new) {
    model::Arena arena;
    members.add(kDescription, html_of(description_text(record), arena));
  }
  for (const model::Member& field : record.fields.as_object())
    if (!field.name.starts_with(kCustom) && field.name != kDescription) members.add(field.name, field.value);
  add_custom_fields(record, members);
  const bool has_requester = !record.parent_id.empty() || record.fields.find("requester_id");
  if (is_new && !has_requester) add_number("requester_id", requester_id, members);
  members.finish();
  return body;
}

Body note_body(const Record& record) {
  if (record.shape->object == kFile) return file_body(record);
  Body body;
  model::ObjectWriter members(body.content);
  model::Arena arena;
  members.add("body", html_of(note_text(record, arena), arena));
  members.add("private", Value::boolean(is_private(record)));
  members.finish();
  return body;
}

Body contact_body(const Record& record) {
  Body body;
  model::ObjectWriter members(body.content);
  if (record.target_id.empty()) members.add(record.shape->key_field, record.key);
  for (const model::Member& field : record.fields.as_object()) members.add(field.name, field.value);
  members.finish();
  return body;
}

std::vector<Value> keyed_tickets(const std::vector<Value>& rows, const Record& record) {
  std::vector<Value> found;
  for (const Value& row : rows) {
    const Value* custom = row.find("custom_fields");
    const bool is_ours = custom && custom->text_at(record.shape->key_field) == record.key;
    if (is_ours && !find_by(found, "id", id_at(row))) found.push_back(row);
  }
  return found;
}

}  // namespace hub::connectors::freshdesk
