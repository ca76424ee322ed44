// What is in doubt at a target that takes one key twice: looked up when that proves something, and twice.
#include "core/delivery/doubts.hpp"

#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;
using hub::testing::WriteFault;

namespace {

constexpr char kMapping[] = R"(mapping: one-record
target: memory
records:
  case:
    object: Case
    key: Key
    fields: {Subject: "{{ case.id }}"}
)";

ConnectorTraits look_up_only() {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.key_guarantee = LookUpOnly{60s, 5s};
  return traits;
}

struct Bench : EngineBench {
  Bench() : EngineBench(kMapping, look_up_only()) {}

  void accept() { BOOST_TEST(offer("e1", "c1", R"({"case":{"id":"c1"}})").ok()); }
  void retry() { run(retry_one()); }
  Task<void> retry_one() {
    std::vector<store::DeliveryKey> keys{{1, 1}};
    const auto retried = co_await engine->retry(std::move(keys));
    BOOST_TEST(*retried == 1u);
  }
  void is_there_once() {
    BOOST_TEST(target->records.size() == 1u);
    BOOST_TEST(target->duplicates == 0);
    BOOST_TEST(engine->live_cases() == 0u);
  }
  store::DeliveryView delivery() { return database->list_deliveries({})->front(); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(doubts)

BOOST_AUTO_TEST_CASE(after_the_window_two_look_ups_that_find_nothing_are_needed) {
  Bench bench;
  bench.target->write_faults = {WriteFault::lost_before};
  bench.accept();
  bench.run_for(64s);
  BOOST_TEST(bench.target->look_up_calls == 1, "only the one that follows the lost answer at once");
  bench.run_for(2s);
  BOOST_TEST(bench.target->look_up_calls == 2);
  BOOST_TEST(bench.target->write_calls == 1);
  BOOST_TEST(bench.delivery().error->code == "absent_once");
  bench.run_for(6s);
  BOOST_TEST(bench.target->look_up_calls == 3);
  BOOST_TEST(bench.target->write_calls == 2);
  bench.is_there_once();
}

BOOST_AUTO_TEST_CASE(a_blind_look_up_makes_no_second_record) {
  Bench bench;
  bench.target->visibility_lag = 4s;
  bench.target->write_faults = {WriteFault::lost_after_commit};
  bench.accept();
  bench.run_for(2min);
  bench.is_there_once();
}

BOOST_AUTO_TEST_CASE(a_person_who_retries_within_the_window_makes_no_second_record) {
  Bench bench;
  bench.target->late_commit = 50s;
  bench.target->write_faults = {WriteFault::commits_late};
  bench.accept();
  for (int times = 0; times < 3; ++times) {
    bench.run_for(10s);
    bench.retry();
  }
  bench.run_for(2min);
  bench.is_there_once();
}

BOOST_AUTO_TEST_CASE(a_restart_within_the_window_makes_no_second_record) {
  Bench bench;
  bench.target->late_commit = 50s;
  bench.target->write_faults = {WriteFault::commits_late};
  bench.accept();
  bench.run_for(10s);
  bench.shut_down();
  bench.boot();
  bench.retry();
  bench.run_for(2min);
  bench.is_there_once();
}

BOOST_AUTO_TEST_CASE(what_was_refused_is_in_no_doubt_and_is_sent_again_without_asking) {
  Bench bench;
  bench.target->told_wait = 10s;
  bench.target->write_faults = {WriteFault::refused_before, WriteFault::rate_limited};
  bench.accept();
  bench.run_for(1min);
  BOOST_TEST(bench.target->look_up_calls == 0);
  BOOST_TEST(bench.target->write_calls == 3);
  bench.is_there_once();
}

BOOST_AUTO_TEST_CASE(a_second_write_in_doubt_starts_over) {
  Doubts doubts(LookUpOnly{60s, 5s});
  const MonotonicTime start{};
  doubts.open(7, start);
  BOOST_TEST((doubts.wait(7, start + 10s) == 55s));
  doubts.note_absent(7);
  BOOST_TEST(!doubts.needs_second_look_up(7));
  doubts.open(7, start + 70s);
  BOOST_TEST(doubts.needs_second_look_up(7));
  BOOST_TEST((doubts.wait(7, start + 70s) == 65s));
  doubts.close(7);
  BOOST_TEST(!doubts.is_open(7));
}

BOOST_AUTO_TEST_CASE(a_target_that_takes_a_key_once_leaves_none) {
  Doubts doubts(UniqueKey{});
  doubts.open(7, MonotonicTime{});
  BOOST_TEST(!doubts.is_open(7));
}

BOOST_AUTO_TEST_CASE(a_dead_letter_that_could_not_be_stored_is_shown_when_there_is_room) {
  Bench bench;
  const auto id_key = bench.vault->derive_key("ids/acme");
  bench.target->poison_keys.insert(model::record_key(id_key, "c1", "case", 0));
  bench.target->on_write = [&] { bench.disk.is_full = true; };
  bench.accept();
  bench.run_for(5s);
  BOOST_TEST((bench.delivery().state == store::DeliveryState::sent));
  bench.disk.is_full = false;
  bench.run_for(11s);
  BOOST_TEST((bench.delivery().state == store::DeliveryState::dead_letter));
  bench.target->poison_keys.clear();
  bench.target->on_write = nullptr;
  bench.retry();
  bench.run_for(1s);
  bench.is_there_once();
}

BOOST_AUTO_TEST_SUITE_END()
