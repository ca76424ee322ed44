#include "connectors/genesys/errors.hpp"

#include "connectors/shared/members.hpp"
#include "connectors/shared/refusals.hpp"

namespace hub::connectors::genesys {

using model::Value;

namespace {

bool is_word(std::string_view text) {
  return is_name(text, "_.-");
}

void add_fields(const Value& body, Error& error) {
  for (const Value& detail : list_at(body, "details")) {
    const std::string_view field = detail.text_at("fieldName");
    if (is_word(field)) error.fields.emplace_back(field);
  }
}

// The refusal of a value: code and fields are Genesys' words, the advice is ours.
Error invalid(const Value& body) {
  Error error;
  error.kind = ErrorKind::invalid;
  error.code = is_word(body.text_at("code")) ? body.text_at("code") : "refused";
  add_fields(body, error);
  error.message = answered("Genesys Cloud", error,
                           error.code == "not.found" ? "the record does not exist"
                                                     : "a value is missing, too long or has the wrong form");
  return error;
}

Error forbidden(const Value& body, std::string_view permission) {
  Error error;
  error.kind = ErrorKind::auth;
  error.code = is_word(body.text_at("code")) ? body.text_at("code") : "http_403";
  error.message = answered("Genesys Cloud", error,
                           "give the OAuth client a role with the permission " + std::string(permission) +
                               ", in the division of these records");
  return error;
}

// Genesys' support finds a call by it.
std::string correlation(const http::Response& answer) {
  const auto id = answer.headers.find("ININ-Correlation-Id");
  return id && is_word(*id) ? " (correlation id " + std::string(*id) + ")" : "";
}

}  // namespace

Error classify_answer(const http::Response& answer, const Value* body, std::string_view permission,
                      http::Effect effect, WallTime now) {
  constexpr int kForbidden = 403;
  Error error = http::status_error(answer, effect);
  if (body && answer.status == kForbidden) error = forbidden(*body, permission);
  if (body && error.kind == ErrorKind::invalid) error = invalid(*body);
  if (error.kind != ErrorKind::rate_limited) error.message += correlation(answer);
  return http::settle(std::move(error), answer, effect, now);
}

Error classify_item(const Value& item) {
  const Value* status = item.find("status");
  http::Response answer;
  answer.status = status && status->is_integer() ? static_cast<int>(status->as_integer()) : 400;
  if (flag_at(item, "retryable"))
    return transient_error("retryable", "Genesys Cloud could not take the note for the moment");
  Error error = http::status_error(answer, http::Effect::writes);
  return error.kind == ErrorKind::invalid ? invalid(item) : error;
}

bool is_about_schema(const Error& error) {
  return error.code == "bad.request" || error.code == "invalid.value";
}

bool is_missing(const Error& error) {
  return error.code == "not.found" || error.code == "http_404";
}

void explain_login(Error& refusal) {
  if (refusal.code == "invalid_client")
    refusal.message += ": check client_id, client_secret and region; a client exists in one region only";
}

}  // namespace hub::connectors::genesys
