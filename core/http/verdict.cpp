#include "core/http/verdict.hpp"

#include <algorithm>
#include <array>

namespace hub::http {

namespace {
struct StatusRule {
  int first, last;
  ErrorKind kind;
  std::string_view meaning;
};
// The first that fits.
constexpr std::array kStatusRules = std::to_array<StatusRule>({
    {300, 399, ErrorKind::config, "the host redirects: its address in the settings is not the API's"},
    {401, 401, ErrorKind::auth, "the credentials were refused"},
    {403, 403, ErrorKind::auth, "access was refused: check the user's rights and the target's network rules"},
    {406, 406, ErrorKind::transient, "the target could not answer in this form"},
    {408, 408, ErrorKind::unknown, "the request took too long"},
    {429, 429, ErrorKind::rate_limited, "told to wait"},
    {400, 499, ErrorKind::invalid, "the request was refused"},
    {500, 599, ErrorKind::unknown, "the target is not available"},
});
}  // namespace

Error lost_exchange(Error error, Effect effect) {
  if (effect == Effect::reads && error.kind == ErrorKind::unknown) error.kind = ErrorKind::transient;
  if (effect == Effect::writes && error.code == "answer_too_large") error.kind = ErrorKind::unknown;
  return error;
}

Error unreadable_answer(Effect effect) {
  return lost_exchange(unknown_outcome("unreadable_answer", "the answer could not be understood"), effect);
}

Error status_error(const Response& answer, Effect effect) {
  const auto rule = std::ranges::find_if(kStatusRules, [&](const StatusRule& each) {
    return answer.status >= each.first && answer.status <= each.last;
  });
  if (rule == kStatusRules.end()) return unreadable_answer(effect);
  const std::string code = "http_" + std::to_string(answer.status);
  return {rule->kind,
          code,
          std::string(rule->meaning) + " (status " + std::to_string(answer.status) + ")",
          {},
          {}};
}

Error settle(Error error, const Response& answer, Effect effect, WallTime now) {
  error = lost_exchange(std::move(error), effect);
  error.whole_request = error.kind == ErrorKind::invalid && is_about_the_batch(answer.status);
  const bool comes_again = error.kind == ErrorKind::rate_limited || error.kind == ErrorKind::transient ||
                           error.kind == ErrorKind::unknown;
  if (const auto told = retry_after(answer.headers, now); told && comes_again) error.retry_after = *told;
  return error;
}

bool ends_a_series(const Error& error) {
  return error.kind == ErrorKind::rate_limited || error.kind == ErrorKind::auth ||
         error.kind == ErrorKind::config;
}

bool is_about_the_batch(int status) {
  return status == 400 || status == 413 || status == 414 || status == 431;
}

}  // namespace hub::http
