// Whether the database can be worked with at this moment, as the last one who tried has found. Any thread.
#pragma once

#include <atomic>

namespace hub::store {

class Health {
 public:
  bool is_away() const { return is_away_.load(std::memory_order_relaxed); }
  void set_away(bool is_away) { is_away_.store(is_away, std::memory_order_relaxed); }

 private:
  std::atomic<bool> is_away_{false};
};

}  // namespace hub::store
