#include "tools/simulators/zendesk/budget.hpp"

namespace hub::simulators::zendesk {

namespace {
std::int64_t seconds_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}
}  // namespace

void Budget::begin_window() {
  const std::int64_t now = seconds_of(clock_.wall_now()) / window_.count();
  if (now != current_) used_.clear();
  current_ = now;
}

bool Budget::take(std::int64_t key) {
  begin_window();
  if (most_ > 0 && used_[key] >= most_) return false;
  ++used_[key];
  return true;
}

std::int64_t Budget::left(std::int64_t key) {
  begin_window();
  return most_ - used_[key];
}

std::chrono::seconds Budget::until_reset() const {
  return std::chrono::seconds(window_.count() - seconds_of(clock_.wall_now()) % window_.count());
}

}  // namespace hub::simulators::zendesk
