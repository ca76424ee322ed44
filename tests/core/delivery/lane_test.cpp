#include "core/delivery/lane.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/memory_target.hpp"
#include "tests/support/virtual_clock.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;

namespace {

// A lane whose batches take a second each and report what the test says.
struct Bench {
  IoContext io;
  testing::VirtualClock clock;
  testing::MemoryTarget target{clock};
  SeededRandom random{1};
  std::vector<std::size_t> batches;
  std::size_t under_way = 0, most_under_way = 0;
  BatchReport next;
  bool healthy = true;
  std::size_t affordable = 1'000;  // cases of a batch, before the target's limits end it
  milliseconds takes{1000};
  LaneLimits limits;
  explicit Bench(LaneLimits lane_limits = {}) : limits(lane_limits) {}
  Lane lane{target, clock,
            random, io.get_executor(),
            limits, [this](std::vector<store::CaseRow> rows) { return run(std::move(rows)); }};

  Task<BatchReport> run(std::vector<store::CaseRow> rows) {
    batches.push_back(rows.size());
    most_under_way = std::max(most_under_way, ++under_way);
    co_await sleep_for(clock, takes);
    --under_way;
    BatchReport report = next;
    next = {};
    if (!healthy) {
      report.failed = report.target_trouble = rows.size();
      report.trouble = "refused";
      for (const auto row : rows) lane.push_after(1s, row);
    } else if (rows.size() > affordable) {
      report.failed = report.target_trouble = rows.size();
      report.pause = 60s;
      report.trouble_kind = ErrorKind::rate_limited;
      report.trouble = "told to wait";
      for (const auto row : rows) lane.push_after(60s, row);
    } else {
      report.confirmed = rows.size();
    }
    co_return report;
  }
  void push(int count) {
    for (int i = 0; i < count; ++i) lane.push(++row);
  }
  void run_for(milliseconds time) {
    const MonotonicTime end = clock.now() + time;
    clock.call_at(end, [] {});
    testing::run_until(io, clock, [&] { return clock.now() >= end; });
  }
  void stop() {
    bool done = false;
    spawn(io.get_executor(), lane.stop(), [&] { done = true; });
    testing::run_until(io, clock, [&] { return done; });
    BOOST_TEST(done);
  }
  store::CaseRow row = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lane)

BOOST_AUTO_TEST_CASE(an_idle_lane_sends_at_once_and_a_busy_one_fills_its_batches) {
  Bench bench;
  bench.lane.start();
  bench.push(1);
  bench.run_for(1ms);
  BOOST_TEST(bench.batches.size() == 1u);
  bench.push(500);
  bench.run_for(10s);
  BOOST_TEST(bench.batches.size() == 4u);
  BOOST_TEST(*std::ranges::max_element(bench.batches) == 200u);
  bench.stop();
}

BOOST_AUTO_TEST_CASE(concurrency_grows_with_success_up_to_what_the_connector_allows) {
  Bench bench;
  bench.lane.start();
  bench.push(200 * 60);
  bench.run_for(60s);
  BOOST_TEST(bench.most_under_way == bench.target.traits().concurrency_max);
  bench.stop();
}

BOOST_AUTO_TEST_CASE(concurrency_shrinks_when_the_target_becomes_slow_and_grows_when_that_is_over) {
  Bench bench;
  bench.lane.start();
  bench.push(200 * 200);
  bench.run_for(30s);
  BOOST_TEST(bench.lane.status().concurrency == bench.target.traits().concurrency_max);
  bench.takes = 6s;
  bench.run_for(30s);
  BOOST_TEST(bench.lane.status().concurrency == 1u);
  bench.takes = 1s;
  bench.run_for(30s);
  BOOST_TEST(bench.lane.status().concurrency == bench.target.traits().concurrency_max);
  bench.stop();
}

BOOST_AUTO_TEST_CASE(a_target_that_fails_everything_is_probed_not_hammered_and_recovers) {
  Bench bench;
  bench.lane.start();
  bench.healthy = false;
  bench.target.is_down = true;
  bench.push(10);
  bench.run_for(std::chrono::hours(1));
  BOOST_TEST(bench.batches.size() <= 5u);
  BOOST_TEST((bench.lane.status().state == LaneState::broken));
  BOOST_TEST(bench.target.probe_calls > 10);
  BOOST_TEST(bench.target.probe_calls < 200);
  bench.healthy = true;
  bench.target.is_down = false;
  bench.run_for(std::chrono::minutes(2));
  BOOST_TEST(bench.lane.status().confirmed == 10u);
  BOOST_TEST((bench.lane.status().state == LaneState::idle));
  bench.stop();
}

BOOST_AUTO_TEST_CASE(a_pause_the_target_asks_for_is_obeyed_in_full) {
  Bench bench;
  bench.lane.start();
  bench.next.pause = std::chrono::hours(1);
  bench.push(1);
  bench.run_for(2s);
  bench.push(1);
  bench.run_for(std::chrono::minutes(59));
  BOOST_TEST(bench.batches.size() == 1u);
  BOOST_TEST((bench.lane.status().state == LaneState::waiting));
  bench.run_for(std::chrono::minutes(2));
  BOOST_TEST(bench.batches.size() == 2u);
  bench.stop();
}

BOOST_AUTO_TEST_CASE(a_lane_paused_by_hand_waits_for_the_hand) {
  Bench bench;
  bench.lane.start();
  bench.lane.pause();
  bench.push(1);
  bench.run_for(std::chrono::hours(5));
  BOOST_TEST(bench.batches.empty());
  bench.lane.resume();
  bench.run_for(1s);
  BOOST_TEST(bench.batches.size() == 1u);
  bench.stop();
}

BOOST_AUTO_TEST_CASE(a_pause_by_hand_says_so_and_a_resume_ends_every_wait) {
  Bench bench;
  bench.lane.start();
  bench.lane.pause();
  BOOST_TEST((bench.lane.status().state == LaneState::paused));
  BOOST_TEST(bench.lane.status().trouble == "paused by hand");
  bench.lane.resume();
  bench.next.pause = std::chrono::hours(1);
  bench.push(1);
  bench.run_for(2s);
  BOOST_TEST((bench.lane.status().state == LaneState::waiting));
  bench.lane.resume();
  bench.push(1);
  bench.run_for(2s);
  BOOST_TEST(bench.batches.size() == 2u);
  BOOST_TEST(bench.lane.status().trouble.empty());
  bench.stop();
}

BOOST_AUTO_TEST_CASE(a_budget_is_used_up_to_its_reserve_and_asked_for_seldom) {
  Bench bench(LaneLimits{.budget_reserve_percent = 20});
  bench.target.told_budget = {79, 100};
  bench.lane.start();
  bench.push(1);
  bench.run_for(2s);
  BOOST_TEST(bench.batches.size() == 1u);
  bench.target.told_budget = {80, 100};
  bench.push(300);
  bench.run_for(std::chrono::minutes(55));
  BOOST_TEST(bench.batches.size() == 1u);
  BOOST_TEST((bench.lane.status().state == LaneState::waiting));
  BOOST_TEST(bench.lane.status().trouble == "the request budget is used up to its reserve: 80 of 100");
  BOOST_TEST(bench.target.probe_calls == 5);
  bench.target.told_budget = {0, 100};
  bench.run_for(std::chrono::minutes(11));
  BOOST_TEST(bench.batches.size() == 3u);
  bench.stop();
}

BOOST_AUTO_TEST_CASE(
    a_batch_that_costs_more_than_the_target_allows_shrinks_until_one_is_through_and_grows_again) {
  Bench bench;
  bench.affordable = 40;
  bench.lane.start();
  bench.push(400);
  bench.run_for(std::chrono::minutes(10));
  BOOST_TEST(bench.lane.status().confirmed == 400u);
  BOOST_TEST(bench.batches.size() < 30u);
  bench.batches.clear();
  bench.affordable = 1'000;
  bench.push(8'000);
  bench.run_for(std::chrono::minutes(10));
  BOOST_TEST(*std::ranges::max_element(bench.batches) == 200u);
  bench.stop();
}

BOOST_AUTO_TEST_CASE(a_budget_that_renews_is_waited_for_until_then_and_not_asked_for) {
  Bench bench;
  bench.target.told_budget = {100, 100, bench.clock.now() + 42s};
  bench.lane.start();
  bench.push(1);
  bench.run_for(41s);
  BOOST_TEST(bench.batches.empty());
  BOOST_TEST((bench.lane.status().state == LaneState::waiting));
  bench.run_for(2s);
  BOOST_TEST(bench.batches.size() == 1u);
  BOOST_TEST(bench.target.probe_calls == 0);
  bench.stop();
}

BOOST_AUTO_TEST_CASE(a_target_that_tells_no_budget_has_none) {
  Bench bench(LaneLimits{.budget_reserve_percent = 90});
  bench.lane.start();
  bench.push(1);
  bench.run_for(2s);
  BOOST_TEST(bench.batches.size() == 1u);
  bench.stop();
}

BOOST_AUTO_TEST_CASE(stopping_waits_for_what_is_under_way_and_takes_no_more) {
  Bench bench;
  bench.lane.start();
  bench.push(1);
  bench.run_for(1ms);
  bench.push(1);
  bench.stop();
  BOOST_TEST(bench.under_way == 0u);
  BOOST_TEST(bench.batches.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
