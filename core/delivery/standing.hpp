// How lanes, tenants and their cases stand, for operators. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/delivery/lane.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

// How long the cases of a tenant are held.
struct HoldView {
  std::string tenant;
  std::size_t cases = 0;
  std::optional<WallTime> oldest;    // when the oldest was received
  std::optional<WallTime> next_end;  // when the next one expires
};

// For operators, per lane.
struct LaneView {
  std::string tenant, target;
  store::MappingVersion mapping = 0;  // current
  // What the mappings in use and the target disagree about, a line each.
  std::vector<std::string> drift;
  LaneStatus status;
  std::size_t waiting = 0, dead_letters = 0;
  std::uint64_t taken = 0;  // deliveries since start(), also those of cases that are gone
  std::optional<WallTime> oldest_waiting;
};

// A tenant that leaves: what of it is still here, passing cases too.
struct LeavingView {
  std::size_t cases = 0, held = 0, dead_letters = 0;
};

struct Standing {
  std::vector<LaneView> lanes;
  std::vector<HoldView> holds;
};

}  // namespace hub::delivery
