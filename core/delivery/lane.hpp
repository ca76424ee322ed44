// One tenant's way to one target: decides when the next batch leaves and how many are under way. Adaptive
// batches (at once when idle, full when busy), concurrency that grows on success, shrinks when the target
// becomes slow and halves on trouble,
// pauses that the target asked for, a reserve of the target's budget that is left to others, and a breaker
// that probes before it trusts a target again. One loop's thread; stop() before it dies.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/async/event.hpp"
#include "core/base/random.hpp"
#include "core/delivery/batch_size.hpp"
#include "core/delivery/connector.hpp"
#include "core/delivery/lane_pace.hpp"
#include "core/delivery/lane_queue.hpp"
#include "core/delivery/retry_policy.hpp"

namespace hub::delivery {

// What became of a batch, as far as the lane cares.
struct BatchReport {
  std::size_t confirmed = 0, failed = 0;
  std::size_t target_trouble = 0;  // failures that say something about the target: transient, unknown, paused
  milliseconds pause{0};           // the target asked for it, or refused our credentials
  std::string trouble;             // the last error, for people; without content
  std::optional<ErrorKind> trouble_kind;
};

struct LaneLimits {
  std::size_t batch_cases_max = 200;
  milliseconds linger{20};
  std::size_t concurrency_max = 64;     // of the node; the connector's own limit holds besides
  std::uint32_t breaker_threshold = 3;  // batches in a row in which the target failed every case
  milliseconds breaker_first_wait{1'000};
  milliseconds breaker_longest_wait{60'000};
  int budget_reserve_percent = 0;  // of what the target allows: left to others
  milliseconds budget_wait{
      600'000};  // before it is asked again whether there is more, where it does not say when
};

enum class LaneState : std::uint8_t { idle, working, waiting, broken, paused };
std::string_view to_string(LaneState state);

struct LaneStatus {
  LaneState state = LaneState::idle;
  std::size_t backlog = 0, in_flight = 0, concurrency = 0;
  std::uint64_t confirmed = 0, failed = 0;
  std::string trouble;
  std::optional<ErrorKind> trouble_kind;  // of the trouble, where an error was its cause
  std::optional<WallTime> trouble_since;  // when it began
  milliseconds waits_for{0};
  Budget budget;
};

class Lane {
 public:
  // Delivers these cases and says how it went. Never fails: trouble is in the report.
  using RunBatch = std::function<Task<BatchReport>(std::vector<store::CaseRow>)>;

  Lane(Connector& connector, Clock& clock, Random& random, Executor executor, LaneLimits limits,
       RunBatch run_batch);

  void start();
  void push(store::CaseRow row);
  void push_after(milliseconds wait, store::CaseRow row);
  // A person says now: a wait that the target asked for ends too. A pause by hand stays.
  void hasten(store::CaseRow row);
  // By hand; what is under way finishes.
  void pause();
  void resume();
  // Takes no new batch and returns when none is under way.
  Task<void> stop();

  LaneStatus status() const;

 private:
  Task<void> run();
  Task<void> wait_for_work();
  Task<void> wait_out_pause();
  Task<void> run_one(std::vector<store::CaseRow> rows);
  Task<bool> probe_passes();
  Task<bool> budget_allows();
  bool is_budget_spent() const;
  void learn_from(const BatchReport& report, std::size_t size, std::chrono::nanoseconds took);
  void note_trouble(std::string text, std::optional<ErrorKind> kind);
  void forget_trouble();
  bool may_start() const { return in_flight_ < static_cast<std::size_t>(concurrency_); }
  void wake() { changed_.set(); }

  Connector& connector_;
  Clock& clock_;
  Random& random_;
  Executor executor_;
  LaneLimits limits_;
  RunBatch run_batch_;
  BatchSize batch_size_;
  LaneQueue queue_;
  Event changed_;
  Event stopped_;
  bool stopping_ = false;
  bool paused_by_hand_ = false;
  double concurrency_ = 1;
  LanePace pace_;
  std::size_t in_flight_ = 0;
  std::uint32_t failed_in_a_row_ = 0;
  bool broken_ = false;
  bool asks_for_budget_ = false;  // before it believes again that the budget is used up
  std::uint32_t probes_ = 0;
  MonotonicTime not_before_{};
  std::string trouble_;
  std::optional<ErrorKind> trouble_kind_;
  std::optional<WallTime> trouble_since_;
  std::uint64_t confirmed_ = 0, failed_ = 0;
};

}  // namespace hub::delivery
