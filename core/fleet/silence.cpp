#include "core/fleet/silence.hpp"

namespace hub::fleet {

std::vector<store::NodeView> Silence::note(const store::FleetView& view, const std::string& self,
                                           MonotonicTime asked_at, MonotonicTime answered_at) {
  if (asked_at - last_answer_ > lease_ / 2) seen_.clear();
  last_answer_ = answered_at;
  std::map<std::string, Seen> seen;
  std::vector<store::NodeView> silent;
  for (const store::NodeView& one : view.nodes) {
    if (one.node.name == self) continue;
    const auto before = seen_.find(one.node.name);
    const bool stands_still =
        before != seen_.end() && before->second.fence == one.fence && before->second.beats == one.beats;
    const Seen now = stands_still ? before->second : Seen{one.fence, one.beats, answered_at};
    if (stands_still && asked_at - now.since >= lease_) silent.push_back(one);
    seen.emplace(one.node.name, now);
  }
  seen_ = std::move(seen);
  return silent;
}

}  // namespace hub::fleet
