// Letters and digits as the scanner sees them: bytes of other alphabets count as letters. Private to
// core/redaction. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hub::redaction {

// Between two messages of one sender that are read as one text.
constexpr char kJoin = '\x1d';
// In place of a character that is neither letter, digit nor separator.
constexpr char kOther = '\x01';

enum : std::uint8_t {
  kIsDigit = 1,
  kIsLetter = 2,
  kIsTrigger = 4,
  kIsHex = 8,
  kSeparatesDigits = 16,  // as people dial and write numbers
  kIsInLocalPart = 32,    // of a mail address
};

constexpr std::array<std::uint8_t, 256> make_character_bits() {
  std::array<std::uint8_t, 256> bits{};
  for (int c = '0'; c <= '9'; ++c) bits[static_cast<std::size_t>(c)] = kIsDigit | kIsTrigger | kIsHex;
  for (int c = 'a'; c <= 'z'; ++c) bits[static_cast<std::size_t>(c)] = kIsLetter | (c <= 'f' ? kIsHex : 0);
  for (int c = 'A'; c <= 'Z'; ++c) bits[static_cast<std::size_t>(c)] = kIsLetter | (c <= 'F' ? kIsHex : 0);
  for (std::size_t c = 0x80; c <= 0xff; ++c) bits[c] = kIsLetter;
  for (std::size_t c = 0; c <= 0xff; ++c) bits[c] |= bits[c] & (kIsDigit | kIsLetter) ? kIsInLocalPart : 0;
  for (const char c : std::string_view("!#$%&'*+-/=?^_`{|}~."))
    bits[static_cast<std::size_t>(c)] |= kIsInLocalPart;
  for (const char c : std::string_view("@:-.")) bits[static_cast<std::size_t>(c)] |= kIsTrigger;
  for (const char c : std::string_view(" -./()\t")) bits[static_cast<std::size_t>(c)] |= kSeparatesDigits;
  bits[kJoin] |= kSeparatesDigits;
  return bits;
}
inline constexpr std::array<std::uint8_t, 256> kCharacterBits = make_character_bits();

constexpr std::uint8_t bits_of(char c) {
  return kCharacterBits[static_cast<unsigned char>(c)];
}
constexpr bool is_digit(char c) {
  return (bits_of(c) & kIsDigit) != 0;
}
constexpr bool is_hex(char c) {
  return (bits_of(c) & kIsHex) != 0;
}
constexpr bool separates_digits(char c) {
  return (bits_of(c) & kSeparatesDigits) != 0;
}
constexpr bool is_alnum(char c) {
  return (bits_of(c) & (kIsDigit | kIsLetter)) != 0;
}

// True when nothing that belongs to a word stands at `at`.
constexpr bool is_edge(std::string_view text, std::size_t at) {
  return at >= text.size() || !is_alnum(text[at]);
}
constexpr bool is_edge_before(std::string_view text, std::size_t at) {
  return at == 0 || !is_alnum(text[at - 1]);
}

}  // namespace hub::redaction
