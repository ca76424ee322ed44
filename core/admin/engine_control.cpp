#include "core/admin/engine_control.hpp"

#include "core/base/base64.hpp"

namespace hub::admin {
namespace {

LaneState lane_state_of(delivery::LaneState state) {
  switch (state) {
    case delivery::LaneState::idle:
    case delivery::LaneState::working:
      return LaneState::running;
    case delivery::LaneState::waiting:
    case delivery::LaneState::broken:
      return LaneState::waiting;
    case delivery::LaneState::paused:
      return LaneState::paused;
  }
  return LaneState::running;
}

}  // namespace

Status EngineControl::status() const {
  Status status;
  status.version = parts_.version;
  status.region = parts_.region;
  status.place = parts_.place;
  status.backup_place = parts_.backup_place;
  status.started_at = started_at_;
  status.accepting = parts_.readiness().ok();
  if (parts_.fleet) status.fleet = parts_.fleet();
  status.totals.accepted = static_cast<std::int64_t>(parts_.engine.accepted_cases());
  status.totals.duplicates = static_cast<std::int64_t>(parts_.engine.duplicate_events());
  status.totals.deleted = static_cast<std::int64_t>(parts_.engine.settled_cases());
  status.cases_held = static_cast<std::int64_t>(parts_.engine.live_cases());
  const WallTime now = parts_.clock.wall_now();
  const delivery::Standing standing = parts_.engine.standing();
  for (const delivery::LaneView& view : standing.lanes) {
    if (view.tenant == parts_.hidden_tenant) continue;
    LaneStatus lane;
    lane.tenant = view.tenant;
    lane.target = view.target;
    lane.mapping_version = view.mapping;
    lane.drift = view.drift;
    lane.connector = parts_.connector_of(view.tenant, view.target);
    lane.state = lane_state_of(view.status.state);
    if (lane.state != LaneState::running) lane.reason = view.status.trouble;
    // In whole seconds: who watches is not told every time that a millisecond moved.
    if (view.status.waits_for.count() > 0)
      lane.until = std::chrono::round<std::chrono::seconds>(now + view.status.waits_for);
    lane.taken = static_cast<std::int64_t>(view.taken);
    lane.confirmed = static_cast<std::int64_t>(view.status.confirmed);
    lane.failed = static_cast<std::int64_t>(view.status.failed);
    status.totals.confirmed += lane.confirmed;
    if (view.status.trouble_since && lane.state != LaneState::paused) {
      lane.last_error = view.status.trouble;
      lane.error_kind = view.status.trouble_kind;
      lane.error_since = view.status.trouble_since;
    }
    lane.under_way = static_cast<std::int64_t>(view.status.in_flight);
    lane.waiting = static_cast<std::int64_t>(view.status.backlog);
    lane.dead_letters = static_cast<std::int64_t>(view.dead_letters);
    lane.oldest = view.oldest_waiting;
    lane.budget_used = view.status.budget.used;
    lane.budget_limit = view.status.budget.limit;
    status.lanes.push_back(std::move(lane));
  }
  for (const delivery::HoldView& view : standing.holds) {
    if (view.tenant == parts_.hidden_tenant) continue;
    status.holds.push_back({view.tenant, static_cast<std::int64_t>(view.cases), view.oldest, view.next_end});
  }
  for (const delivery::SourceView& view : parts_.source.views()) {
    status.platforms.push_back({view.tenant, static_cast<std::int64_t>(view.waiting),
                                static_cast<std::int64_t>(view.dead_letters), view.oldest, view.trouble});
  }
  return status;
}

Result<std::string> EngineControl::certificate_key(const std::string& tenant) const {
  const auto key = parts_.engine.id_key(tenant);
  if (!key) return invalid_error("not_found", "there is no such tenant");
  return base64_encode({reinterpret_cast<const char*>(key->data()), key->size()});
}

Task<Result<std::size_t>> EngineControl::retry(std::vector<store::DeliveryKey> deliveries,
                                               std::optional<store::MappingVersion> version) {
  co_return co_await parts_.engine.retry(std::move(deliveries), version);
}

Task<Result<std::size_t>> EngineControl::discard(std::vector<store::DeliveryKey> deliveries) {
  co_return co_await parts_.engine.discard(std::move(deliveries));
}

}  // namespace hub::admin
