#include "core/store/postgres/stored_text.hpp"

#include <cstdint>

namespace hub::store::postgres {

namespace {

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

bool is_between(std::uint8_t byte, int least, int most) {
  return byte >= least && byte <= most;
}

// Of the character that begins there; 0 when none does. The table of RFC 3629, section 4.
std::size_t character_bytes(std::string_view text, std::size_t at) {
  const std::uint8_t first = byte_at(text, at), second = byte_at(text, at + 1);
  const auto follows = [&](std::size_t offset) { return is_between(byte_at(text, at + offset), 0x80, 0xbf); };
  if (is_between(first, 0x01, 0x7f)) return 1;
  if (is_between(first, 0xc2, 0xdf)) return follows(1) ? 2 : 0;
  if (is_between(first, 0xe0, 0xef)) {
    const bool fits = is_between(second, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
    return fits && follows(2) ? 3 : 0;
  }
  if (is_between(first, 0xf0, 0xf4)) {
    const bool fits = is_between(second, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
    return fits && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string stored_text(std::string_view text) {
  std::string stored;
  stored.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = character_bytes(text, at);
    if (bytes == 0) {
      stored += '?';
      ++at;
      continue;
    }
    stored += text.substr(at, bytes);
    at += bytes;
  }
  return stored;
}

}  // namespace hub::store::postgres
