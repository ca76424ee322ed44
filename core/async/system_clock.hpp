// The machine's clock, with timers on one io_context. All methods but wall_now() and now() on that loop's
// thread.
#pragma once

#include <memory>

#include "core/async/task.hpp"
#include "core/base/clock.hpp"

namespace hub {

class SystemClock final : public Clock {
 public:
  explicit SystemClock(IoContext& io);
  ~SystemClock() override;

  WallTime wall_now() const override;
  MonotonicTime now() const override;
  TimerId call_at(MonotonicTime when, std::function<void()> action) override;
  void cancel(TimerId timer) override;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace hub
