// What an operator is woken for. Plain values, without content: names of tenants and targets, and numbers.
#pragma once

#include <string>

#include "core/base/clock.hpp"

namespace hub::alerts {

// One thing that is looked at, as it stands now.
struct Reading {
  std::string kind;  // "oldest_case", "hold_almost_over", "dead_letters", "platform"
  std::string tenant;
  std::string target;  // empty: of the tenant as a whole
  bool is_bad = false;
  std::string text;  // what is wrong, for people
};

struct Alert {
  std::string id;  // the same for every attempt to send it
  Reading reading;
  bool is_over = false;  // what was wrong is right again
  WallTime since, at;
};

}  // namespace hub::alerts
