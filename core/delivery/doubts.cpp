#include "core/delivery/doubts.hpp"

#include <algorithm>

namespace hub::delivery {

Doubts::Doubts(const KeyGuarantee& guarantee)
    : can_open_(!std::holds_alternative<UniqueKey>(guarantee)),
      is_unseen_for_long_(std::holds_alternative<LookUpOnly>(guarantee)) {
  if (!is_unseen_for_long_) return;
  late_commit_window_ = std::get<LookUpOnly>(guarantee).late_commit_window;
  visibility_lag_ = std::get<LookUpOnly>(guarantee).visibility_lag;
}

void Doubts::open(store::CaseRow row, MonotonicTime now) {
  if (can_open_) doubts_[row] = {now + late_commit_window_ + visibility_lag_};
}

milliseconds Doubts::wait(store::CaseRow row, MonotonicTime now) const {
  const auto found = doubts_.find(row);
  if (found == doubts_.end()) return milliseconds(0);
  return std::max(std::chrono::ceil<milliseconds>(found->second.until - now), milliseconds(0));
}

void Doubts::note_absent(store::CaseRow row) {
  if (const auto found = doubts_.find(row); found != doubts_.end()) found->second.was_absent = true;
}

bool Doubts::needs_second_look_up(store::CaseRow row) const {
  const auto found = doubts_.find(row);
  return is_unseen_for_long_ && found != doubts_.end() && !found->second.was_absent;
}

}  // namespace hub::delivery
