// A tenant that goes to another node, and comes back from one: what it has lies in the store meanwhile.
#include "tests/core/delivery/engine_bench.hpp"
#include "tests/support/run_task.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;

namespace {

constexpr const char* kMapping =
    "mapping: m\ntarget: memory\nrecords:\n  case: {object: Case, key: Key, fields: {Subject: \"{{ case.id "
    "}}\"}}\n";

struct Bench : EngineBench {
  explicit Bench(std::function<void(TenantSetup&)> change_tenant = [](TenantSetup&) {})
      : EngineBench(kMapping, testing::MemoryTarget::default_traits(), std::move(change_tenant)) {}

  Result<Accepted> accept(const std::string& id) {
    return offer(id, id, R"({"case":{"id":")" + id + R"("}})");
  }
  Result<void> let_go() { return testing::run_task(io, clock, engine->let_go("acme")); }
  Result<RecoveryReport> take_up() {
    std::vector<TenantSetup> setups;
    setups.push_back(setup());
    return testing::run_task(io, clock, engine->take_up(std::move(setups)));
  }
  Result<void> pause(bool paused) {
    return testing::run_task(io, clock, engine->pause("acme", "memory", paused));
  }
  std::size_t rows() {
    std::size_t count = 0;
    BOOST_REQUIRE(database->for_each_live([&](const store::LiveCase&) { ++count; }).ok());
    return count;
  }
  bool each_was_written_once(std::size_t count) const {
    return target->records.size() == count && target->duplicates == 0 &&
           std::ranges::all_of(target->records, [](const auto& item) { return item.second.writes == 1; });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(engine_moves)

BOOST_AUTO_TEST_CASE(cases_of_a_tenant_that_goes_wait_in_the_store_until_somebody_takes_it_up) {
  Bench bench;
  bench.target->is_down = true;
  for (const char* id : {"c1", "c2", "c3"}) BOOST_TEST(bench.accept(id).ok());
  bench.run_for(1s);
  BOOST_TEST_REQUIRE(bench.let_go().ok());
  BOOST_TEST((!bench.engine->has_tenant("acme") && bench.engine->live_cases() == 0u));
  BOOST_TEST(bench.engine->lanes().empty());
  BOOST_TEST(bench.accept("c4").error().code == "unknown_tenant");
  BOOST_TEST(bench.rows() == 3u);
  bench.target->is_down = false;
  bench.run_for(10min);
  BOOST_TEST(bench.target->records.empty(), "nobody works for it");

  const auto taken = bench.take_up();
  BOOST_TEST_REQUIRE(taken.ok());
  BOOST_TEST((taken->cases == 3u && taken->deliveries == 3u));
  BOOST_TEST(bench.accept("c4").ok());
  bench.run_for(10min);
  BOOST_TEST(bench.each_was_written_once(4));
  BOOST_TEST((bench.engine->live_cases() == 0u && bench.rows() == 0u));
}

BOOST_AUTO_TEST_CASE(a_lane_that_was_paused_by_hand_stays_so_over_a_move_and_a_restart) {
  Bench bench;
  BOOST_TEST_REQUIRE(bench.pause(true).ok());
  BOOST_TEST(bench.accept("c1").ok());
  BOOST_TEST_REQUIRE(bench.let_go().ok());
  BOOST_TEST(bench.pause(false).error().code == "unknown_lane");
  BOOST_TEST_REQUIRE(bench.take_up().ok());
  bench.run_for(10min);
  BOOST_TEST((bench.engine->lanes().front().status.state == LaneState::paused));
  bench.shut_down();
  bench.boot();
  bench.run_for(10min);
  BOOST_TEST((bench.engine->lanes().front().status.state == LaneState::paused));
  BOOST_TEST(bench.target->records.empty());

  BOOST_TEST_REQUIRE(bench.pause(false).ok());
  bench.run_for(1min);
  BOOST_TEST(bench.each_was_written_once(1));
  bench.shut_down();
  bench.boot();
  BOOST_TEST((bench.engine->lanes().front().status.state == LaneState::idle));
}

BOOST_AUTO_TEST_CASE(events_that_were_taken_before_a_move_are_known_after_it) {
  Bench bench;
  BOOST_TEST(bench.accept("gone").ok());
  bench.run_for(1s);
  bench.target->is_down = true;
  BOOST_TEST(bench.accept("waits").ok());
  BOOST_TEST_REQUIRE(bench.let_go().ok());
  BOOST_TEST_REQUIRE(bench.take_up().ok());
  for (const char* id : {"gone", "waits"}) BOOST_TEST(bench.accept(id)->is_duplicate, id);
  const auto other = bench.offer("gone", "gone", R"({"case":{"id":"gone"},"custom":{"a":"b"}})");
  BOOST_TEST(other.error().code == "content_conflict");
}

BOOST_AUTO_TEST_CASE(what_is_under_way_at_a_target_ends_before_its_tenant_goes) {
  Bench bench;
  bool was_under_way = false;
  bench.target->on_write = [&] {
    was_under_way = true;
    BOOST_TEST(bench.engine->has_tenant("acme"));
  };
  BOOST_TEST(bench.accept("c1").ok());
  BOOST_TEST_REQUIRE(bench.let_go().ok());
  BOOST_TEST((was_under_way && bench.target->under_way.empty()));
  BOOST_TEST_REQUIRE(bench.take_up().ok());
  bench.run_for(1min);
  BOOST_TEST(bench.each_was_written_once(1));
  BOOST_TEST(bench.rows() == 0u);
}

// At any moment of its way into the store.
BOOST_AUTO_TEST_CASE(an_event_that_comes_as_its_tenant_goes_is_taken_whole_or_not_at_all) {
  bool was_taken_before = false;
  for (int steps = 0; !was_taken_before; ++steps) {
    Bench bench;
    bench.target->is_down = true;
    std::optional<Result<Accepted>> answer;
    NewEvent event;
    event.tenant = "acme";
    event.source = "/engage/acme";
    event.event_id = event.case_id = "c1";
    event.data = R"({"case":{"id":"c1"}})";
    spawn(bench.io.get_executor(), testing::keep_result(bench.engine->accept(std::move(event)), answer));
    for (int step = 0; step < steps; ++step) {
      bench.io.restart();
      bench.io.poll_one();
    }
    was_taken_before = answer.has_value();
    BOOST_TEST_REQUIRE(bench.let_go().ok());
    BOOST_TEST_REQUIRE(answer.has_value());
    BOOST_TEST(bench.rows() == (answer->ok() ? 1u : 0u));
    BOOST_TEST(bench.engine->live_cases() == 0u);
  }
}

BOOST_AUTO_TEST_CASE(a_delivery_that_was_lost_with_its_node_is_looked_up_first) {
  Bench bench;
  bench.target->write_faults = {testing::WriteFault::lost_after_commit};
  BOOST_TEST(bench.accept("c1").ok());
  bench.run_for(100ms);
  BOOST_TEST_REQUIRE(bench.let_go().ok());
  const auto taken = bench.take_up();
  BOOST_TEST_REQUIRE(taken.ok());
  bench.run_for(10min);
  BOOST_TEST(bench.each_was_written_once(1));
  BOOST_TEST(bench.target->look_up_calls > 0);
}

BOOST_AUTO_TEST_CASE(whoever_waits_for_a_certificate_hears_that_there_is_none_yet) {
  Bench bench;
  bench.target->is_down = true;
  NewEvent event;
  event.tenant = "acme";
  event.source = "/engage/acme";
  event.event_id = event.case_id = "c1";
  event.data = R"({"case":{"id":"c1"}})";
  event.waits = true;
  const auto row = testing::run_task(bench.io, bench.clock, bench.engine->accept(std::move(event)))->row;
  std::optional<std::string> certificate = "none yet";
  bool has_ended = false;
  const auto wait = [&]() -> Task<void> {
    certificate = co_await bench.engine->wait_settled(row, bench.clock.now() + 1h);
    has_ended = true;
  };
  spawn(bench.io.get_executor(), wait());
  const MonotonicTime began = bench.clock.now();
  BOOST_TEST_REQUIRE(bench.let_go().ok());
  bench.run_for(1s);
  BOOST_TEST((has_ended && !certificate && bench.clock.now() - began < 1min));
}

BOOST_AUTO_TEST_CASE(a_case_that_passes_through_ends_before_its_tenant_goes) {
  Bench bench([](TenantSetup& tenant) { tenant.max_hold = milliseconds(0); });
  std::optional<Result<Accepted>> answer;
  NewEvent event;
  event.tenant = "acme";
  event.source = "/engage/acme";
  event.event_id = event.case_id = "c1";
  event.data = R"({"case":{"id":"c1"}})";
  spawn(bench.io.get_executor(), testing::keep_result(bench.engine->accept(std::move(event)), answer));
  BOOST_TEST_REQUIRE(bench.let_go().ok());
  BOOST_TEST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->ok());
  BOOST_TEST((*answer)->is_confirmed);
}

BOOST_AUTO_TEST_CASE(a_tenant_whose_mapping_does_not_compile_is_not_taken_up_and_stays_as_it_was) {
  Bench bench;
  bench.target->is_down = true;
  BOOST_TEST(bench.accept("c1").ok());
  BOOST_TEST_REQUIRE(bench.let_go().ok());
  const std::string good = std::exchange(bench.mapping, "nonsense");
  BOOST_TEST(!bench.take_up().ok());
  BOOST_TEST((!bench.engine->has_tenant("acme") && bench.rows() == 1u));
  bench.mapping = good;
  bench.target->is_down = false;
  BOOST_TEST_REQUIRE(bench.take_up().ok());
  bench.run_for(10min);
  BOOST_TEST(bench.each_was_written_once(1));
}

BOOST_AUTO_TEST_SUITE_END()
