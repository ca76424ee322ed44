// What counts as proof that a target has a record: the steps of the confirmation ladder that can be asked
// for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hub::model {

enum class Confirmation : std::uint8_t {
  accepted,   // C1: the target took it
  stored,     // C2: the target named the record it made
  read_back,  // C3: read back and equal to what was sent
};

// "accepted", "stored", "read_back".
std::string_view to_string(Confirmation confirmation);
std::optional<Confirmation> parse_confirmation(std::string_view word);
// "C1" to "C3", as certificates name it.
std::string_view level_of(Confirmation confirmation);

}  // namespace hub::model
