// Where blocking work (disk, database) runs, away from the loop. One worker runs its jobs one at a time, in
// order.
#pragma once

#include <functional>
#include <memory>

#include "core/async/task.hpp"

namespace hub {

// post() may be called from any thread.
class Worker {
 public:
  virtual ~Worker() = default;
  virtual void post(std::function<void()> job) = 0;
};

// A thread of its own. The destructor runs what was posted, then joins.
class ThreadWorker final : public Worker {
 public:
  explicit ThreadWorker(const char* thread_name);
  ~ThreadWorker() override;
  void post(std::function<void()> job) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Runs jobs on the loop itself: for simulations, where one thread does everything.
class LoopWorker final : public Worker {
 public:
  explicit LoopWorker(Executor executor) : executor_(executor) {}
  void post(std::function<void()> job) override;

 private:
  Executor executor_;
};

// Posts `action` to a loop from any thread.
void post_to(Executor executor, std::function<void()> action);

}  // namespace hub
