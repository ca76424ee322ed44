#include "connectors/freshdesk/errors.hpp"

#include <algorithm>
#include <array>

namespace hub::connectors::freshdesk {

using model::Value;

namespace {

struct Advice {
  std::string_view code, text;
};
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

bool is_name(std::string_view word) {
  return !word.empty() && word.size() <= 80 && std::ranges::all_of(word, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

// Codes and fields of {"errors":[{"field","code"}]}, or the code of the answer itself.
void read_body(const Value& body, Error& error) {
  constexpr std::string_view kCustom = "custom_fields.";
  if (is_name(body.text_at("code"))) error.code = body.text_at("code");
  const Value* errors = body.find("errors");
  if (!errors || !errors->is_array()) return;
  for (const Value& each : errors->as_array()) {
    std::string_view field = each.text_at("field");
    if (field.starts_with(kCustom)) field.remove_prefix(kCustom.size());
    if (is_name(field)) error.fields.emplace_back(field);
    if (&each == &errors->as_array().front() && is_name(each.text_at("code")))
      error.code = each.text_at("code");
  }
}

void describe(Error& error) {
  const auto advice = std::ranges::find(kAdvice, error.code, &Advice::code);
  if (advice == kAdvice.end()) return;
  error.message = "Freshdesk answered " + error.code;
  for (std::size_t i = 0; i < error.fields.size(); ++i)
    error.message += (i > 0 ? ", " : " for ") + error.fields[i];
  error.message += ": ";
  error.message += advice->text;
}

}  // namespace

Error classify_answer(const http::Response& answer, const Value* body, http::Effect effect, WallTime now) {
  Error error = http::status_error(answer, effect);
  if (body && answer.status < 500) read_body(*body, error);
  describe(error);
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
