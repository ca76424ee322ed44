// A flag that tasks of one loop can wait for. All methods on the loop's thread.
#pragma once

#include <memory>
#include <vector>

#include "core/async/task.hpp"
#include "core/base/clock.hpp"

namespace hub {

class Event {
 public:
  explicit Event(Executor executor);
  ~Event();  // tasks that still wait end where they stand
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  bool is_set() const { return set_; }
  // Wakes every waiter (through the loop, never from inside this call) and lets later waits pass at once.
  void set();
  // Later waits block again.
  void reset() { set_ = false; }

  // Ends every waiting task where it stands: for owners that die while somebody waits.
  void abandon() { waiters_.clear(); }

  Task<void> wait();
  // False when `deadline` came first.
  Task<bool> wait_until(Clock& clock, MonotonicTime deadline);

 private:
  struct Waiter;
  void add(std::shared_ptr<Waiter> waiter);

  Executor executor_;
  bool set_ = false;
  std::vector<std::shared_ptr<Waiter>> waiters_;
};

Task<void> sleep_until(Clock& clock, MonotonicTime when);
Task<void> sleep_for(Clock& clock, milliseconds duration);

}  // namespace hub
