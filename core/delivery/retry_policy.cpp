#include "core/delivery/retry_policy.hpp"

#include <algorithm>

namespace hub::delivery {

using store::DeliveryState;

milliseconds backoff(std::uint32_t attempts, milliseconds first, milliseconds longest, Random& random) {
  const std::uint32_t doublings = std::min(attempts > 0 ? attempts - 1 : 0, 30u);
  const std::int64_t full = std::min<std::int64_t>(first.count() << doublings, longest.count());
  const std::int64_t half = full / 2;
  return milliseconds(half +
                      static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(full - half) + 1)));
}

Decision decide(const Error& error, std::uint32_t attempts, const RetryLimits& limits, Random& random) {
  if (attempts >= limits.attempts_max) return {DeliveryState::dead_letter};
  switch (error.kind) {
    case ErrorKind::config:
    case ErrorKind::invalid:
      return {DeliveryState::dead_letter};
    case ErrorKind::transient: {
      const milliseconds wait = backoff(attempts, limits.first_wait, limits.longest_wait, random);
      return {DeliveryState::retrying, std::max(wait, error.retry_after), error.retry_after};
    }
    case ErrorKind::rate_limited: {
      // A named wait is obeyed in full; only the case's max hold bounds it.
      const milliseconds wait = error.retry_after.count() > 0 ? error.retry_after : limits.rate_limit_wait;
      return {DeliveryState::retrying, wait, wait};
    }
    case ErrorKind::auth:
      return {DeliveryState::retrying, limits.auth_wait, limits.auth_wait};
    case ErrorKind::unknown: {
      const milliseconds wait = backoff(attempts, limits.first_wait, limits.longest_wait, random);
      return {DeliveryState::unknown, std::max(wait, error.retry_after), error.retry_after};
    }
  }
  return {DeliveryState::dead_letter};
}

}  // namespace hub::delivery
