#include "core/admin/live_feed.hpp"

#include <memory>

#include "core/admin/status_json.hpp"

namespace hub::admin {
namespace {

constexpr std::chrono::seconds kInterval{1};
// Looking takes at most a hundredth of the loop's time, however many cases wait.
constexpr int kShare = 100;

std::string written(const LaneStatus& lane) {
  JsonWriter json;
  write_lane(lane, std::nullopt, json);
  return std::string(json.take().view());
}

// Everything but the lanes: it is small, and most of it changes all the time.
void write_head(const Status& status, WallTime now, JsonWriter& json) {
  json.member("at", now).member("version", status.version).member("region", status.region);
  json.member("started_at", status.started_at).member("accepting", status.accepting);
  write_totals(status.totals, json);
  json.member("cases_held", status.cases_held);
  write_holds(status.holds, json);
  json.name("platforms").begin_array();
  for (const PlatformStatus& platform : status.platforms) write_platform(platform, std::nullopt, json);
  json.end_array();
}

}  // namespace

http::BodySource LiveFeed::watch(MonotonicTime until) {
  // Shared, for std::function is copied; there is one watcher all the same.
  const auto seen = std::make_shared<std::uint64_t>(0);
  return [this, seen, until]() -> Task<Buffer> { return next(*seen, until); };
}

Task<Buffer> LiveFeed::next(std::uint64_t& seen, MonotonicTime until) {
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
  next_look_ = clock_.now() + std::max<MonotonicTime::duration>(kInterval, took * kShare);
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
