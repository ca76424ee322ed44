#include "connectors/servicenow/errors.hpp"

namespace hub::connectors::servicenow {

Error classify_answer(const http::Response& answer, const model::Value* body, http::Effect effect,
                      WallTime now) {
  constexpr int kBadRequest = 400, kForbidden = 403, kNotFound = 404, kTooManyRequests = 429;
  Error error = http::status_error(answer, effect);
  const model::Value* details = body ? body->find("error") : nullptr;
  const std::string_view said = details ? details->text_at("message") : std::string_view();
  if (answer.status == kBadRequest && said.starts_with("Invalid table")) {
    error.code = "invalid_table";
    error.message = "the instance has no such table, or the hub's user may not see it";
  } else if (answer.status == kForbidden) {
    error.code = "forbidden";
    error.message = "the hub's user may not do this: compare its roles with the access rules of the table";
  } else if (answer.status == kNotFound) {
    error.code = "not_found";
    error.message = "there is no such record, or access rules hide it";
  } else if (answer.status == kTooManyRequests) {
    error.code = "rate_limit";
    error.message = "the instance's rule for calls in an hour is reached";
  }
  return http::settle(std::move(error), answer, effect, now);
}

Error no_data(http::Effect effect) {
  Error error = http::unreadable_answer(effect);
  error.message = "the instance answered with something else than data: it may be hibernating";
  return error;
}

bool is_missing(const Error& error) {
  return error.code == "not_found";
}

}  // namespace hub::connectors::servicenow
