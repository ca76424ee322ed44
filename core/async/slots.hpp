// A number of slots that tasks of one loop take turns in. All methods on the loop's thread.
#pragma once

#include <utility>

#include "core/async/event.hpp"

namespace hub {

class Slots {
 public:
  Slots(Executor executor, std::size_t count) : free_(count), freed_(executor) {}

  // Gives the slot back when it dies. The slots outlive it.
  class Hold {
   public:
    explicit Hold(Slots& slots) : slots_(&slots) {}
    Hold(Hold&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)) {}
    Hold& operator=(Hold&&) = delete;
    ~Hold() {
      if (slots_) slots_->give_back();
    }

   private:
    Slots* slots_;
  };

  Task<Hold> take();

 private:
  void give_back() {
    ++free_;
    freed_.set();
  }

  std::size_t free_;
  Event freed_;
};

inline Task<Slots::Hold> Slots::take() {
  while (free_ == 0) {
    freed_.reset();
    co_await freed_.wait();
  }
  --free_;
  co_return Hold(*this);
}

}  // namespace hub
