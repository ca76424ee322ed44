// The hub's view of virtual time: its timers die with it at a crash, the world's do not.
#pragma once

#include <set>

#include "tests/support/virtual_clock.hpp"

namespace hub::simulation {

class HubClock final : public Clock {
 public:
  explicit HubClock(testing::VirtualClock& clock) : clock_(clock) {}
  ~HubClock() override {
    for (const TimerId timer : timers_) clock_.cancel(timer);
  }
  WallTime wall_now() const override { return clock_.wall_now(); }
  MonotonicTime now() const override { return clock_.now(); }
  TimerId call_at(MonotonicTime when, std::function<void()> action) override {
    auto id = std::make_shared<TimerId>(0);
    *id = clock_.call_at(when, [this, id, action = std::move(action)] {
      timers_.erase(*id);
      action();
    });
    timers_.insert(*id);
    return *id;
  }
  void cancel(TimerId timer) override {
    clock_.cancel(timer);
    timers_.erase(timer);
  }

 private:
  testing::VirtualClock& clock_;
  std::set<TimerId> timers_;
};

}  // namespace hub::simulation
