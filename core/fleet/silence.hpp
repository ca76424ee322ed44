// Which nodes have been silent for a whole lease. Their beats are compared with those seen before, and the
// time between is this node's own: no two clocks are compared. Whoever did not look for half a lease, because
// the store was away, has heard nothing of anybody, and begins anew. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/store/fleet.hpp"

namespace hub::fleet {

class Silence {
 public:
  explicit Silence(milliseconds lease) : lease_(lease) {}

  // `view` was asked for at `asked_at` and there at `answered_at`. The answer: nodes other than `self` whose
  // beats have stood still from an earlier answer to this question for a lease.
  std::vector<store::NodeView> note(const store::FleetView& view, const std::string& self,
                                    MonotonicTime asked_at, MonotonicTime answered_at);

 private:
  struct Seen {
    std::int64_t fence = 0, beats = 0;
    MonotonicTime since{};  // the answer in which they were new
  };
  milliseconds lease_;
  std::map<std::string, Seen> seen_;
  MonotonicTime last_answer_{};
};

}  // namespace hub::fleet
