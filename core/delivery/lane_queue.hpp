// The deliveries of one lane that wait for their turn: first come, first served; retries when they are due.
// Eight bytes a waiting case. One loop's thread.
#pragma once

#include <deque>
#include <optional>
#include <queue>
#include <vector>

#include "core/base/clock.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

class LaneQueue {
 public:
  void push(store::CaseRow row) { ready_.push_back(row); }
  void push_at(MonotonicTime due, store::CaseRow row) { later_.push({due, row}); }

  // At most `count` rows, retries that are due first: they have waited longest.
  std::vector<store::CaseRow> take(std::size_t count, MonotonicTime now);
  bool has_ready(MonotonicTime now) const { return ready_count(now) > 0; }
  // Exact up to the first few; enough to tell whether a batch is full.
  std::size_t ready_count(MonotonicTime now) const {
    return ready_.size() + (!later_.empty() && later_.top().due <= now ? 1 : 0);
  }
  // When the next retry is due.
  std::optional<MonotonicTime> next_due() const {
    return later_.empty() ? std::nullopt : std::optional(later_.top().due);
  }
  std::size_t size() const { return ready_.size() + later_.size(); }

 private:
  struct Later {
    MonotonicTime due;
    store::CaseRow row;
    friend bool operator<(const Later& a, const Later& b) {  // the earliest on top, then the oldest case
      return a.due != b.due ? a.due > b.due : a.row > b.row;
    }
  };
  std::deque<store::CaseRow> ready_;
  std::priority_queue<Later> later_;
};

}  // namespace hub::delivery
