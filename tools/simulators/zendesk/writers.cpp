#include "tools/simulators/zendesk/writers.hpp"

#include <algorithm>

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/zendesk/text.hpp"

namespace hub::simulators::zendesk {

namespace {

// Seconds, as Zendesk shows times.
std::string time_text(WallTime time) {
  std::string text = format_timestamp(time);
  return text.substr(0, text.find('.')) + 'Z';
}

void member(const char* name, std::string_view text, Buffer& out, char before = ',') {
  out.push_back(before);
  model::write_json_member(name, text, out);
}

void number(const char* name, Id value, Buffer& out, char before = ',') {
  out.push_back(before);
  out.append("\"" + std::string(name) + "\":" + std::to_string(value));
}

void nullable(const char* name, const std::string& text, Buffer& out) {
  if (!text.empty()) return member(name, text, out);
  out.append(",\"" + std::string(name) + "\":null");
}

void write_custom_fields(const Ticket& ticket, Buffer& out) {
  out.append(",\"custom_fields\":[");
  bool is_first = true;
  for (const auto& [id, json] : ticket.custom_fields) {
    if (!is_first) out.push_back(',');
    number("id", id, out, '{');
    out.append(",\"value\":" + json + "}");
    is_first = false;
  }
  out.push_back(']');
}

}  // namespace

void write_ticket(const Ticket& ticket, const std::string& base_url, Buffer& out, bool with_count) {
  number("id", ticket.id, out, '{');
  member("url", base_url + "/api/v2/tickets/" + std::to_string(ticket.id) + ".json", out);
  nullable("external_id", ticket.external_id, out);
  member("subject", ticket.subject, out);
  member("raw_subject", ticket.subject, out);
  member("description", ticket.comments.empty() ? "" : plain_text(ticket.comments.front().html), out);
  member("status", ticket.status, out);
  nullable("priority", ticket.priority, out);
  nullable("type", ticket.type, out);
  number("requester_id", ticket.requester_id, out);
  number("submitter_id", ticket.submitter_id, out);
  for (const auto& [name, id] : ticket.links) number(name.c_str(), id, out);
  out.append(",\"tags\":[");
  for (std::size_t i = 0; i < ticket.tags.size(); ++i) {
    if (i > 0) out.push_back(',');
    model::write_json_string(ticket.tags[i], out);
  }
  out.push_back(']');
  write_custom_fields(ticket, out);
  const bool is_public = std::ranges::any_of(ticket.comments, &Comment::is_public);
  out.append(is_public ? ",\"is_public\":true" : ",\"is_public\":false");
  if (with_count) number("comment_count", static_cast<Id>(ticket.comments.size()), out);
  member("created_at", time_text(ticket.created), out);
  member("updated_at", time_text(ticket.updated), out);
  out.push_back('}');
}

void write_attachment(const Attachment& attachment, const std::string& base_url, Buffer& out) {
  number("id", attachment.id, out, '{');
  member("file_name", attachment.file_name, out);
  member("content_type", attachment.content_type, out);
  number("size", static_cast<Id>(attachment.content.size()), out);
  member("content_url", base_url + "/attachments/" + std::to_string(attachment.id), out);
  out.append(",\"inline\":false,\"thumbnails\":[]}");
}

void write_comment(const Comment& comment, const std::string& base_url, Buffer& out) {
  number("id", comment.id, out, '{');
  member("type", "Comment", out);
  number("author_id", comment.author_id, out);
  const std::string plain = plain_text(comment.html);
  member("body", plain, out);
  member("plain_body", plain, out);
  member("html_body", comment.html, out);
  out.append(comment.is_public ? ",\"public\":true" : ",\"public\":false");
  out.append(",\"attachments\":[");
  for (std::size_t i = 0; i < comment.attachments.size(); ++i) {
    if (i > 0) out.push_back(',');
    write_attachment(comment.attachments[i], base_url, out);
  }
  out.push_back(']');
  member("created_at", time_text(comment.created), out);
  out.push_back('}');
}

void write_user(const User& user, const std::string& base_url, Buffer& out) {
  number("id", user.id, out, '{');
  member("url", base_url + "/api/v2/users/" + std::to_string(user.id) + ".json", out);
  member("name", user.name, out);
  nullable("email", user.email, out);
  nullable("external_id", user.external_id, out);
  nullable("phone", user.phone, out);
  member("role", user.role, out);
  out.append(user.is_suspended ? ",\"suspended\":true}" : ",\"suspended\":false}");
}

void write_field(const TicketField& field, Buffer& out) {
  number("id", field.id, out, '{');
  member("type", field.type, out);
  member("title", field.title, out);
  out.append(",\"active\":true,\"required\":false");
  nullable("tag", field.tag, out);
  if (field.type == "tagger") {
    out.append(",\"custom_field_options\":[");
    for (std::size_t i = 0; i < field.options.size(); ++i) {
      if (i > 0) out.push_back(',');
      member("name", field.options[i], out, '{');
      member("value", field.options[i], out);
      out.push_back('}');
    }
    out.push_back(']');
  }
  out.push_back('}');
}

Buffer refusal_body(const Refusal& refusal) {
  Buffer body;
  member("error", refusal.error, body, '{');
  member("description", refusal.status == 422 ? "Record validation errors" : refusal.text, body);
  if (refusal.status == 422) {
    body.append(",\"details\":{");
    model::write_json_string(refusal.field, body);
    body.append(":[");
    member("description", refusal.text, body, '{');
    member("error", refusal.code, body);
    body.append("}]}");
  }
  body.push_back('}');
  return body;
}

}  // namespace hub::simulators::zendesk
