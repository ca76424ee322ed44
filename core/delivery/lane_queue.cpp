#include "core/delivery/lane_queue.hpp"

namespace hub::delivery {

std::vector<store::CaseRow> LaneQueue::take(std::size_t count, MonotonicTime now) {
  std::vector<store::CaseRow> rows;
  while (rows.size() < count && !later_.empty() && later_.top().due <= now) {
    rows.push_back(later_.top().row);
    later_.pop();
  }
  while (rows.size() < count && !ready_.empty()) {
    rows.push_back(ready_.front());
    ready_.pop_front();
  }
  return rows;
}

}  // namespace hub::delivery
