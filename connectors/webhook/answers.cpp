#include "connectors/webhook/answers.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace hub::connectors::webhook {

using model::Value;

namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// "left = right", both trimmed.
std::optional<std::pair<std::string_view, std::string_view>> sides_of(std::string_view text) {
  const auto sign = text.find('=');
  if (sign == text.npos) return std::nullopt;
  return std::pair(trimmed(text.substr(0, sign)), trimmed(text.substr(sign + 1)));
}

std::optional<int> status_of(std::string_view text) {
  int status = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), status);
  const bool is_status =
      read.ec == std::errc() && read.ptr == text.data() + text.size() && status >= 100 && status <= 599;
  return is_status ? std::optional(status) : std::nullopt;
}

std::optional<ErrorKind> kind_of(std::string_view word) {
  constexpr std::array kKinds = {ErrorKind::invalid, ErrorKind::transient, ErrorKind::rate_limited,
                                 ErrorKind::auth, ErrorKind::unknown};
  const auto found = std::ranges::find(kKinds, word, [](ErrorKind kind) { return to_string(kind); });
  return found == kKinds.end() ? std::nullopt : std::optional(*found);
}

// Foreign words reach messages only when they look like a code or a name.
bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 60 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '.' || c == '-';
  });
}

// What a place of a refusal names: the members of an object, or texts, or objects with one of these members.
std::vector<std::string_view> names_in(const Value& value) {
  std::vector<std::string_view> names;
  if (value.is_string()) names.push_back(value.as_string());
  if (value.is_object()) {
    for (const model::Member& member : value.as_object()) names.push_back(member.name);
  }
  if (!value.is_array()) return names;
  for (const Value& item : value.as_array()) {
    if (item.is_string()) names.push_back(item.as_string());
    for (const std::string_view member : {"field", "name", "param", "pointer", "path"}) {
      if (const auto name = item.text_at(member); !name.empty()) names.push_back(name);
    }
  }
  return names;
}

std::vector<std::string> fields_named(const Value& place, const model::Record& record) {
  std::vector<std::string> fields;
  for (std::string_view name : names_in(place)) {
    while (name.starts_with('#') || name.starts_with('/')) name.remove_prefix(1);  // a JSON Pointer
    if (record.fields.find(name)) fields.emplace_back(name);
  }
  return fields;
}

// What differs from the usual meaning of a status (webhook.md 6).
Error usual_meaning(const http::Response& answer, http::Effect effect) {
  Error error = http::status_error(answer, effect);
  if (answer.status == 407) error.kind = ErrorKind::auth;
  if (answer.status == 409) error.kind = ErrorKind::unknown;  // an earlier request with this key
  if (answer.status == 410) {
    error.kind = ErrorKind::auth;
    error.message =
        "the receiver says that it is gone for good (status 410): remove the target or its address";
  }
  if (answer.status == 425) error.kind = ErrorKind::transient;
  return error;
}

}  // namespace

Result<void> AnswerRules::add_success(std::string_view statuses) {
  const auto dash = statuses.find('-');
  const auto first = status_of(statuses.substr(0, dash));
  const auto last = dash == statuses.npos ? first : status_of(statuses.substr(dash + 1));
  if (!first || !last || *first > *last) return config_error("must be a status or a range, such as 200-299");
  success.emplace_back(*first, *last);
  return {};
}

Result<void> AnswerRules::set_success_when(std::string_view condition) {
  const auto sides = sides_of(condition);
  auto path = Path::parse(sides ? sides->first : std::string_view());
  if (!path.ok()) return config_error("must be a place of the answer and its value, such as $.ok = true");
  success_when.emplace(std::move(*path), std::string(sides->second));
  return {};
}

Result<void> AnswerRules::add_kind(std::string_view rule) {
  const auto sides = sides_of(rule);
  const auto status = sides ? status_of(sides->first) : std::nullopt;
  const auto kind = sides ? kind_of(sides->second) : std::nullopt;
  if (!status || !kind) {
    return config_error(
        "must be a status and what it means: invalid, transient, rate_limited, auth or unknown, such as "
        "423 = transient");
  }
  kinds[*status] = *kind;
  return {};
}

bool is_success(const AnswerRules& rules, int status) {
  return std::ranges::any_of(
      rules.success, [status](const auto& range) { return status >= range.first && status <= range.second; });
}

Error refusal(const AnswerRules& rules, const http::Response& answer, const Value& body, http::Effect effect,
              WallTime now, const model::Record* record) {
  Error error = usual_meaning(answer, effect);
  if (is_success(rules, answer.status)) {
    error = invalid_error("refused", "the target answered that it did not take it");
  }
  if (const auto known = rules.kinds.find(answer.status); known != rules.kinds.end())
    error.kind = known->second;
  const Value* code = rules.code_at ? rules.code_at->find(body) : nullptr;
  if (const std::string word = code ? text_of(*code) : ""; is_word(word)) {
    error.code = word;
    error.message += ": " + word;
  }
  const Value* named = rules.fields_at ? rules.fields_at->find(body) : nullptr;
  if (named && record) error.fields = fields_named(*named, *record);
  for (std::size_t i = 0; i < error.fields.size(); ++i)
    error.message += (i ? ", " : "; it names ") + error.fields[i];
  error = http::settle(std::move(error), answer, effect, now);
  error.whole_request = false;  // one record a request
  return error;
}

}  // namespace hub::connectors::webhook
