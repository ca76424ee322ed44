#include "core/admin/engine_figures.hpp"

namespace hub::admin {
namespace {

std::int64_t seconds_since(const std::optional<WallTime>& then, WallTime now) {
  return then ? std::chrono::duration_cast<std::chrono::seconds>(now - *then).count() : 0;
}

std::int64_t whole(std::size_t number) {
  return static_cast<std::int64_t>(number);
}

}  // namespace

void EngineFigures::count(const char* name, const char* help, std::uint64_t value) {
  metrics::Counter& counter = registry_.counter(name, help);
  counter.add(value - counter.value());
}

void EngineFigures::refresh() {
  const WallTime now = clock_.wall_now();
  count("hub_cases_accepted_total", "Cases and late news taken since the start.", engine_.accepted_cases());
  count("hub_events_duplicate_total", "Events recognised as repeated since the start.",
        engine_.duplicate_events());
  count("hub_cases_deleted_total", "Cases whose every local copy is gone, since the start.",
        engine_.settled_cases());
  count("hub_cases_expired_total", "Of these, shredded undelivered because their hold was over.",
        engine_.expired_cases());
  count("hub_cases_passed_through_total", "Cases confirmed without ever being written, since the start.",
        engine_.passed_cases());
  count("hub_door_requests_total", "Requests to the events listener.", door_.requests);
  count("hub_door_unauthenticated_total", "Of these, sent by nobody we know.", door_.unauthenticated);
  count("hub_door_rate_limited_total", "Of these, more than the credential may send.", door_.rate_limited);
  count("hub_events_rejected_total", "Events of cases that were not taken.", door_.cases.rejected);
  count("hub_tracking_accepted_total", "Tracking events taken since the start.", door_.tracking.accepted);
  count("hub_tracking_duplicate_total", "Tracking events recognised as repeated since the start.",
        door_.tracking.duplicates);
  count("hub_tracking_rejected_total", "Tracking events that were not taken.", door_.tracking.rejected);
  const delivery::Standing standing = engine_.standing();
  for (const delivery::HoldView& view : standing.holds) {
    const metrics::Labels labels{{"tenant", view.tenant}};
    registry_.gauge("hub_cases_held", "Sealed cases on this node.", labels).set(whole(view.cases));
    registry_.gauge("hub_oldest_case_age_seconds", "Age of the oldest sealed case; 0 without any.", labels)
        .set(seconds_since(view.oldest, now));
    registry_.gauge("hub_hold_left_seconds", "Until the next case expires; -1 without any.", labels)
        .set(view.next_end ? -seconds_since(view.next_end, now) : -1);
  }
  refresh_lanes(standing.lanes, now);
  if (fleet_) refresh_fleet();
  for (const delivery::SourceView& view : source_.views()) {
    const metrics::Labels labels{{"tenant", view.tenant}};
    registry_.gauge("hub_platform_owed", "Purges and callbacks to be made.", labels).set(whole(view.waiting));
    registry_.gauge("hub_platform_dead_letters", "Purges and callbacks that need a person.", labels)
        .set(whole(view.dead_letters));
  }
}

void EngineFigures::refresh_fleet() {
  const std::vector<NodeStatus> nodes = fleet_();
  registry_.gauge("hub_fleet_nodes", "Nodes that share the store, as this one sees them.")
      .set(whole(nodes.size()));
  for (const NodeStatus& node : nodes)
    if (node.is_this)
      registry_.gauge("hub_fleet_tenants_owned", "Tenants that this node works for.")
          .set(whole(node.tenants.size()));
}

void EngineFigures::refresh_lanes(const std::vector<delivery::LaneView>& lanes, WallTime now) {
  for (const delivery::LaneView& lane : lanes) {
    const metrics::Labels labels{{"tenant", lane.tenant}, {"target", lane.target}};
    registry_.gauge("hub_lane_waiting", "Deliveries not yet confirmed.", labels).set(whole(lane.waiting));
    registry_.gauge("hub_lane_under_way", "Batches at the target right now.", labels)
        .set(whole(lane.status.in_flight));
    registry_.gauge("hub_lane_dead_letters", "Deliveries that need a person.", labels)
        .set(whole(lane.dead_letters));
    registry_.gauge("hub_lane_oldest_age_seconds", "Age of the oldest waiting case; 0 without any.", labels)
        .set(seconds_since(lane.oldest_waiting, now));
  }
}

}  // namespace hub::admin
