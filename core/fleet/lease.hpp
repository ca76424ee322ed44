// Until when this node may act for what it owns: as long as nobody can have taken it for dead. Others wait a
// whole lease after the last beat they saw; this node stops a fifth of it earlier, counted from before it
// asked for the beat. Monotonic time of this node alone. One loop's thread.
#pragma once

#include "core/base/clock.hpp"

namespace hub::fleet {

class Lease {
 public:
  // It holds from the first renewal on.
  Lease(const Clock& clock, milliseconds length) : clock_(clock), length_(length) {}

  milliseconds length() const { return length_; }
  // A beat was answered that was asked for at `asked_at`.
  void renew(MonotonicTime asked_at) { end_ = asked_at + length_ - length_ / 5; }
  bool holds() const { return clock_.now() < end_; }

 private:
  const Clock& clock_;
  milliseconds length_;
  MonotonicTime end_{};
};

}  // namespace hub::fleet
