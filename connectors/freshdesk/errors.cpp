#include "connectors/freshdesk/errors.hpp"

#include <algorithm>
#include <array>

#include "connectors/shared/members.hpp"
#include "connectors/shared/refusals.hpp"

namespace hub::connectors::freshdesk {

using model::Value;

namespace {

// freshdesk.md 1.
constexpr std::array kAdvice = std::to_array<Advice>({
    {"invalid_field", "the account has no such field"},
    {"invalid_value", "the account does not take this value, or it is too long"},
    {"datatype_mismatch", "it has another type: numbers and truth values are written with $int and $bool"},
    {"missing_field", "the account requires it, and nothing fills it"},
    {"duplicate_value", "another record has this value"},
    {"invalid_credentials", "the API key was refused: check it, and that its agent still exists"},
    {"access_denied", "the agent of the API key has not the right to do this"},
    {"require_feature", "the account's plan does not have this"},
    {"account_suspended", "the account is suspended"},
});

bool is_word(std::string_view text) {
  return is_name(text, "_.");
}

// Codes and fields of {"errors":[{"field","code"}]}, or the code of the answer itself.
void read_body(const Value& body, Error& error) {
  constexpr std::string_view kCustomFields = "custom_fields.";
  const auto errors = list_at(body, "errors");
  for (const std::string_view code :
       {body.text_at("code"), errors.empty() ? std::string_view() : errors.front().text_at("code")})
    if (is_word(code)) error.code = code;
  for (const Value& each : errors) {
    std::string_view field = each.text_at("field");
    if (field.starts_with(kCustomFields)) field.remove_prefix(kCustomFields.size());
    if (is_word(field)) error.fields.emplace_back(field);
  }
}

}  // namespace

Error classify_answer(const http::Response& answer, const Value* body, http::Effect effect, WallTime now) {
  Error error = http::status_error(answer, effect);
  if (body && answer.status < 500) read_body(*body, error);
  if (const auto advice = advice_for(error.code, kAdvice); !advice.empty())
    error.message = answered("Freshdesk", error, advice);
  error = http::settle(std::move(error), answer, effect, now);
  error.whole_request = false;  // every call is about one record
  return error;
}

bool is_missing(const Error& error) {
  return error.code == "http_404";
}

bool is_conflict(const Error& error) {
  return error.code == "http_409" || error.code == "duplicate_value";
}

bool is_about_schema(const Error& error) {
  constexpr std::array<std::string_view, 4> kCodes = {"invalid_field", "invalid_value", "datatype_mismatch",
                                                      "missing_field"};
  return std::ranges::find(kCodes, error.code) != kCodes.end();
}

}  // namespace hub::connectors::freshdesk
