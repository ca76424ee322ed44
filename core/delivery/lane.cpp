#include "core/delivery/lane.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hub::delivery {

namespace {
constexpr std::array<std::string_view, 5> kStates = {"idle", "working", "waiting", "broken", "paused"};
}

std::string_view to_string(LaneState state) {
  return kStates[static_cast<std::size_t>(state)];
}

Lane::Lane(Connector& connector, Clock& clock, Random& random, Executor executor, LaneLimits limits,
           RunBatch run_batch)
    : connector_(connector),
      clock_(clock),
      random_(random),
      executor_(executor),
      limits_(limits),
      run_batch_(std::move(run_batch)),
      batch_size_(limits.batch_cases_max),
      changed_(executor),
      stopped_(executor) {}

void Lane::start() {
  spawn(executor_, run());
}

void Lane::push(store::CaseRow row) {
  queue_.push(row);
  wake();
}

void Lane::push_after(milliseconds wait, store::CaseRow row) {
  queue_.push_at(clock_.now() + wait, row);
  wake();
}

void Lane::hasten(store::CaseRow row) {
  not_before_ = {};
  asks_for_budget_ = true;
  push(row);
}

void Lane::pause() {
  paused_by_hand_ = true;
}

void Lane::resume() {
  paused_by_hand_ = false;
  forget_trouble();
  not_before_ = {};
  asks_for_budget_ = true;
  wake();
}

Task<void> Lane::stop() {
  stopping_ = true;
  wake();
  co_await stopped_.wait();
}

Task<void> Lane::run() {
  while (!stopping_) {
    co_await wait_for_work();
    if (stopping_) break;
    if (clock_.now() < not_before_) {
      co_await wait_out_pause();
      continue;
    }
    if (broken_) {
      const bool healed = co_await probe_passes();
      if (!healed) continue;
    }
    const bool may_spend = co_await budget_allows();
    if (!may_spend) continue;
    auto rows = queue_.take(batch_size_.now(), clock_.now());
    if (rows.empty()) continue;
    ++in_flight_;
    spawn(executor_, run_one(std::move(rows)));
  }
  while (in_flight_ > 0) {
    changed_.reset();
    co_await changed_.wait();
  }
  stopped_.set();
}

// Returns when a batch may leave: at once when nothing is under way, else when it is full or has lingered.
Task<void> Lane::wait_for_work() {
  bool lingered = false;
  while (!stopping_) {
    const MonotonicTime now = clock_.now();
    const std::size_t ready = paused_by_hand_ || !may_start() ? 0 : queue_.ready_count(now);
    if (ready > 0 && (in_flight_ == 0 || lingered || ready >= batch_size_.now())) co_return;
    changed_.reset();
    if (ready > 0) {
      // New cases arrive all the time: only the whole linger counts, whatever wakes us meanwhile.
      co_await sleep_for(clock_, limits_.linger);
      lingered = true;
    } else if (const auto due = queue_.next_due(); due && !paused_by_hand_ && may_start()) {
      co_await changed_.wait_until(clock_, *due);
    } else {
      co_await changed_.wait();
    }
  }
}

Task<void> Lane::wait_out_pause() {
  while (!stopping_ && clock_.now() < not_before_) {
    changed_.reset();
    co_await changed_.wait_until(clock_, not_before_);
  }
}

// Half open: one cheap call decides whether the target is tried again.
Task<bool> Lane::probe_passes() {
  const auto answer = co_await connector_.probe();
  if (answer.ok()) {
    broken_ = false;
    failed_in_a_row_ = 0;
    probes_ = 0;
    concurrency_ = 1;
    co_return true;
  }
  ++probes_;
  note_trouble(answer.error().message, answer.error().kind);
  const milliseconds wait =
      backoff(probes_, limits_.breaker_first_wait, limits_.breaker_longest_wait, random_);
  not_before_ = clock_.now() + std::max(wait, answer.error().retry_after);
  co_return false;
}

bool Lane::is_budget_spent() const {
  const Budget budget = connector_.budget();
  if (!budget.used || !budget.limit || *budget.limit <= 0) return false;
  if (budget.renews_at && *budget.renews_at <= clock_.now()) return false;
  const double usable = static_cast<double>(*budget.limit) * (100 - limits_.budget_reserve_percent) / 100;
  return static_cast<double>(*budget.used) >= usable;
}

