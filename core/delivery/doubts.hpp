// Which deliveries of one lane may be at the target unseen: a request that was given up, or answered and not
// shown yet. Until that is over no look-up proves anything, and after it two that find nothing are needed
// before a record is sent again. Only targets that take one key twice can leave such a doubt. One loop's
// thread.
#pragma once

#include <unordered_map>

#include "core/base/clock.hpp"
#include "core/delivery/connector.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

class Doubts {
 public:
  explicit Doubts(const KeyGuarantee& guarantee);

  // Something was sent that the target may have, or may have later: what was looked up before counts no more.
  void open(store::CaseRow row, MonotonicTime now);
  bool is_open(store::CaseRow row) const { return doubts_.contains(row); }
  // How long a look-up would still prove nothing.
  milliseconds wait(store::CaseRow row, MonotonicTime now) const;
  // Whether a look-up that finds nothing is the first that counts: the next one, `pause_between()` later,
  // decides.
  bool needs_second_look_up(store::CaseRow row) const;
  void note_absent(store::CaseRow row);
  // How long after an attempt a look-up may still prove nothing.
  milliseconds blind_time() const { return late_commit_window_ + visibility_lag_; }
  milliseconds pause_between() const { return visibility_lag_; }
  void close(store::CaseRow row) { doubts_.erase(row); }

 private:
  struct Doubt {
    MonotonicTime until;
    bool was_absent = false;
  };
  bool can_open_, is_unseen_for_long_;
  milliseconds late_commit_window_{0}, visibility_lag_{0};
  std::unordered_map<store::CaseRow, Doubt> doubts_;
};

}  // namespace hub::delivery
