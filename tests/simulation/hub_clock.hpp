// The hub's view of virtual time: its timers die with it at a crash, the world's do not. It can be frozen,
// and its wall clock can be wrong.
#pragma once

#include <deque>
#include <set>

#include "tests/support/virtual_clock.hpp"

namespace hub::simulation {

class HubClock final : public Clock {
 public:
  // The wall clock is wrong by `wall_offset`.
  explicit HubClock(testing::VirtualClock& clock, milliseconds wall_offset = milliseconds(0))
      : clock_(clock), wall_offset_(wall_offset) {}
  ~HubClock() override {
    for (const TimerId timer : timers_) clock_.cancel(timer);
  }
  WallTime wall_now() const override { return clock_.wall_now() + wall_offset_; }
  MonotonicTime now() const override { return clock_.now(); }
  TimerId call_at(MonotonicTime when, std::function<void()> action) override {
    auto id = std::make_shared<TimerId>(0);
    *id = clock_.call_at(when, [this, id, action = std::move(action)] { fire(*id, action); });
    timers_.insert(*id);
    return *id;
  }
  void cancel(TimerId timer) override {
    clock_.cancel(timer);
    timers_.erase(timer);
    std::erase_if(due_, [timer](const Due& one) { return one.timer == timer; });
  }

  void set_wall_offset(milliseconds offset) { wall_offset_ = offset; }
  // Timers do nothing until thaw(), which makes up for it at once. Monotonic time goes on meanwhile.
  void freeze() { is_frozen_ = true; }
  void thaw() {
    is_frozen_ = false;
    while (!due_.empty()) {
      const Due next = std::move(due_.front());
      due_.pop_front();
      fire(next.timer, next.action);
    }
  }

 private:
  struct Due {
    TimerId timer;
    std::function<void()> action;
  };
  void fire(TimerId timer, const std::function<void()>& action) {
    if (is_frozen_) return due_.push_back({timer, action});
    timers_.erase(timer);
    action();
  }

  testing::VirtualClock& clock_;
  milliseconds wall_offset_;
  std::set<TimerId> timers_;
  bool is_frozen_ = false;
  std::deque<Due> due_;
};

}  // namespace hub::simulation
