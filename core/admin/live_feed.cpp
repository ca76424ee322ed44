#include "core/admin/live_feed.hpp"

#include <algorithm>
#include <memory>

#include "core/admin/status_json.hpp"

namespace hub::admin {
namespace {

constexpr std::chrono::seconds kInterval{1};
// Looking takes a hundredth of the loop's time, however many cases wait. But a look that a busy machine held
// up is no reason to be silent so long that people take the hub for dead.
constexpr int kShare = 100;
constexpr std::chrono::seconds kLongestInterval{3};

std::string written(const LaneStatus& lane) {
  JsonWriter json;
  write_lane(lane, std::nullopt, json);
  return std::string(json.take().view());
}

// Everything but the lanes: it is small, and most of it changes all the time.
void write_head(const Status& status, WallTime now, JsonWriter& json) {
  json.member("at", now).member("version", status.version).member("region", status.region);
  json.member("started_at", status.started_at).member("accepting", status.accepting);
  write_totals(status, json);
  json.member("cases_held", status.cases_held);
  write_holds(status.holds, json);
  write_fleet(status.fleet, json);
  json.name("platforms").begin_array();
  for (const PlatformStatus& platform : status.platforms) write_platform(platform, std::nullopt, json);
  json.end_array();
}

}  // namespace

http::BodySource LiveFeed::watch(MonotonicTime until, std::int64_t events) {
  // Shared, for std::function is copied; there is one watcher all the same.
  const auto watcher = std::make_shared<Watcher>(Watcher{until, events});
  return [this, watcher]() -> Task<Buffer> { return next(*watcher); };
}

Task<Buffer> LiveFeed::next(Watcher& watcher) {
  auto& [until, events_left, seen] = watcher;
  if (events_left == 0) co_return Buffer();
  --events_left;
  while (number_ == seen || clock_.now() >= next_look_) {
    const MonotonicTime wake = std::min(until, next_look_);
    if (seen != 0 && clock_.now() < wake) {
      const bool stopped = co_await stopping_.wait_until(clock_, wake);
      if (stopped) co_return Buffer();
    }
    if (stopping_.is_set() || clock_.now() >= until) co_return Buffer();
    look();
  }
  const bool follows = seen != 0 && seen + 1 == number_;
  seen = number_;
  if (follows) co_return Buffer(delta_);
  if (snapshot_.empty()) {
    std::string lanes;
    for (const auto& [key, lane] : lanes_) lanes += (lanes.empty() ? "" : ",") + lane;
    snapshot_ = as_event("snapshot", "\"lanes\":[" + lanes + "]");
  }
  co_return Buffer(snapshot_);
}

void LiveFeed::look() {
  const MonotonicTime began = clock_.now();
  if (began < next_look_) return;
  status_ = control_.status();
  if (narrow_) narrow_(status_);
  decltype(lanes_) lanes;
  std::string changed;
  bool same_lanes = status_.lanes.size() == lanes_.size();
  for (const LaneStatus& lane : status_.lanes) {
    std::string text = written(lane);
    const auto before = lanes_.find({lane.tenant, lane.target});
    same_lanes = same_lanes && before != lanes_.end();
    if (before == lanes_.end() || before->second != text) changed += (changed.empty() ? "" : ",") + text;
    lanes.insert_or_assign({lane.tenant, lane.target}, std::move(text));
  }
  lanes_ = std::move(lanes);
  snapshot_.clear();
  // A lane that came or went changes what there is to show: everybody starts afresh.
  number_ += same_lanes || number_ == 0 ? 1 : 2;
  delta_ = as_event("delta", "\"lanes\":[" + changed + "]");
  const auto took = clock_.now() - began;
  next_look_ = clock_.now() + std::clamp<MonotonicTime::duration>(took * kShare, kInterval, kLongestInterval);
}

std::string LiveFeed::as_event(std::string_view kind, std::string_view members) const {
  JsonWriter head;
  head.begin_object();
  write_head(status_, clock_.wall_now(), head);
  std::string event = "event: " + std::string(kind) + "\nid: " + std::to_string(number_) + "\ndata: ";
  event.append(head.take().view()).append(",").append(members).append("}\n\n");
  return event;
}

}  // namespace hub::admin
