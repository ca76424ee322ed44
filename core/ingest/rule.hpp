// A rule for a value at the door, and short ways to write one. Tables of them say what an event may hold:
// validation, cleaning and the published JSON Schemas all follow them. Constant; any thread.
#pragma once

#include <cstdint>
#include <span>

#include "core/ingest/findings.hpp"

namespace hub::ingest {

enum class Shape : std::uint8_t { anything, object, list, text, time, integer, number, boolean, choice };

enum class Needed : std::uint8_t { no, when_closed, always };

// What happens to a value at the door.
enum class Care : std::uint8_t {
  keep,
  strip_html,       // it is plain text
  drop_by_default,  // a tenant may ask to keep it
  drop,             // never stored
};

struct Rule {
  StaticText name;
  Shape shape = Shape::anything;
  Needed needed = Needed::no;
  Care care = Care::keep;
  std::uint32_t max = 0;                     // text: characters; list: items
  std::span<const StaticText> choices = {};  // choice
  std::span<const Rule> members = {};        // object
  const Rule* item = nullptr;                // list
  bool has_rising_seq = false;               // list: the members "seq" rise strictly
  bool is_closed = false;                    // object: nothing but its members may be in it
};

// Integers at the door are counts, sizes and milliseconds: never negative, exact in every JSON reader.
inline constexpr std::int64_t kIntegerMax = 9'007'199'254'740'991;

namespace rules {

inline constexpr std::uint32_t kIdMax = 128;
inline constexpr std::uint32_t kListMax = 1'000;

constexpr Rule text(StaticText name, std::uint32_t max, Needed needed = Needed::no, Care care = Care::keep) {
  return {.name = name, .shape = Shape::text, .needed = needed, .care = care, .max = max};
}
constexpr Rule id(StaticText name, Needed needed = Needed::no) {
  return text(name, kIdMax, needed);
}
constexpr Rule time(StaticText name, Needed needed = Needed::no) {
  return {.name = name, .shape = Shape::time, .needed = needed};
}
constexpr Rule integer(StaticText name, Needed needed = Needed::no) {
  return {.name = name, .shape = Shape::integer, .needed = needed};
}
constexpr Rule number(StaticText name) {
  return {.name = name, .shape = Shape::number};
}
constexpr Rule boolean(StaticText name) {
  return {.name = name, .shape = Shape::boolean};
}
constexpr Rule choice(StaticText name, std::span<const StaticText> choices, Needed needed = Needed::no) {
  return {.name = name, .shape = Shape::choice, .needed = needed, .choices = choices};
}
constexpr Rule object(StaticText name, std::span<const Rule> members, Needed needed = Needed::no) {
  return {.name = name, .shape = Shape::object, .needed = needed, .members = members};
}
constexpr Rule list(StaticText name, const Rule& item, std::uint32_t max = kListMax) {
  return {.name = name, .shape = Shape::list, .max = max, .item = &item};
}

}  // namespace rules

}  // namespace hub::ingest
