// Text by characters (code points) instead of bytes. Input is valid UTF-8, as every string of a case is. Any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hub::mapping::liquid {

constexpr bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

std::size_t character_count(std::string_view text);
// The bytes that the first `count` characters take, at most all.
std::size_t bytes_of(std::string_view text, std::size_t count);
// The same from the end.
std::size_t bytes_of_last(std::string_view text, std::size_t count);
inline std::string_view first_character(std::string_view text) {
  return text.substr(0, bytes_of(text, 1));
}
inline std::string_view last_character(std::string_view text) {
  return text.substr(text.size() - bytes_of_last(text, 1));
}

bool is_valid_utf8(std::string_view bytes);
char32_t decode_character(std::string_view character);
// Writes 1 to 4 bytes and returns how many.
std::size_t encode_character(char32_t character, char (&into)[4]);
// Simple case mapping of the Unicode standard, whatever locale the process has.
char32_t to_upper(char32_t character);
char32_t to_lower(char32_t character);

}  // namespace hub::mapping::liquid
