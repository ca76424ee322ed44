// What a simulated world came to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/tally.hpp"

namespace hub::simulation {

struct WorldReport {
  std::uint64_t trace_hash = 0;
  std::size_t accepted = 0, delivered = 0, boots = 0, faults = 0;
  Tally tally;                          // of a fleet
  std::vector<std::string> violations;  // empty: every invariant held
};

}  // namespace hub::simulation
