// Letters of ASCII, whatever the locale: names of protocols and hosts. Pure; any thread.
#pragma once

#include <algorithm>
#include <string>

namespace hub {

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

constexpr char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

inline std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return to_lower(c); });
  return text;
}

inline std::string upper_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return to_upper(c); });
  return text;
}

}  // namespace hub
