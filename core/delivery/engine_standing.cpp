// What operators are told of lanes and cases: counted when somebody asks, in one pass over all live cases.
#include <algorithm>

#include "core/delivery/engine_parts.hpp"

namespace hub::delivery {
namespace {

using store::DeliveryState;

bool is_over(const store::LiveDelivery& delivery) {
  return delivery.state == DeliveryState::confirmed || delivery.state == DeliveryState::discarded ||
         delivery.state == DeliveryState::refused;
}

// Only then a case can be aside; asking the book about each one would take most of the time.
bool is_delivered(const store::LiveCase& entry) {
  return std::ranges::all_of(entry.deliveries, [](const store::LiveDelivery& delivery) {
    return is_over(delivery) || !delivery.required;
  });
}

void count_delivery(const store::LiveDelivery& delivery, WallTime received_at, LaneView& lane) {
  if (delivery.state == DeliveryState::dead_letter) ++lane.dead_letters;
  if (is_over(delivery)) return;
  ++lane.waiting;
  if (!lane.oldest_waiting || received_at < *lane.oldest_waiting) lane.oldest_waiting = received_at;
}

void count_case(const store::LiveCase& entry, bool is_aside, HoldView& hold) {
  ++hold.cases;
  if (is_aside) return;  // it waits for nothing
  if (!hold.oldest || entry.received_at < *hold.oldest) hold.oldest = entry.received_at;
  if (entry.retention->is_held()) return;  // it does not expire
  if (!hold.next_end || entry.hold_until < *hold.next_end) hold.next_end = entry.hold_until;
}

}  // namespace

LaneView Engine::view_of(const LaneParts& lane) {
  LaneView view;
  view.tenant = lane.tenant->name;
  view.target = lane.target;
  view.mapping = lane.current.version;
  view.drift = lane.drift;
  view.taken = lane.taken;
  view.status = lane.lane->status();
  return view;
}

// Hundreds of thousands of cases may wait: one pass.
Standing Engine::standing() const {
  Standing standing;
  standing.lanes.reserve(lanes_.size());
  standing.holds.reserve(tenants_.size());
  std::unordered_map<store::LaneId, LaneView*> lanes;
  for (const auto& [id, lane] : lanes_) lanes[id] = &standing.lanes.emplace_back(view_of(*lane));
  std::unordered_map<store::TenantId, HoldView*> holds;
  for (const auto& tenant : tenants_) {
    HoldView& hold = standing.holds.emplace_back();
    hold.tenant = tenant->name;
    holds[tenant->id] = &hold;
  }
  for (const store::LiveCase& entry : book_.all()) {
    for (const store::LiveDelivery& delivery : entry.deliveries)
      count_delivery(delivery, entry.received_at, *lanes.at(delivery.lane));
    if (passes(entry.row)) continue;
    const bool is_aside = is_delivered(entry) && book_.is_aside(entry.row);
    count_case(entry, is_aside, *holds.at(entry.tenant));
  }
  return standing;
}

}  // namespace hub::delivery
