// What is looked at: the age of the oldest case, holds that are almost over, dead letters, and what is owed
// to platforms. The engine's thread.
#pragma once

#include <vector>

#include "core/alerts/alert.hpp"
#include "core/delivery/engine.hpp"
#include "core/delivery/source_jobs.hpp"

namespace hub::alerts {

struct Limits {
  milliseconds oldest_case = std::chrono::hours(1);
  milliseconds hold_left = std::chrono::hours(12);  // warned when less is left of a case's hold
  std::size_t dead_letters = 1;                     // of one lane
};

std::vector<Reading> readings_of(const delivery::Engine& engine, const delivery::SourceJobs& source,
                                 const Limits& limits, WallTime now);

}  // namespace hub::alerts
