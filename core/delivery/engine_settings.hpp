// What an administrator may set of the engine. Plain values.
#pragma once

#include <chrono>
#include <cstddef>

#include "core/delivery/batch_delivery.hpp"
#include "core/delivery/lane.hpp"
#include "core/delivery/retry_policy.hpp"

namespace hub::delivery {

// How often the mappings in use are compared with their target's schema.
struct DriftIntervals {
  milliseconds usual = std::chrono::hours(24);
  milliseconds blocked = std::chrono::minutes(1);  // while the target lacks what a mapping writes to
};

struct EngineSettings {
  LaneLimits lane;
  RetryLimits retry;
  ConfirmSettings confirm;
  std::size_t batch_content_bytes_max = 32u << 20;  // sealed bytes of the cases of one batch
  milliseconds sweep_interval{10'000};
  milliseconds pass_through{20'000};  // so long a case that passes through may take
  DriftIntervals drift;
  // Only for negative controls: confirmed cases stay, so that a residue scan has something to find.
  bool keeps_confirmed_cases = false;
};

}  // namespace hub::delivery
