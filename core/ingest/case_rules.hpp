// The fields of a case at the door (domain.md 1.3) as one table: validation, cleaning and the published JSON
// Schema all follow it. Fields that are not listed are kept as they are. Constant; any thread.
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
  std::uint32_t max = 0;                // text: characters; list: items
  std::span<const StaticText> choices = {};  // choice
  std::span<const Rule> members = {};        // object
  const Rule* item = nullptr;           // list
  bool has_rising_seq = false;          // list: the members "seq" rise strictly
};

// The data of an event.
extern const Rule kCaseData;

// Integers at the door are counts, sizes and milliseconds: never negative, exact in every JSON reader.
inline constexpr std::int64_t kIntegerMax = 9'007'199'254'740'991;

}  // namespace hub::ingest
