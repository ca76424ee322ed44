#include "tools/simulators/salesforce/normalise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace hub::simulators::salesforce {

using model::Value;

namespace {

ApiError refuse(std::string code, std::string message, const FieldDef& field) {
  return {std::move(code), std::move(message), {field.name}};
}

ApiError wrong_type(const FieldDef& field) {
  return refuse("INVALID_TYPE_ON_FIELD_IN_RECORD", field.label + ": value not of required type", field);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::size_t html_escaped_bytes(std::string_view text) {
  std::size_t bytes = text.size();
  for (const char c : text) bytes += c == '&' ? 4 : c == '<' || c == '>' ? 3 : 0;
  return bytes;
}

std::variant<FieldValue, ApiError> normalise_text(const FieldDef& field, const Value& value) {
  if (!value.is_string()) return wrong_type(field);
  const std::string text(trimmed(value.as_string()));
  if (text.empty()) return FieldValue();
  const bool too_long = (field.length > 0 && utf16_length(text) > field.length) ||
                        (field.byte_length > 0 && html_escaped_bytes(text) > field.byte_length);
  if (too_long) {
    return refuse("STRING_TOO_LONG",
                  field.label + ": data value too large: " + text +
                      " (max length=" + std::to_string(field.length) + ")",
                  field);
  }
  if (field.restricted && std::ranges::find(field.values, text) == field.values.end()) {
    return refuse("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                  field.label + ": bad value for restricted picklist field: " + text, field);
  }
  if (field.type == "email" && (text.find('@') == std::string::npos || text.find(' ') != std::string::npos)) {
    return refuse("INVALID_EMAIL_ADDRESS", field.label + ": invalid email address: " + text, field);
  }
  return FieldValue(text);
}

// "2013-05-20T20:49:32.123+02:00" -> "2013-05-20T18:49:32.000+0000": UTC, and no milliseconds survive.
std::variant<FieldValue, ApiError> normalise_datetime(const FieldDef& field, const Value& value) {
  if (!value.is_string()) return wrong_type(field);
  const std::string text(value.as_string());
  if (text.empty()) return FieldValue();
  std::tm parts{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (!rest)
    return refuse("JSON_PARSER_ERROR", "Cannot deserialize instance of datetime from " + text, field);
  if (*rest == '.') {
    ++rest;
    while (*rest >= '0' && *rest <= '9') ++rest;
  }
  int hours = 0, minutes = 0;
  const bool is_utc = std::string_view(rest) == "Z";
  const bool has_offset =
      (*rest == '+' || *rest == '-') && (std::sscanf(rest + 1, "%2d:%2d", &hours, &minutes) == 2 ||
                                         std::sscanf(rest + 1, "%2d%2d", &hours, &minutes) == 2);
  if (!is_utc && !has_offset) {
    return refuse("JSON_PARSER_ERROR", "Cannot deserialize instance of datetime from " + text, field);
  }
  const int offset = (hours * 60 + minutes) * 60 * (*rest == '-' ? -1 : 1);
  const std::time_t seconds = timegm(&parts) - (is_utc ? 0 : offset);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 40> out;
  out[std::strftime(out.data(), out.size(), "%Y-%m-%dT%H:%M:%S.000+0000", &utc)] = '\0';
  return FieldValue(std::string(out.data()));
}

std::variant<FieldValue, ApiError> normalise_date(const FieldDef& field, const Value& value) {
  int year = 0, month = 0, day = 0, end = 0;
  if (!value.is_string()) return wrong_type(field);
  const std::string text(value.as_string());
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 ||
      static_cast<std::size_t>(end) != text.size() || month < 1 || month > 12 || day < 1 || day > 31) {
    return refuse("JSON_PARSER_ERROR", "Cannot deserialize instance of date from " + text, field);
  }
  return FieldValue(text);
}

std::variant<FieldValue, ApiError> normalise_number(const FieldDef& field, const Value& value) {
  if (!value.is_integer() && !value.is_number()) return wrong_type(field);
  const double number = value.as_double();
  if (field.type == "int" && number != std::floor(number)) return wrong_type(field);
  const double factor = std::pow(10.0, field.scale);
  return FieldValue(field.type == "int" ? number : std::round(number * factor) / factor);
}

}  // namespace

std::size_t utf16_length(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

std::variant<FieldValue, ApiError> normalise(const ObjectDef&, const FieldDef& field, const Value& value) {
  if (value.is_null()) return FieldValue();
  if (field.type == "boolean") return value.is_boolean() ? FieldValue(value.as_boolean()) : FieldValue(false);
  if (field.type == "datetime") return normalise_datetime(field, value);
  if (field.type == "date") return normalise_date(field, value);
  if (field.is_text()) return normalise_text(field, value);
  if (field.type == "base64")
    return value.is_string() ? FieldValue(std::string(value.as_string())) : FieldValue();
  return normalise_number(field, value);
}

}  // namespace hub::simulators::salesforce
