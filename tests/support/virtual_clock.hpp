// Time that only moves when nothing else can happen: tests and simulations wait for hours in microseconds.
#pragma once

#include <functional>
#include <map>
#include <utility>

#include "core/async/task.hpp"
#include "core/base/clock.hpp"

namespace hub::testing {

class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(WallTime start = WallTime(std::chrono::hours(24 * 365 * 56))) : wall_start_(start) {}

  WallTime wall_now() const override {
    return wall_start_ + wall_jump_ + std::chrono::floor<milliseconds>(now_.time_since_epoch());
  }
  MonotonicTime now() const override { return now_; }
  TimerId call_at(MonotonicTime when, std::function<void()> action) override {
    const TimerId id = ++last_id_;
    timers_.emplace(std::pair(std::max(when, now_), id), std::move(action));
    return id;
  }
  void cancel(TimerId timer) override {
    for (auto it = timers_.begin(); it != timers_.end(); ++it) {
      if (it->first.second == timer) {
        timers_.erase(it);
        return;
      }
    }
  }

  // The wall clock is set by somebody; waiting is not affected.
  void jump(milliseconds by) { wall_jump_ += by; }
  // False when no timer is left.
  bool advance_to_next_timer() {
    if (timers_.empty()) return false;
    auto node = timers_.extract(timers_.begin());
    now_ = std::max(now_, node.key().first);
    node.mapped()();
    return true;
  }
  void advance(milliseconds by) {
    const MonotonicTime end = now_ + by;
    while (!timers_.empty() && timers_.begin()->first.first <= end) advance_to_next_timer();
    now_ = end;
  }
  std::size_t timers() const { return timers_.size(); }

 private:
  WallTime wall_start_;
  milliseconds wall_jump_{0};
  MonotonicTime now_{std::chrono::hours(1)};
  std::map<std::pair<MonotonicTime, TimerId>, std::function<void()>> timers_;
  TimerId last_id_ = 0;
};

// Runs the loop until `done` says so; time moves when the loop is dry. False when nothing is left that could
// happen.
inline bool run_until(IoContext& io, VirtualClock& clock, const std::function<bool()>& done) {
  while (!done()) {
    io.restart();
    if (io.poll() > 0) continue;
    if (!clock.advance_to_next_timer()) return done();
  }
  return true;
}

}  // namespace hub::testing