// Where nobody knows when there is more, what the target said last stays true until it is asked again: after
// the wait one cheap call does that.
Task<bool> Lane::budget_allows() {
  if (std::exchange(asks_for_budget_, false) && is_budget_spent()) {
    const auto answer = co_await connector_.probe();
    if (!answer.ok()) note_trouble(answer.error().message, answer.error().kind);
  }
  if (!is_budget_spent()) co_return true;
  const Budget budget = connector_.budget();
  asks_for_budget_ = true;
  note_trouble("the request budget is used up to its reserve: " + std::to_string(*budget.used) + " of " +
                   std::to_string(*budget.limit),
               ErrorKind::rate_limited);
  not_before_ = std::max(not_before_, budget.renews_at.value_or(clock_.now() + limits_.budget_wait));
  co_return false;
}

Task<void> Lane::run_one(std::vector<store::CaseRow> rows) {
  const std::size_t size = rows.size();
  const MonotonicTime began = clock_.now();
  const BatchReport report = co_await run_batch_(std::move(rows));
  --in_flight_;
  learn_from(report, size, clock_.now() - began);
  wake();
}

void Lane::learn_from(const BatchReport& report, std::size_t size, std::chrono::nanoseconds took) {
  confirmed_ += report.confirmed;
  failed_ += report.failed;
  if (!report.trouble.empty()) note_trouble(report.trouble, report.trouble_kind);
  if (report.pause.count() > 0) not_before_ = std::max(not_before_, clock_.now() + report.pause);
  const bool told_to_wait = report.pause.count() > 0 && report.trouble_kind == ErrorKind::rate_limited;
  if (told_to_wait && report.confirmed == 0) batch_size_.starved(size);
  if (report.confirmed == size) batch_size_.passed(size);
  if (report.target_trouble == 0) {
    failed_in_a_row_ = 0;
    if (report.failed == 0 && report.trouble.empty()) forget_trouble();
    const std::size_t most = std::min(limits_.concurrency_max, connector_.traits().concurrency_max);
    const double step = pace_.is_slow(took, size) ? -0.5 : 0.5;
    concurrency_ = std::clamp(concurrency_ + step, 1.0, static_cast<double>(most));
    return;
  }
  concurrency_ = std::max(concurrency_ / 2, 1.0);
  failed_in_a_row_ = report.target_trouble == size ? failed_in_a_row_ + 1 : 0;
  if (failed_in_a_row_ < limits_.breaker_threshold || broken_) return;
  broken_ = true;
  not_before_ = std::max(not_before_, clock_.now() + limits_.breaker_first_wait);
}

void Lane::note_trouble(std::string text, std::optional<ErrorKind> kind) {
  if (trouble_.empty() || kind != trouble_kind_) trouble_since_ = clock_.wall_now();
  trouble_ = std::move(text);
  trouble_kind_ = kind;
}

void Lane::forget_trouble() {
  trouble_.clear();
  trouble_kind_.reset();
  trouble_since_.reset();
}

LaneStatus Lane::status() const {
  LaneStatus status;
  status.backlog = queue_.size();
  status.in_flight = in_flight_;
  status.concurrency = static_cast<std::size_t>(concurrency_);
  status.confirmed = confirmed_;
  status.failed = failed_;
  status.trouble = trouble_;
  status.trouble_kind = trouble_kind_;
  status.trouble_since = trouble_since_;
  status.budget = connector_.budget();
  const MonotonicTime now = clock_.now();
  if (now < not_before_) status.waits_for = std::chrono::ceil<milliseconds>(not_before_ - now);
  if (paused_by_hand_) {
    status.state = LaneState::paused;
    status.trouble = "paused by hand";
  } else if (broken_) {
    status.state = LaneState::broken;
  } else if (status.waits_for.count() > 0) {
    status.state = LaneState::waiting;
  } else if (in_flight_ > 0 || queue_.has_ready(now)) {
    status.state = LaneState::working;
  }
  return status;
}

}  // namespace hub::delivery
