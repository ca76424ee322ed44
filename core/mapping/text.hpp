// Text work that every record needs: control characters, lengths in a target's unit, cuts that never break a
// character. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::mapping {

// How a target counts. UTF-16 units are the safe count where a vendor says "characters" and means either.
enum class LengthUnit : std::uint8_t { utf16, characters, bytes };

// Without U+0000 to U+001F other than tab, CR and LF: some targets drop them in silence, which looks like a
// loss when the record is read back. The text itself when there are none.
std::string_view without_control_characters(std::string_view text, model::Arena& arena);
// The same for every string in `value`, member names included.
model::Value without_control_characters(const model::Value& value, model::Arena& arena);

std::size_t length_of(std::string_view text, LengthUnit unit);
// True when length_of() is above `limit`; cheap for short texts.
bool is_longer(std::string_view text, std::size_t limit, LengthUnit unit);
// The longest front of `text` of at most `limit` units that ends between characters. Not empty for a
// non-empty text when `limit` is at least 4.
std::string_view front_of(std::string_view text, std::size_t limit, LengthUnit unit);

}  // namespace hub::mapping
