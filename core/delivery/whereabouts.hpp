// What became of a case, for whoever compares with a list of cases. Plain values.
#pragma once

#include <optional>
#include <string>

#include "core/store/types.hpp"

namespace hub::delivery {

struct Whereabouts {
  // kept: delivered, and its tenant keeps it for a time; held: delivered, and on legal hold.
  enum class Place : std::uint8_t { never_seen, refused, waiting, dead_letter, kept, held, gone };
  Place place = Place::never_seen;
  std::int64_t certificate = -1;                 // gone: its index in the log; -1 when it was not noted
  std::optional<store::DeliveryKey> delivery{};  // dead_letter: the one that needs a person
  std::string reason{};                          // refused: why, a word
};

}  // namespace hub::delivery
