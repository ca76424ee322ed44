// What the engine does after a failed attempt: the one place where error kinds become decisions. Pure; any
// thread.
#pragma once

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

struct RetryLimits {
  milliseconds first_wait{500};
  milliseconds longest_wait{300'000};
  milliseconds rate_limit_wait{60'000};  // when the target names none
  milliseconds auth_wait{60'000};
  std::uint32_t attempts_max = 1000;  // of one delivery; the case's max hold usually ends it first
};

struct Decision {
  store::DeliveryState state = store::DeliveryState::retrying;  // retrying, unknown or dead_letter
  milliseconds wait{0};
  // So long the whole lane waits too: the target, not the record, is the reason.
  milliseconds lane_pause{0};
};

// `attempts` counts this one.
Decision decide(const Error& error, std::uint32_t attempts, const RetryLimits& limits, Random& random);

// Exponential with full jitter in its upper half: [w/2, w], w doubling from `first` up to `longest`.
milliseconds backoff(std::uint32_t attempts, milliseconds first, milliseconds longest, Random& random);

}  // namespace hub::delivery
