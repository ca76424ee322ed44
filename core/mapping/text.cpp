#include "core/mapping/text.hpp"

#include <algorithm>

namespace hub::mapping {

namespace {

using model::Arena;
using model::Member;
using model::Value;

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && c != '\t' && c != '\r' && c != '\n';
}

// Counts instead of stopping at the first: without a branch the compiler checks many at once.
bool has_control_characters(std::string_view text) {
  unsigned found = 0;
  for (const char c : text) found |= static_cast<unsigned>(is_control(c));
  return found != 0;
}

bool has_control_characters(const Value& value) {
  if (value.is_string()) return has_control_characters(value.as_string());
  if (value.is_array()) {
    return std::ranges::any_of(value.as_array(),
                               [](const Value& item) { return has_control_characters(item); });
  }
  if (!value.is_object()) return false;
  return std::ranges::any_of(value.as_object(), [](const Member& member) {
    return has_control_characters(member.name) || has_control_characters(member.value);
  });
}

// What one UTF-8 byte adds: a character begins at each byte that is no continuation, and those of four bytes
// are two UTF-16 units.
std::size_t units_of(char c, LengthUnit unit) {
  const auto byte = static_cast<unsigned char>(c);
  if (unit == LengthUnit::bytes) return 1;
  if ((byte & 0xC0) == 0x80) return 0;
  return unit == LengthUnit::utf16 && byte >= 0xF0 ? 2 : 1;
}

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

}  // namespace

std::string_view without_control_characters(std::string_view text, Arena& arena) {
  if (!has_control_characters(text)) return text;
  char* kept = arena.take_array<char>(text.size());
  const auto end = std::ranges::remove_copy_if(text, kept, is_control).out;
  return {kept, static_cast<std::size_t>(end - kept)};
}

Value without_control_characters(const Value& value, Arena& arena) {
  if (!has_control_characters(value)) return value;
  if (value.is_string()) {
    return Value::string(without_control_characters(value.as_string(), arena), value.data_class());
  }
  if (value.is_array()) {
    const auto from = value.as_array();
    Value* items = arena.take_array<Value>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      ::new (&items[i]) Value(without_control_characters(from[i], arena));
    }
    return Value::array({items, from.size()}, value.data_class());
  }
  const auto from = value.as_object();
  Member* members = arena.take_array<Member>(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    ::new (&members[i]) Member{without_control_characters(from[i].name, arena),
                               without_control_characters(from[i].value, arena)};
  }
  return Value::object({members, from.size()}, value.data_class());
}

std::size_t length_of(std::string_view text, LengthUnit unit) {
  if (unit == LengthUnit::bytes) return text.size();
  std::size_t length = 0;
  for (const char c : text) length += units_of(c, unit);
  return length;
}

bool is_longer(std::string_view text, std::size_t limit, LengthUnit unit) {
  // No unit counts more than one for a byte.
  return text.size() > limit && length_of(text, unit) > limit;
}

std::string_view front_of(std::string_view text, std::size_t limit, LengthUnit unit) {
  if (text.size() <= limit) return text;
  std::size_t length = 0, end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_character(text[i])) end = i;
    length += units_of(text[i], unit);
    if (length > limit) return text.substr(0, end);
  }
  return text;
}

}  // namespace hub::mapping
