// The letters and digits from the beginning of a word on, with one separator at most between groups: what
// the rules for numbers look at. Private to core/redaction. Holds content: it lives in an arena or is wiped.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace hub::redaction {

enum : std::uint8_t {
  kSpace = 1,
  kHyphen = 2,
  kDot = 4,
  kSlash = 8,
  kPlus = 16,
  kMessageEnd = 32,  // the number goes on in the sender's next message
};

// Bit i is set when a group ends with the character i: groups({3, 2, 4}).
using Groups = std::uint64_t;
constexpr Groups groups(std::initializer_list<int> sizes) {
  Groups bits = 0;
  int end = 0;
  for (const int size : sizes) bits |= Groups{1} << ((end += size) - 1);
  return bits;
}

struct Window {
  static constexpr std::size_t kSizeMax = 40;

  // Reads `text` from `at`, where a word begins, up to the last of `words_max` groups
  // without a digit in a row, but for what begins as an IBAN. Letters become capitals.
  void read(std::string_view text, std::size_t at, std::size_t words_max = kSizeMax);

  std::string_view chars(std::size_t length) const { return {characters.data(), length}; }
  Groups groups_of(std::size_t length) const { return ends & ((Groups{1} << length) - 1); }
  bool ends_at(std::size_t length) const {
    return length > 0 && length <= size && (ends >> (length - 1) & 1) != 0;
  }
  std::uint8_t separators_of(std::size_t length) const { return separators[length - 1]; }
  std::size_t end_of(std::size_t length) const { return end_places[length - 1]; }

  bool begins_as_iban() const;

  std::size_t begin = 0;
  std::size_t size = 0;
  std::size_t digits = 0;  // how many digits it begins with
  Groups ends = 0;
  std::array<char, kSizeMax> characters;
  std::array<std::size_t, kSizeMax> end_places;   // in the text, behind each character
  std::array<std::uint8_t, kSizeMax> separators;  // met so far
};

}  // namespace hub::redaction
