// How much a tenant's visitor tracking may be, and for how long. Plain values.
#pragma once

#include <cstdint>

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"

namespace hub::policy {

struct Tracking {
  int days = 30;  // no event is kept longer; 0: none is taken
  std::int64_t events_per_day = 100'000;
};

// Reads a `tracking` node, null for the defaults.
Tracking read_tracking(const config::Node* node, config::Problems& problems);

}  // namespace hub::policy
