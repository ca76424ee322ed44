#include "core/proof/encodings.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/base/base64.hpp"

namespace hub::proof {

namespace {

std::string formatted(const char* format, unsigned value) {
  std::array<char, 16> one;
  const int size = std::snprintf(one.data(), one.size(), format, value);
  return {one.data(), static_cast<std::size_t>(size)};
}

// Of each byte.
std::string escaped(std::string_view text, const char* format) {
  std::string out;
  for (const char c : text) out += formatted(format, static_cast<unsigned char>(c));
  return out;
}

// How many bytes the character at the start of `text` has, if it is well formed.
std::size_t length_at(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  }
  return length;
}

// The characters of a text in UTF-8; a byte that belongs to none stands for itself.
std::vector<char32_t> characters_of(std::string_view text) {
  std::vector<char32_t> characters;
  while (!text.empty()) {
    const std::size_t length = length_at(text);
    char32_t character = static_cast<unsigned char>(text.front());
    if (length > 1) character &= 0x7fu >> length;
    for (std::size_t i = 1; i < length; ++i)
      character = character << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
    characters.push_back(character);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return characters;
}

std::vector<char16_t> utf16_units(std::string_view text) {
  std::vector<char16_t> units;
  for (const char32_t character : characters_of(text)) {
    if (character >= 0x10000) {
      units.push_back(static_cast<char16_t>(0xd800 + ((character - 0x10000) >> 10)));
      units.push_back(static_cast<char16_t>(0xdc00 + ((character - 0x10000) & 0x3ff)));
    } else {
      units.push_back(static_cast<char16_t>(character));
    }
  }
  return units;
}

std::string utf16(std::string_view text, bool little_endian) {
  std::string out;
  for (const char16_t unit : utf16_units(text)) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
    out += little_endian ? low : high;
    out += little_endian ? high : low;
  }
  return out;
}

// Only what special characters make of themselves; the rest stays as it is.
std::string json_escaped(std::string_view text, bool escapes_slash) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\' || (escapes_slash && c == '/')) out += '\\';
    out += c;
  }
  return out;
}

// As above, and `format` for what is beyond ASCII; for everything when `all`.
std::string json_escaped_units(std::string_view text, const char* format, bool all) {
  std::string out;
  for (const char16_t unit : utf16_units(text)) {
    if (all || unit >= 0x80) {
      out += formatted(format, unit);
    } else {
      const char c = static_cast<char>(unit);
      out += json_escaped(std::string_view(&c, 1), false);
    }
  }
  return out;
}

std::string html_references(std::string_view text, const char* format) {
  std::string out;
  for (const char32_t character : characters_of(text)) out += formatted(format, character);
  return out;
}

// Writers of HTML agree about three characters; what becomes of quotes differs.
std::string html_escaped(std::string_view text, std::string_view quote, std::string_view apostrophe) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += quote;
        break;
      case '\'':
        out += apostrophe;
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string percent_escaped(std::string_view text, bool space_as_plus) {
  std::string out;
  for (const char c : text) {
    const bool plain = std::string_view("-._~").find(c) != std::string_view::npos || (c >= '0' && c <= '9') ||
                       (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (plain) {
      out += c;
    } else if (c == ' ' && space_as_plus) {
      out += '+';
    } else {
      out += escaped(std::string_view(&c, 1), "%%%02X");
    }
  }
  return out;
}

// The characters of the base64 of a longer text that depend on the marker alone, when it begins `alignment`
// bytes after a multiple of three.
std::string base64_core(std::string_view marker, std::size_t alignment, bool url_safe) {
  const std::string padded = std::string(alignment, '\0') + std::string(marker);
  const std::string text = url_safe ? base64url_encode(padded) : base64_encode(padded);
  const std::size_t first = alignment == 0 ? 0 : alignment + 1;
  const std::size_t end = padded.size() * 8 / 6;
  return text.substr(first, end - first);
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

}  // namespace

std::vector<EncodedMarker> encodings_of(std::string_view marker) {
  const std::string hex = escaped(marker, "%02x");
  std::vector<EncodedMarker> all = {
      {"raw", std::string(marker)},
      {"utf-16le", utf16(marker, true)},
      {"utf-16be", utf16(marker, false)},
      {"reversed", std::string(marker.rbegin(), marker.rend())},
      {"hex", hex},
      {"hex (upper case)", upper(hex)},
      {"json", json_escaped(marker, false)},
      {"json (slashes too)", json_escaped(marker, true)},
      {"json (ascii)", json_escaped_units(marker, "\\u%04x", false)},
      {"json (ascii, upper case)", json_escaped_units(marker, "\\u%04X", false)},
      {"json (\\u)", json_escaped_units(marker, "\\u%04x", true)},
      {"json (\\u, upper case)", json_escaped_units(marker, "\\u%04X", true)},
      {"html", html_escaped(marker, "&quot;", "&#39;")},
      {"html (&#x27;)", html_escaped(marker, "&quot;", "&#x27;")},
      {"html (&apos;)", html_escaped(marker, "&quot;", "&apos;")},
      {"html (attribute)", html_escaped(marker, "&quot;", "'")},
      {"html (text)", html_escaped(marker, "\"", "'")},
      {"html (decimal)", html_references(marker, "&#%u;")},
      {"html (hex)", html_references(marker, "&#x%x;")},
      {"html (hex, upper case)", html_references(marker, "&#x%X;")},
      {"percent", percent_escaped(marker, false)},
      {"percent (form)", percent_escaped(marker, true)},
      {"percent (all)", escaped(marker, "%%%02X")},
      {"percent (all, lower case)", escaped(marker, "%%%02x")},
      {"base64 (alignment 0)", base64_core(marker, 0, false)},
      {"base64 (alignment 1)", base64_core(marker, 1, false)},
      {"base64 (alignment 2)", base64_core(marker, 2, false)},
      {"base64url (alignment 0)", base64_core(marker, 0, true)},
      {"base64url (alignment 1)", base64_core(marker, 1, true)},
      {"base64url (alignment 2)", base64_core(marker, 2, true)},
  };
  std::vector<EncodedMarker> distinct;
  for (EncodedMarker& one : all) {
    const bool known =
        std::ranges::any_of(distinct, [&](const EncodedMarker& d) { return d.bytes == one.bytes; });
    if (!known) distinct.push_back(std::move(one));
  }
  return distinct;
}

}  // namespace hub::proof
