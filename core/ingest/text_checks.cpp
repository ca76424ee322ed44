#include "core/ingest/text_checks.hpp"

#include <algorithm>

#include "core/base/ascii.hpp"

namespace hub::ingest {

namespace {

unsigned char byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}
bool is_continuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = to_lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// The length of the well-formed sequence at `i`, or 0 (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const unsigned char first = byte_at(text, i);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || i + length > text.size()) return 0;
  const unsigned char second = byte_at(text, i + 1);
  const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (second < low || second > high) return 0;
  for (std::size_t k = 2; k < length; ++k) {
    if (!is_continuation(byte_at(text, i + k))) return 0;
  }
  return length;
}

// -1 when the percent at `i` starts no encoding.
int percent_encoded(std::string_view text, std::size_t i) {
  if (i + 2 >= text.size()) return -1;
  const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !is_continuation(static_cast<unsigned char>(c)); }));
}

bool has_control_characters(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char byte = byte_at(text, i);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() && byte_at(text, i + 1) < 0xA0) return true;
  }
  return false;
}

bool is_uri_reference(std::string_view text) {
  static constexpr std::string_view kMarks = "-._~:/?#[]@!$&'()*+,;=";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_plain = (to_lower(c) >= 'a' && to_lower(c) <= 'z') || (c >= '0' && c <= '9') ||
                          kMarks.find(c) != std::string_view::npos;
    if (!is_plain && (c != '%' || percent_encoded(text, i) < 0)) return false;
  }
  return !text.empty();
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_case_start) {
  return text.size() >= lower_case_start.size() &&
         equals_ignoring_case(text.substr(0, lower_case_start.size()), lower_case_start);
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case_text) {
  return std::ranges::equal(text, lower_case_text, [](char a, char b) { return to_lower(a) == b; });
}

std::string_view trimmed(std::string_view text) {
  const auto start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

std::optional<std::string_view> decode_header_value(std::string_view value, model::Arena& arena) {
  value = trimmed(value);
  char* const unquoted = arena.take_array<char>(value.size() + 1);
  std::size_t size = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '"') {
      is_quoted = !is_quoted;
    } else if (value[i] == '\\' && is_quoted) {
      if (++i == value.size()) return std::nullopt;
      unquoted[size++] = value[i];
    } else {
      unquoted[size++] = value[i];
    }
  }
  if (is_quoted) return std::nullopt;

  const std::string_view encoded(unquoted, size);
  char* const decoded = arena.take_array<char>(size + 1);
  std::size_t length = 0;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '%') {
      decoded[length++] = encoded[i];
      continue;
    }
    const int byte = percent_encoded(encoded, i);
    if (byte < 0) return std::nullopt;
    decoded[length++] = static_cast<char>(byte);
    i += 2;
  }
  const std::string_view result(decoded, length);
  if (!is_utf8(result)) return std::nullopt;
  return result;
}

}  // namespace hub::ingest
