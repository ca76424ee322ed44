// How much of its allocation of API calls an org has used in the last 24 hours (salesforce.md 5.1). One
// thread; the clock outlives it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "core/base/clock.hpp"

namespace hub::simulators::salesforce {

class ApiUsage {
 public:
  ApiUsage(const Clock& clock, std::int64_t daily_max) : clock_(clock), daily_max_(daily_max) {}

  void count(std::int64_t calls);
  // May be more than the allocation: the call that reaches it still runs to its end.
  std::int64_t used();
  std::int64_t daily_max() const { return daily_max_; }
  bool is_exhausted() { return used() >= daily_max_; }
  void reset();

 private:
  const Clock& clock_;
  std::int64_t daily_max_;
  std::int64_t used_ = 0;
  std::map<std::chrono::sys_time<std::chrono::hours>, std::int64_t> calls_by_hour_;
};

// The value of Sforce-Limit-Info.
std::string limit_info(std::int64_t used, std::int64_t daily_max);

}  // namespace hub::simulators::salesforce
