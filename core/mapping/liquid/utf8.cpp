#include "core/mapping/liquid/utf8.hpp"

#include <algorithm>
#include <clocale>
#include <cwctype>

namespace hub::mapping::liquid {
namespace {

locale_t unicode_locale() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

// Length of the character that `lead` begins, 0 for no lead byte.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

}  // namespace

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::size_t bytes_of(std::string_view text, std::size_t count) {
  if (count >= text.size()) return text.size();
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    if (begins_character(text[i]) && count-- == 0) break;
  }
  return i;
}

std::size_t bytes_of_last(std::string_view text, std::size_t count) {
  std::size_t i = text.size();
  for (; i > 0 && count > 0; --i) {
    if (begins_character(text[i - 1])) --count;
  }
  return text.size() - i;
}

bool is_valid_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t length = sequence_length(static_cast<unsigned char>(bytes[i]));
    if (length == 0 || length > bytes.size() - i) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if (begins_character(bytes[i + k])) return false;
    }
    const char32_t character = decode_character(bytes.substr(i, length));
    const bool overlong = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
    if (overlong || character > 0x10FFFF || (character >= 0xD800 && character < 0xE000)) return false;
    i += length;
  }
  return true;
}

char32_t decode_character(std::string_view character) {
  if (character.empty()) return 0;
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return lead;
  char32_t value = lead & (0xFF >> (character.size() + 1));
  for (const char byte : character.substr(1)) value = value << 6 | (static_cast<unsigned char>(byte) & 0x3F);
  return value;
}

std::size_t encode_character(char32_t character, char (&into)[4]) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | ((character >> shift) & 0x3F)); };
  if (character < 0x80) {
    into[0] = static_cast<char>(character);
    return 1;
  }
  if (character < 0x800) {
    into[0] = static_cast<char>(0xC0 | (character >> 6));
    into[1] = tail(0);
    return 2;
  }
  if (character < 0x10000) {
    into[0] = static_cast<char>(0xE0 | (character >> 12));
    into[1] = tail(6);
    into[2] = tail(0);
    return 3;
  }
  into[0] = static_cast<char>(0xF0 | (character >> 18));
  into[1] = tail(12);
  into[2] = tail(6);
  into[3] = tail(0);
  return 4;
}

char32_t to_upper(char32_t character) {
  return static_cast<char32_t>(towupper_l(static_cast<wint_t>(character), unicode_locale()));
}

char32_t to_lower(char32_t character) {
  return static_cast<char32_t>(towlower_l(static_cast<wint_t>(character), unicode_locale()));
}

}  // namespace hub::mapping::liquid
