#include "connectors/zendesk/errors.hpp"

#include <algorithm>
#include <array>

#include "connectors/shared/members.hpp"
#include "connectors/shared/refusals.hpp"

namespace hub::connectors::zendesk {

using model::Value;

namespace {

// What Zendesk calls a field in its texts, and what a mapping calls it.
constexpr std::array kTitles = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"Subject", "subject"},
    {"Description", "comment"},
    {"Status", "status"},
    {"Priority", "priority"},
    {"Type", "type"},
    {"Tags", "tags"},
    {"Requester", "requester"},
    {"Group", "group_id"},
    {"Assignee", "assignee_id"},
    {"Author", "author_id"},
    {"Attachment", "content"},
    {"Name", "name"},
    {"Email", "email"},
    {"requester", "requester"},
    {"status", "status"},
    {"priority", "priority"},
});

// Endings of its texts, and what to do.
constexpr std::array kReasons = std::to_array<Advice>({
    {"cannot be blank", "it must not be blank"},
    {"is too short", "it is too short"},
    {"is too long", "it is too long: truncate or split it in the mapping"},
    {"is suspended", "this requester is suspended in Zendesk: unsuspend it, or discard the delivery"},
    {"closed prevents ticket update", "the ticket is closed and cannot be written to any more"},
    {"is invalid", "the account does not know this value"},
    {"token is invalid", "the upload was used or is older than an hour"},
});

bool is_word(std::string_view text) {
  return is_name(text, "_:", 60);
}

std::string_view code_of(const Value& body) {
  if (const auto errors = list_at(body, "errors"); !errors.empty()) return errors.front().text_at("code");
  const Value* error = body.find("error");
  return error && error->is_object() ? error->text_at("title") : body.text_at("error");
}

void add_field(std::string_view title, Error& error) {
  const auto known = std::ranges::find(kTitles, title, &std::pair<std::string_view, std::string_view>::first);
  if (known == kTitles.end()) return;
  if (std::ranges::find(error.fields, known->second) == error.fields.end())
    error.fields.emplace_back(known->second);
}

// "Subject: is too long (maximum is 150 characters)" names a field and a reason.
void read_text(std::string_view text, Error& error) {
  add_field(text.substr(0, text.find(':')), error);
  const auto reason = std::ranges::find_if(
      kReasons, [text](const Advice& known) { return text.find(known.code) != text.npos; });
  if (reason != kReasons.end()) error.message = reason->text;
}

void read_details(const Value* details, Error& error) {
  if (!details || !details->is_object()) return;
  for (const model::Member& member : details->as_object()) {
    add_field(member.name, error);
    for (const Value& problem : list_at(*details, member.name)) {
      const std::string id = id_at(problem, "ticket_field_id");
      if (is_number(id)) error.fields.push_back("ticket_field_" + id);
      read_text(problem.text_at("description"), error);
    }
  }
}

// Nothing when this text names no scopes.
std::string scopes_missing(std::string_view description) {
  constexpr std::string_view kBefore = "missing the following required scopes: ";
  const auto at = description.find(kBefore);
  if (at == description.npos) return {};
  const std::string_view scopes = description.substr(at + kBefore.size(), 60);
  const std::string_view first = scopes.substr(0, scopes.find(' '));
  return is_word(first) ? std::string(first) : "";
}

Error forbidden(const Value& body) {
  Error error{ErrorKind::auth, "Forbidden", {}, {}, {}};
  const std::string scopes = scopes_missing(body.text_at("description"));
  const std::string advice =
      scopes.empty() ? "the hub's user has not the role for this call; reading and writing tickets needs an "
                       "agent, imports and deleting need an admin"
                     : "the token lacks the scope '" + scopes +
                           "': allow it for the OAuth client, and name it in 'scope'";
  error.message = answered("Zendesk", error, advice);
  return error;
}

}  // namespace

Error classify_item(const Value& item) {
  Error error{ErrorKind::invalid, std::string(item.text_at("error")), {}, {}, {}};
  if (!is_word(error.code)) error.code = "UNRECOGNISED";
  read_text(item.text_at("details"), error);
  read_details(item.find("details"), error);
  error.message = answered("Zendesk", error, error.message);
  return error;
}

Error classify_answer(const http::Response& answer, const Value* body, http::Effect effect, WallTime now) {
  const std::string_view code = body ? code_of(*body) : std::string_view();
  Error error = http::status_error(answer, effect);
  if (answer.status == 403 && body) {
    error = forbidden(*body);
  } else if (answer.status == 409) {
    // A race for one requester, mostly: nothing was written.
    error = transient_error("Conflict", "Zendesk answered Conflict: another request changes the same record");
  } else if (code == "IdempotentRequestError") {
    // An earlier request of this key had other bytes: it may have made the ticket.
    error = unknown_outcome("IdempotentRequestError", "the mapping changed between two attempts");
  } else if (code == "TooManyJobs") {
    error = {ErrorKind::rate_limited, "TooManyJobs", "Zendesk has 30 jobs to do already", {}, {}};
    error.retry_after = std::chrono::seconds(30);
  } else if (answer.status == 404 && code == "InvalidEndpoint") {
    error = config_error("Zendesk has no such endpoint: this account's plan does not have it");
    error.code = "InvalidEndpoint";
  } else if (error.kind == ErrorKind::invalid && is_word(code)) {
    error.code = code;
    error.message.clear();
    read_details(body->find("details"), error);
    error.message = answered("Zendesk", error, error.message);
  }
  return http::settle(std::move(error), answer, effect, now);
}

bool is_missing(const Error& error) {
  return error.code == "RecordNotFound";
}

bool is_about_schema(const Error& error) {
  return error.code == "RecordInvalid" || error.code == "TicketCreateFailed" || error.code == "mismatch";
}

}  // namespace hub::connectors::zendesk
