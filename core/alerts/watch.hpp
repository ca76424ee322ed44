// Turns readings into alerts: once when something becomes bad, again after a while, once when it is over.
// Pure but for its memory; one thread.
#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "core/alerts/alert.hpp"

namespace hub::alerts {

class Watch {
 public:
  explicit Watch(milliseconds repeat) : repeat_(repeat) {}

  // Every reading of this moment; one that was bad and is not among them is over.
  std::vector<Alert> look(const std::vector<Reading>& readings, WallTime now);
  std::size_t firing() const { return firing_.size(); }

 private:
  using Key = std::tuple<std::string, std::string, std::string>;
  struct Firing {
    Reading reading;
    WallTime since, told;
  };
  milliseconds repeat_;
  std::map<Key, Firing> firing_;
};

}  // namespace hub::alerts
