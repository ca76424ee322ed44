#include "core/proof/encodings.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/base/base64.hpp"

namespace hub::proof {

namespace {

std::string escaped(std::string_view text, const char* format) {
  std::string out;
  for (const char c : text) {
    std::array<char, 16> one;
    const int size = std::snprintf(one.data(), one.size(), format, static_cast<unsigned char>(c));
    out.append(one.data(), static_cast<std::size_t>(size));
  }
  return out;
}

std::string utf16(std::string_view text, bool little_endian) {
  std::string out;
  for (const char c : text) {
    if (!little_endian) out += '\0';
    out += c;
    if (little_endian) out += '\0';
  }
  return out;
}

// Only what special characters make of themselves; the rest stays as it is.
std::string json_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '/') out += '\\';
    out += c;
  }
  return out;
}

std::string html_escaped(std::string_view text) {
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
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
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
      {"json", json_escaped(marker)},
      {"json (\\u)", escaped(marker, "\\u%04x")},
      {"html", html_escaped(marker)},
      {"html (decimal)", escaped(marker, "&#%u;")},
      {"html (hex)", escaped(marker, "&#x%x;")},
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
