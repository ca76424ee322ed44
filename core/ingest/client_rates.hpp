// How many events each credential may send: a bucket for each, filled at a steady rate. One loop's thread;
// the clock outlives it.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"

namespace hub::ingest {

struct RateLimit {
  std::size_t events_per_second = 0;               // 0: as many as come
  static constexpr std::size_t kBurstSeconds = 2;  // so many seconds' events may come at once
};

class ClientRates {
 public:
  ClientRates(Clock& clock, RateLimit limit) : clock_(clock), limit_(limit) {}

  // Takes them all, or none and says how long to wait. More events than a burst holds are taken when the
  // bucket is full, and owed: a batch is never impossible.
  std::optional<std::chrono::seconds> wait_for(std::string_view credential, std::size_t events);

 private:
  struct Bucket {
    double left = 0;
    MonotonicTime at{};
  };

  Clock& clock_;
  RateLimit limit_;
  std::map<std::string, Bucket, std::less<>> buckets_;  // by credential: as many as the configuration has
};

}  // namespace hub::ingest
