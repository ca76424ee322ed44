#include "core/admin/status_json.hpp"

namespace hub::admin {
namespace {

std::optional<std::int64_t> seconds_since(const std::optional<WallTime>& then, std::optional<WallTime> now) {
  if (!then || !now) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(*now - *then).count();
}

void write_last_error(const LaneStatus& lane, JsonWriter& json) {
  if (lane.last_error.empty()) return;
  json.name("last_error").begin_object();
  if (lane.error_kind) json.member("kind", hub::to_string(*lane.error_kind));
  json.member("message", lane.last_error).member("since", lane.error_since).end_object();
}

}  // namespace

std::string_view to_string(LaneState state) {
  switch (state) {
    case LaneState::running:
      return "running";
    case LaneState::waiting:
      return "waiting";
    case LaneState::paused:
      return "paused";
  }
  return "unknown";
}

void narrow(Status& status, const std::function<bool(const std::string& tenant)>& sees) {
  const auto is_hidden = [&](const auto& one) { return !sees(one.tenant); };
  std::erase_if(status.lanes, is_hidden);
  std::erase_if(status.platforms, is_hidden);
  std::erase_if(status.holds, is_hidden);
  status.totals = {};
  for (const LaneStatus& lane : status.lanes) status.totals.confirmed += lane.confirmed;
  status.cases_held = 0;
  for (const HoldStatus& hold : status.holds) status.cases_held += hold.cases;
  status.fleet.clear();
  status.is_narrowed = true;
}

void write_totals(const Status& status, JsonWriter& json) {
  const Totals& totals = status.totals;
  json.name("totals").begin_object();
  if (!status.is_narrowed) {
    json.member("accepted", totals.accepted).member("duplicates", totals.duplicates);
    json.member("deleted", totals.deleted);
  }
  json.member("confirmed", totals.confirmed).end_object();
}

void write_lane(const LaneStatus& lane, std::optional<WallTime> now, JsonWriter& json) {
  json.begin_object();
  json.member("tenant", lane.tenant).member("target", lane.target).member("connector", lane.connector);
  json.member("mapping_version", lane.mapping_version).member("state", to_string(lane.state));
  if (!lane.reason.empty()) json.member("reason", lane.reason);
  json.member("until", lane.until);
  json.member("waiting", lane.waiting).member("under_way", lane.under_way);
  json.member("dead_letters", lane.dead_letters);
  json.member("taken", lane.taken).member("confirmed", lane.confirmed).member("failed", lane.failed);
  json.member("oldest_at", lane.oldest).member("oldest_seconds", seconds_since(lane.oldest, now));
  json.member("budget_used", lane.budget_used).member("budget_limit", lane.budget_limit);
  write_last_error(lane, json);
  json.name("drift").begin_array();
  for (const std::string& finding : lane.drift) json.text(finding);
  json.end_array().end_object();
}

void write_platform(const PlatformStatus& platform, std::optional<WallTime> now, JsonWriter& json) {
  json.begin_object().member("tenant", platform.tenant).member("waiting", platform.waiting);
  json.member("dead_letters", platform.dead_letters).member("oldest_at", platform.oldest);
  json.member("oldest_seconds", seconds_since(platform.oldest, now));
  if (!platform.reason.empty()) json.member("reason", platform.reason);
  json.end_object();
}

void write_holds(const std::vector<HoldStatus>& holds, JsonWriter& json) {
  json.name("holds").begin_array();
  for (const HoldStatus& hold : holds) {
    json.begin_object().member("tenant", hold.tenant).member("cases", hold.cases);
    json.member("oldest_at", hold.oldest).member("next_expiry", hold.next_end).end_object();
  }
  json.end_array();
}

void write_fleet(const std::vector<NodeStatus>& fleet, JsonWriter& json) {
  json.name("fleet").begin_array();
  for (const NodeStatus& node : fleet) {
    json.begin_object().member("name", node.name).member("version", node.version);
    json.member("address", node.address).member("since", node.since).member("is_this", node.is_this);
    json.name("tenants").begin_array();
    for (const std::string& tenant : node.tenants) json.text(tenant);
    json.end_array().end_object();
  }
  json.end_array();
}

void write_status(const Status& status, WallTime now, JsonWriter& json) {
  json.begin_object();
  json.member("version", status.version).member("region", status.region);
  json.member("place", status.place).member("backup_place", status.backup_place);
  json.member("started_at", status.started_at).member("accepting", status.accepting);
  write_totals(status, json);
  json.member("cases_held", status.cases_held);
  json.name("lanes").begin_array();
  for (const LaneStatus& lane : status.lanes) write_lane(lane, now, json);
  json.end_array().name("platforms").begin_array();
  for (const PlatformStatus& platform : status.platforms) write_platform(platform, now, json);
  json.end_array();
  write_holds(status.holds, json);
  write_fleet(status.fleet, json);
  json.end_object();
}

}  // namespace hub::admin
