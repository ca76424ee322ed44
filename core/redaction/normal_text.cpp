#include "core/redaction/normal_text.hpp"

#include <algorithm>
#include <cstring>

#include "core/redaction/characters.hpp"
#include "core/redaction/compatibility.hpp"

namespace hub::redaction {

namespace {

// What stands at one place of the original.
struct Character {
  Compatible read;
  std::size_t size = 1;
};

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (text[at] & 0xc0) == 0x80;
}

// Length of the sequence that begins at `at`, or 0 when it is not UTF-8.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text, at + i)) return 0;
  }
  return length;
}

char32_t decode(std::string_view text, std::size_t at, std::size_t length) {
  const auto lead = static_cast<unsigned char>(text[at]);
  char32_t code_point = length == 2 ? lead & 0x1f : length == 3 ? lead & 0x0f : lead & 0x07;
  for (std::size_t i = 1; i < length; ++i) {
    code_point = code_point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3f);
  }
  return code_point;
}

// Precondition: not ASCII at `at`.
Character character_at(std::string_view text, std::size_t at) {
  const std::size_t length = sequence_length(text, at);
  if (length == 0) return {{Reading::other, {}, 0}, 1};
  const char32_t code_point = decode(text, at, length);
  // The letters of western Europe, without a search.
  const bool is_latin = code_point >= 0xc0 && code_point < 0x132 && code_point != 0xd7 && code_point != 0xf7;
  if (is_latin) return {{}, length};
  return {compatible(code_point), length};
}

// Eight bytes at a time.
std::size_t next_beyond_ascii(std::string_view text, std::size_t at) {
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, text.data() + at, 8);
    if (eight & 0x8080808080808080u) break;
  }
  while (at < text.size() && (text[at] & 0x80) == 0) ++at;
  return at;
}

}  // namespace

NormalText::NormalText(std::string_view original, model::Arena& arena) : text_(original), breaks_(&arena) {
  const std::size_t from = first_change(original);
  if (from < original.size()) normalise(original, from, arena);
}

std::size_t NormalText::first_change(std::string_view original) const {
  std::size_t at = next_beyond_ascii(original, 0);
  while (at < original.size()) {
    const Character character = character_at(original, at);
    if (character.read.reading != Reading::as_is) return at;
    at = next_beyond_ascii(original, at + character.size);
  }
  return at;
}

void NormalText::normalise(std::string_view original, std::size_t from, model::Arena& arena) {
  // No reading is longer than its character: words of four letters stand for three bytes at least, and those
  // that are one byte longer are few; twice is always enough.
  char* out = arena.take_array<char>(original.size() * 2);
  std::size_t size = from;
  std::memcpy(out, original.data(), from);
  for (std::size_t at = from; at < original.size();) {
    const Character character = character_at(original, at);
    const Compatible& read = character.read;
    if (read.reading == Reading::as_is) {
      std::memcpy(out + size, original.data() + at, character.size);
      size += character.size;
    } else {
      if (read.reading != Reading::dropped) breaks_.push_back({size, at, character.size});
      if (read.reading == Reading::other) out[size++] = kOther;
      for (std::uint8_t i = 0; i < read.size; ++i) out[size++] = read.text[i];
      breaks_.push_back({size, at + character.size, 0});
    }
    at += character.size;
    const std::size_t next = next_beyond_ascii(original, at);
    std::memcpy(out + size, original.data() + at, next - at);
    size += next - at;
    at = next;
  }
  text_ = {out, size};
}

const NormalText::Break* NormalText::break_at(std::size_t at) const {
  const auto after = std::ranges::upper_bound(breaks_, at, {}, &Break::normal);
  return after == breaks_.begin() ? nullptr : &*std::prev(after);
}

std::size_t NormalText::original_begin(std::size_t at) const {
  const Break* last = break_at(at);
  if (!last) return at;
  return last->replaced > 0 ? last->original : last->original + (at - last->normal);
}

std::size_t NormalText::original_end(std::size_t end) const {
  const Break* last = break_at(end - 1);
  if (!last) return end;
  return last->replaced > 0 ? last->original + last->replaced : last->original + (end - last->normal);
}

}  // namespace hub::redaction
