// What counts as white space or a word in Liquid: ASCII only, as in the reference implementation. Any thread.
#pragma once

#include <string_view>

#include "core/base/ascii.hpp"

namespace hub::mapping::liquid {

constexpr bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}
using hub::to_lower;

// NUL counts too, as the filters and whitespace control of the reference implementation have it.
constexpr bool is_strippable(char c) {
  return is_space(c) || c == '\0';
}

constexpr std::string_view trim_left(std::string_view text) {
  while (!text.empty() && is_strippable(text.front())) text.remove_prefix(1);
  return text;
}
constexpr std::string_view trim_right(std::string_view text) {
  while (!text.empty() && is_strippable(text.back())) text.remove_suffix(1);
  return text;
}
constexpr std::string_view trim(std::string_view text) {
  return trim_right(trim_left(text));
}

}  // namespace hub::mapping::liquid
