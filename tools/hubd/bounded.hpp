// A number of a section within its bounds. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "core/config/spec.hpp"

namespace hub::hubd {

// The number, or a problem and the least.
inline std::int64_t bounded(const config::Settings& settings, std::string_view name, std::int64_t least,
                            std::int64_t most, config::Problems& problems) {
  const std::int64_t number = settings.integer(name);
  if (number >= least && number <= most) return number;
  problems.push_back(
      settings.problem(name, "must be between " + std::to_string(least) + " and " + std::to_string(most)));
  return least;
}

}  // namespace hub::hubd
