// How long the hub keeps what: before delivery, after it, and of the fact that a case passed. Plain values.
#pragma once

#include <chrono>

#include "core/config/problem.hpp"
#include "core/config/spec.hpp"
#include "core/config/yaml.hpp"
#include "core/policy/keep_terms.hpp"

namespace hub::policy {

struct Retention {
  // An undelivered case is shredded after this time and certified as expired. Zero: pass-through, nothing is
  // written.
  std::chrono::milliseconds max_hold = std::chrono::hours{72};
  KeepTerms keep;
  int tombstone_days = 30;  // for so long a repeated event is recognised as one
  int session_days = 30;    // for so long after a case may be gone it is found by its session; 0: never
};

// Reads a `retention` node, null for the defaults.
Retention read_retention(const config::Node* node, config::Problems& problems);

const config::Spec& retention_spec();  // besides: by_type
const config::Spec& keep_spec();       // of an item of by_type

}  // namespace hub::policy
