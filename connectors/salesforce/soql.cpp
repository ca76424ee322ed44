#include "connectors/salesforce/soql.hpp"

#include <algorithm>
#include <charconv>

#include "core/model/text_form.hpp"

namespace hub::connectors::salesforce {

using model::Value;

namespace {

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_numeric(std::string_view type) {
  return type == "double" || type == "currency" || type == "percent" || type == "int" || type == "long";
}

// Without what describe said, a field is taken for text.
std::optional<std::string> literal(std::string_view text, const FieldFacts* facts) {
  const std::string_view type = facts ? std::string_view(facts->type) : std::string_view();
  const bool is_boolean = text == "true" || text == "false";
  if (type == "boolean") return is_boolean ? std::optional(std::string(text)) : std::nullopt;
  if (is_numeric(type)) return number_of(text) ? std::optional(std::string(text)) : std::nullopt;
  if ((type == "reference" || type == "id") && !is_id(text)) return std::nullopt;
  return quote(text);
}

bool holds(const Value& value, std::string_view wanted) {
  if (value.is_boolean()) return wanted == (value.as_boolean() ? "true" : "false");
  if (value.is_number()) return number_of(wanted) == value.as_double();
  if (!value.is_string()) return false;
  if (is_id(wanted)) return value.as_string().substr(0, 15) == wanted.substr(0, 15);
  return same_field(model::trimmed(value.as_string()), model::trimmed(wanted));
}

}  // namespace

std::string select_from(std::span<const std::string> fields, std::string_view object) {
  std::string query = "SELECT ";
  for (std::size_t i = 0; i < fields.size(); ++i) query += (i ? "," : "") + fields[i];
  return query.append(" FROM ").append(object);
}

std::string quote(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    switch (c) {
      case '\n':
        quoted += "\\n";
        break;
      case '\r':
        quoted += "\\r";
        break;
      case '\t':
        quoted += "\\t";
        break;
      case '\'':
      case '\\':
        quoted += '\\';
        [[fallthrough]];
      default:
        quoted += c;
    }
  }
  return quoted + '\'';
}

std::string any_of(std::string_view field, std::span<const std::string_view> values) {
  std::string condition(field);
  condition += " IN (";
  for (std::size_t i = 0; i < values.size(); ++i) condition += (i ? "," : "") + quote(values[i]);
  return condition + ')';
}

bool is_id(std::string_view text) {
  constexpr std::size_t kShort = 15, kLong = 18;
  const auto is_plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  if ((text.size() != kShort && text.size() != kLong) || !std::ranges::all_of(text, is_plain)) return false;
  model::Arena scratch(64);
  return text.size() == kShort || id_18(text.substr(0, kShort), scratch) == text;
}

std::optional<std::string> all_of(const Wanted& wanted, const ObjectFacts* facts) {
  std::string condition;
  for (const auto& [field, text] : wanted) {
    const auto value = literal(text, facts ? facts->find(field) : nullptr);
    if (!value) return std::nullopt;
    condition.append(condition.empty() ? "" : " AND ").append(field).append(" = ").append(*value);
  }
  return condition;
}

bool answers(const Value& row, const Wanted& wanted) {
  return std::ranges::all_of(wanted, [&row](const auto& one) {
    const Value* value = find_field(row, one.first);
    return value && holds(*value, one.second);
  });
}

}  // namespace hub::connectors::salesforce
