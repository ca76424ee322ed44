// What the events listener has seen since the start. Plain values.
#pragma once

#include <cstdint>

namespace hub::ingest {

// Only grow.
struct DoorCounts {
  std::uint64_t requests = 0, unauthenticated = 0, rate_limited = 0;  // requests
  struct Events {
    std::uint64_t accepted = 0, duplicates = 0, rejected = 0;  // events, and requests that are none
  };
  Events cases, tracking;
};

}  // namespace hub::ingest
