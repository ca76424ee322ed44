// What became of a canary at one target: a case that nobody had, sent to see where something of it remains.
// Plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.hpp"

namespace hub::delivery {

// Cases of this name only are erased without a request for erasure: no platform names one so.
inline constexpr std::string_view kCanaryPrefix = "hub-canary-";

struct CanaryErasure {
  std::string target;
  std::size_t records = 0;       // that the mapping makes of it
  std::size_t found = 0;         // of these, by a look-up before they were erased
  std::size_t left = 0;          // by a look-up afterwards
  std::optional<Error> error{};  // the figures go no further than to it
};

}  // namespace hub::delivery
