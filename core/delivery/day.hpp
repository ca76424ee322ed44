// Days since 1970 (UTC), in which the store counts for how long a deleted case is remembered. Pure.
#pragma once

#include "core/base/clock.hpp"

namespace hub::delivery {

inline std::int64_t day_of(WallTime time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}

}  // namespace hub::delivery
