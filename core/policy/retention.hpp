// How long the hub keeps what: before delivery, after it, and of the fact that a case passed. Plain values.
#pragma once

#include <chrono>

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"

namespace hub::policy {

struct Retention {
  // An undelivered case is shredded after this time and certified as expired. Zero: pass-through, nothing is
  // written.
  std::chrono::milliseconds max_hold = std::chrono::hours{72};
  // So long a delivered case stays, sealed, before it is deleted and certified. Zero: it goes at once.
  std::chrono::milliseconds keep_delivered{0};
  int tombstone_days = 30;  // for so long a repeated event is recognised as one
  int session_days = 30;    // for so long after a case may be gone it is found by its session; 0: never
};

// Reads a `retention` node, null for the defaults.
Retention read_retention(const config::Node* node, config::Problems& problems);

}  // namespace hub::policy
