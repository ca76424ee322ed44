#include "connectors/hubspot/errors.hpp"

#include <algorithm>
#include <array>

#include "connectors/shared/members.hpp"
#include "connectors/shared/refusals.hpp"

namespace hub::connectors::hubspot {

using model::Value;
using std::chrono::seconds;

namespace {

struct Rule {
  std::string_view category;
  ErrorKind kind;
  std::string_view advice;
};
constexpr std::array kRules = std::to_array<Rule>({
    {"VALIDATION_ERROR", ErrorKind::invalid,
     "a property is missing, read-only, too long or has the wrong form"},
    {"CONFLICT", ErrorKind::invalid, "another record has this value in a unique property"},
    {"OBJECT_NOT_FOUND", ErrorKind::invalid, "the record does not exist"},
    {"INVALID_AUTHENTICATION", ErrorKind::auth,
     "the token was refused: check it, and that its app still exists"},
    {"EXPIRED_AUTHENTICATION", ErrorKind::auth, "the token has expired"},
    {"MISSING_SCOPES", ErrorKind::auth, "the app lacks rights: add the scopes and install it again"},
    {"RATE_LIMITS", ErrorKind::rate_limited, "too many calls"},
});

bool is_word(std::string_view text) {
  return is_name(text, "_.-");
}

void add_name(const Value& value, std::vector<std::string>& names) {
  constexpr std::size_t kNamesMax = 10;
  if (value.is_array()) {
    for (const Value& item : value.as_array()) add_name(item, names);
  } else if (value.is_string() && is_word(value.as_string()) && names.size() < kNamesMax &&
             std::ranges::find(names, value.as_string()) == names.end()) {
    names.emplace_back(value.as_string());
  }
}

// What the details of a refusal say, in names only.
struct Details {
  std::string code;                 // "PROPERTY_DOESNT_EXIST"
  std::vector<std::string> fields;  // of properties
  std::vector<std::string> scopes;  // that are missing
};

void read_context(const Value& context, Details& details) {
  for (const std::string_view name : {"propertyName", "properties", "name"})
    if (const Value* found = context.find(name)) add_name(*found, details.fields);
  for (const std::string_view name : {"missingScopes", "requiredGranularScopes", "requiredScopes"})
    if (const Value* found = context.find(name)) add_name(*found, details.scopes);
}

Details details_of(const Value& refusal) {
  Details details;
  if (const Value* context = refusal.find("context")) read_context(*context, details);
  for (const Value& each : list_at(refusal, "errors")) {
    if (details.code.empty() && is_word(each.text_at("code"))) details.code = each.text_at("code");
    for (const std::string_view name : {"name", "in"})
      if (const Value* found = each.find(name)) add_name(*found, details.fields);
    if (const Value* context = each.find("context")) read_context(*context, details);
  }
  return details;
}

Error describe(const Rule& rule, Details details) {
  Error error;
  error.kind = rule.kind;
  error.code = details.code.empty() ? std::string(rule.category) : details.code;
  error.fields = std::move(details.fields);
  error.message = answered("HubSpot", error, rule.advice);
  for (std::size_t i = 0; i < details.scopes.size(); ++i)
    error.message += (i > 0 ? ", " : ": ") + details.scopes[i];
  return error;
}

const Rule* find_rule(const Value& refusal) {
  const auto found = std::ranges::find(kRules, refusal.text_at("category"), &Rule::category);
  return found == kRules.end() ? nullptr : &*found;
}

// Which of the limits was reached (hubspot.md): Retry-After is not dependable.
void set_wait(Error& error, const Value* body) {
  const std::string_view policy = body ? body->text_at("policyName") : std::string_view();
  const bool is_search = body && body->text_at("message").find("secondly") != std::string_view::npos;
  error.code = "RATE_LIMITS";
  if (policy == "DAILY") {
    error.code = "DAILY_LIMIT";
    error.message = "the account has used up its API calls of the day";
    error.retry_after = seconds(15 * 60);
  } else if (is_search) {
    error.retry_after = seconds(1);
  } else if (policy == "TEN_SECONDLY_ROLLING") {
    error.retry_after = seconds(10);
  }
}

}  // namespace

Error classify_refusal(const Value& refusal) {
  const Rule* rule = find_rule(refusal);
  if (rule) return describe(*rule, details_of(refusal));
  return describe({"REFUSED", ErrorKind::invalid, "see this code in HubSpot's documentation"},
                  details_of(refusal));
}

Error classify_answer(const http::Response& answer, const Value* body, http::Effect effect, WallTime now) {
  constexpr int kTooManyRequests = 429, kLocked = 423, kMigrating = 477;
  Error error = body && find_rule(*body) ? classify_refusal(*body) : http::status_error(answer, effect);
  if (answer.status == kTooManyRequests) {
    error = http::status_error(answer, effect);
    set_wait(error, body);
  }
  if (answer.status == kLocked || answer.status == kMigrating) {
    error.kind = ErrorKind::transient;
    error.message =
        "HubSpot does not take changes for the moment (status " + std::to_string(answer.status) + ")";
  }
  if (answer.status >= 500) error = http::status_error(answer, effect);
  return http::settle(std::move(error), answer, effect, now);
}

bool is_about_schema(const Error& error) {
  constexpr std::array<std::string_view, 3> kCodes = {"VALIDATION_ERROR", "PROPERTY_DOESNT_EXIST",
                                                      "READ_ONLY_VALUE"};
  return std::ranges::find(kCodes, error.code) != kCodes.end();
}

bool is_missing(const Error& error) {
  return error.code == "OBJECT_NOT_FOUND" || error.code == "http_404";
}

}  // namespace hub::connectors::hubspot
