#include "tools/simulators/salesforce/usage.hpp"

namespace hub::simulators::salesforce {

namespace {
constexpr std::chrono::hours kWindow{24};
}

void ApiUsage::count(std::int64_t calls) {
  calls_by_hour_[std::chrono::floor<std::chrono::hours>(clock_.wall_now())] += calls;
  used_ += calls;
}

std::int64_t ApiUsage::used() {
  const auto now = std::chrono::floor<std::chrono::hours>(clock_.wall_now());
  while (!calls_by_hour_.empty() && calls_by_hour_.begin()->first + kWindow <= now) {
    used_ -= calls_by_hour_.begin()->second;
    calls_by_hour_.erase(calls_by_hour_.begin());
  }
  return used_;
}

void ApiUsage::reset() {
  calls_by_hour_.clear();
  used_ = 0;
}

std::string limit_info(std::int64_t used, std::int64_t daily_max) {
  return "api-usage=" + std::to_string(used) + '/' + std::to_string(daily_max);
}

}  // namespace hub::simulators::salesforce
