#include "core/admin/history.hpp"

#include <algorithm>

namespace hub::admin {
namespace {

using std::chrono::seconds;
constexpr seconds kFine{15}, kCoarse{60};
constexpr std::size_t kFineKept = 240, kCoarseKept = 1440;  // an hour, a day
constexpr std::size_t kMarksKept = 500;

template <class T>
void keep(std::deque<T>& list, T item, std::size_t most) {
  list.push_back(std::move(item));
  if (list.size() > most) list.pop_front();
}

}  // namespace

void History::start(Executor executor) {
  started_ = true;
  mark("start", {}, {}, {});
  spawn(executor, run());
}

Task<void> History::stop() {
  stopping_.set();
  if (started_) co_await stopped_.wait();
}

void History::mark(std::string what, std::string tenant, std::string target, std::string by) {
  keep(marks_, {clock_.wall_now(), std::move(what), std::move(tenant), std::move(target), std::move(by)},
       kMarksKept);
}

Task<void> History::run() {
  for (MonotonicTime next = clock_.now() + kFine;; next += kFine) {
    const bool stops = co_await stopping_.wait_until(clock_, next);
    if (stops) break;
    sample();
  }
  stopped_.set();
}

HistoryPoint History::point_since(const Counters& before, const Status& status, WallTime at) {
  HistoryPoint point;
  point.at = at;
  point.accepted = status.totals.accepted - before.accepted;
  point.confirmed = status.totals.confirmed - before.confirmed;
  point.deleted = status.totals.deleted - before.deleted;
  point.held = status.cases_held;
  for (const LaneStatus& lane : status.lanes) {
    point.waiting += lane.waiting;
    point.dead_letters += lane.dead_letters;
  }
  for (const HoldStatus& hold : status.holds) {
    if (!hold.oldest) continue;
    const auto age = std::chrono::duration_cast<seconds>(at - *hold.oldest).count();
    point.oldest_seconds = std::max<std::int64_t>(point.oldest_seconds, age);
  }
  return point;
}

void History::sample() {
  const Status status = control_.status();
  const WallTime now = clock_.wall_now();
  const Counters counters{status.totals.accepted, status.totals.confirmed, status.totals.deleted};
  keep(fine_, point_since(fine_before_, status, now), kFineKept);
  fine_before_ = counters;
  if (++samples_ % static_cast<std::uint32_t>(kCoarse / kFine) != 0) return;
  keep(coarse_, point_since(coarse_before_, status, now), kCoarseKept);
  coarse_before_ = counters;
}

History::View History::last(seconds range) const {
  const bool is_fine = range <= kFine * kFineKept;
  const std::deque<HistoryPoint>& kept = is_fine ? fine_ : coarse_;
  View view{is_fine ? kFine : kCoarse, {}, {}};
  const WallTime from = clock_.wall_now() - range;
  std::ranges::copy_if(kept, std::back_inserter(view.points),
                       [from](const HistoryPoint& point) { return point.at > from; });
  std::ranges::copy_if(marks_, std::back_inserter(view.marks),
                       [from](const HistoryMark& one) { return one.at > from; });
  return view;
}

}  // namespace hub::admin
