#include "core/delivery/batch_delivery.hpp"

#include <boost/test/unit_test.hpp>

#include "core/model/builder.hpp"
#include "tests/support/memory_target.hpp"
#include "tests/support/virtual_clock.hpp"

using namespace hub;
using namespace hub::delivery;
using hub::testing::MemoryTarget;
using hub::testing::WriteFault;

namespace {

// A batch of cases, each a parent with one child, and a target in memory.
struct Bench {
  IoContext io;
  testing::VirtualClock clock;
  MemoryTarget target;
  model::Arena arena;
  model::RecordShape parent, child;
  std::vector<CaseRecords> cases;

  explicit Bench(int count, ConnectorTraits traits = MemoryTarget::default_traits()) : target(clock, traits) {
    parent.name = "case";
    parent.object = "Case";
    child.name = "transcript";
    child.object = "Transcript";
    child.stage = 1;
    child.parent = 0;
    for (int i = 0; i < count; ++i) {
      CaseRecords one;
      const std::string_view key = arena.copy("case-" + std::to_string(i));
      one.records.push_back(record(parent, key, {}));
      one.records.push_back(record(child, arena.copy("transcript-" + std::to_string(i)), key));
      cases.push_back(std::move(one));
    }
  }

  model::Record record(const model::RecordShape& shape, std::string_view key, std::string_view parent_key) {
    model::ObjectBuilder fields(arena);
    fields.add("Subject", model::Value::string(arena.copy("about " + std::string(key))));
    model::Record made;
    made.shape = &shape;
    made.key = key;
    made.parent_key = parent_key;
    made.fields = fields.finish();
    return made;
  }

  std::vector<CaseOutcome> deliver() {
    std::vector<CaseOutcome> outcomes;
    bool done = false;
    spawn(io.get_executor(), deliver_into(outcomes), [&] { done = true; });
    BOOST_REQUIRE(testing::run_until(io, clock, [&] { return done; }));
    return outcomes;
  }

  Task<void> deliver_into(std::vector<CaseOutcome>& outcomes) {
    BatchDelivery delivery(target, clock, arena, {});
    std::vector<CaseRecords> copy = cases;
    outcomes = co_await delivery.run(std::move(copy));
  }
};

ConnectorTraits whole_cases(std::size_t cases, std::size_t records) {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.whole_cases_max = cases;
  traits.batch_records_max = records;
  return traits;
}

std::size_t confirmed(const std::vector<CaseOutcome>& outcomes) {
  return static_cast<std::size_t>(
      std::ranges::count_if(outcomes, [](const CaseOutcome& outcome) { return !outcome.error; }));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(batch_delivery)

BOOST_AUTO_TEST_CASE(two_hundred_cases_cost_two_writes_and_two_reads) {
  Bench bench(200);
  BOOST_TEST(confirmed(bench.deliver()) == 200u);
  BOOST_TEST(bench.target.records.size() == 400u);
  BOOST_TEST(bench.target.write_calls == 2);
  BOOST_TEST(bench.target.read_calls == 2);
  BOOST_TEST(bench.target.look_up_calls == 0);
}

BOOST_AUTO_TEST_CASE(an_answer_lost_after_commit_is_looked_up_and_not_written_again) {
  Bench bench(10);
  bench.target.write_faults = {WriteFault::lost_after_commit};
  BOOST_TEST(confirmed(bench.deliver()) == 10u);
  BOOST_TEST(bench.target.look_up_calls == 1);
  for (const auto& [key, stored] : bench.target.records) BOOST_TEST(stored.writes == 1, key);
}

BOOST_AUTO_TEST_CASE(a_request_lost_before_commit_leaves_its_cases_unknown_and_unwritten) {
  Bench bench(10);
  bench.target.write_faults = {WriteFault::lost_before};
  const auto outcomes = bench.deliver();
  BOOST_TEST(confirmed(outcomes) == 0u);
  BOOST_TEST((outcomes[0].error->kind == ErrorKind::unknown));
  BOOST_TEST(bench.target.records.empty());
  for (CaseRecords& one : bench.cases) one.look_up_first = true;
  BOOST_TEST(confirmed(bench.deliver()) == 10u);
}

BOOST_AUTO_TEST_CASE(half_a_batch_stored_and_the_answer_lost_confirms_exactly_that_half) {
  Bench bench(10);
  bench.target.write_faults = {WriteFault::partly_stored};
  BOOST_TEST(confirmed(bench.deliver()) == 5u);
  for (CaseRecords& one : bench.cases) one.look_up_first = true;
  BOOST_TEST(confirmed(bench.deliver()) == 10u);
  BOOST_TEST(bench.target.records.size() == 20u);
}

BOOST_AUTO_TEST_CASE(one_poison_record_fails_alone_and_names_its_field) {
  Bench bench(200);
  bench.target.poison_keys = {"case-77"};
  const auto outcomes = bench.deliver();
  BOOST_TEST(confirmed(outcomes) == 199u);
  BOOST_REQUIRE(outcomes[77].error);
  BOOST_TEST((outcomes[77].error->kind == ErrorKind::invalid));
  BOOST_TEST(outcomes[77].error->fields.front() == "Subject");
  BOOST_TEST(!bench.target.records.contains("transcript-77"));
}

BOOST_AUTO_TEST_CASE(a_batch_refused_as_a_whole_is_split_until_the_culprit_stands_alone) {
  Bench bench(200);
  bench.target.poison_keys = {"case-123"};
  bench.target.poison_spoils_request = true;
  const auto outcomes = bench.deliver();
  BOOST_TEST(confirmed(outcomes) == 199u);
  BOOST_TEST(outcomes[123].error.has_value());
  BOOST_TEST(bench.target.write_calls < 25);
}

BOOST_AUTO_TEST_CASE(a_truncated_field_is_not_confirmed_and_is_named) {
  Bench bench(3);
  bench.target.truncated_field = "Subject";
  const auto outcomes = bench.deliver();
  BOOST_TEST(confirmed(outcomes) == 0u);
  BOOST_TEST(outcomes[0].error->code == "mismatch");
  BOOST_TEST(outcomes[0].error->fields.front() == "Subject");
}

BOOST_AUTO_TEST_CASE(a_record_that_shows_late_is_waited_for) {
  Bench bench(3);
  bench.target.stale_reads = 3;
  BOOST_TEST(confirmed(bench.deliver()) == 3u);
}

BOOST_AUTO_TEST_CASE(a_record_that_never_shows_is_unknown_not_confirmed) {
  Bench bench(1);
  bench.target.stale_reads = 1000;
  const auto outcomes = bench.deliver();
  BOOST_TEST(outcomes[0].error->code == "not_visible");
  BOOST_TEST((outcomes[0].error->kind == ErrorKind::unknown));
}

BOOST_AUTO_TEST_CASE(batches_keep_to_the_targets_limits) {
  delivery::ConnectorTraits traits;
  traits.batch_records_max = 7;
  Bench bench(20);
  MemoryTarget small(bench.clock, traits);
  std::vector<CaseOutcome> outcomes;
  auto run = [&]() -> Task<void> {
    BatchDelivery delivery(small, bench.clock, bench.arena, {});
    std::vector<CaseRecords> copy = bench.cases;
    outcomes = co_await delivery.run(std::move(copy));
  };
  spawn(bench.io.get_executor(), run());
  testing::run_until(bench.io, bench.clock, [&] { return !outcomes.empty(); });
  BOOST_TEST(confirmed(outcomes) == 20u);
  BOOST_TEST(small.largest_batch == 7u);
}

BOOST_AUTO_TEST_CASE(a_target_that_links_by_id_is_told_the_id_of_each_parent) {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.links_by_id = true;
  Bench bench(3, traits);
  BOOST_TEST(confirmed(bench.deliver()) == 3u);
  for (int i = 0; i < 3; ++i) {
    const std::string number = std::to_string(i);
    const auto& child = bench.target.records.at("transcript-" + number);
    BOOST_TEST(child.parent_id == bench.target.records.at("case-" + number).id);
  }
}

BOOST_AUTO_TEST_CASE(a_parent_that_a_look_up_finds_gives_its_id_to_its_children) {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.links_by_id = true;
  Bench bench(1, traits);
  bench.target.write_faults = {WriteFault::lost_after_commit};
  BOOST_TEST(confirmed(bench.deliver()) == 1u);
  BOOST_TEST(bench.target.records.at("transcript-0").parent_id == bench.target.records.at("case-0").id);
  BOOST_TEST(bench.target.duplicates == 0);
}

BOOST_AUTO_TEST_CASE(a_target_that_takes_whole_cases_gets_them_in_calls_of_its_size) {
  Bench bench(20, whole_cases(8, 100));
  BOOST_TEST(confirmed(bench.deliver()) == 20u);
  BOOST_TEST(bench.target.write_calls == 3);
  BOOST_TEST(bench.target.most_cases == 8u);
  BOOST_TEST(bench.target.largest_batch == 16u);
  BOOST_TEST(bench.target.records.at("transcript-3").parent_key == "case-3");
}

BOOST_AUTO_TEST_CASE(a_call_is_full_of_whole_cases_before_it_has_as_many_records_as_it_may) {
  Bench bench(6, whole_cases(75, 5));
  BOOST_TEST(confirmed(bench.deliver()) == 6u);
  BOOST_TEST(bench.target.write_calls == 3);
  BOOST_TEST(bench.target.largest_batch == 4u);
}

BOOST_AUTO_TEST_CASE(a_case_refused_for_its_child_leaves_no_parent_and_names_the_child) {
  Bench bench(20, whole_cases(75, 200));
  bench.target.poison_keys = {"transcript-7"};
  const auto outcomes = bench.deliver();
  BOOST_TEST(confirmed(outcomes) == 19u);
  BOOST_REQUIRE(outcomes[7].error);
  BOOST_TEST((outcomes[7].error->kind == ErrorKind::invalid));
  BOOST_TEST(outcomes[7].error->message.find("'transcript'") != std::string::npos);
  BOOST_TEST(!bench.target.records.contains("case-7"));
}

BOOST_AUTO_TEST_CASE(a_call_for_cases_that_is_refused_as_a_whole_is_split_between_cases) {
  Bench bench(20, whole_cases(75, 200));
  bench.target.poison_keys = {"transcript-7"};
  bench.target.poison_spoils_request = true;
  const auto outcomes = bench.deliver();
  BOOST_TEST(confirmed(outcomes) == 19u);
  BOOST_TEST((outcomes[7].error->kind == ErrorKind::invalid));
  BOOST_TEST(!bench.target.records.contains("case-7"));
  BOOST_TEST(bench.target.write_calls < 14);
}

BOOST_AUTO_TEST_CASE(an_answer_lost_for_whole_cases_is_looked_up_and_nothing_is_written_again) {
  Bench bench(10, whole_cases(75, 200));
  bench.target.write_faults = {WriteFault::lost_after_commit};
  BOOST_TEST(confirmed(bench.deliver()) == 10u);
  for (const auto& [key, stored] : bench.target.records) BOOST_TEST(stored.writes == 1, key);
}

BOOST_AUTO_TEST_CASE(a_case_that_is_too_much_for_one_call_is_cut_behind_its_parent) {
  Bench bench(3, whole_cases(75, 3));
  for (const char* key : {"transcript-1b", "transcript-1c"})
    bench.cases[1].records.push_back(bench.record(bench.child, key, "case-1"));
  BOOST_TEST(confirmed(bench.deliver()) == 3u);
  BOOST_TEST(bench.target.records.size() == 8u);
  BOOST_TEST(bench.target.largest_batch == 3u);
}

BOOST_AUTO_TEST_CASE(a_record_of_two_cases_is_never_twice_in_a_call) {
  Bench bench(2, whole_cases(75, 200));
  bench.cases[1].records = bench.cases[0].records;
  BOOST_TEST(confirmed(bench.deliver()) == 2u);
  BOOST_TEST(bench.target.most_cases == 1u);
  BOOST_TEST(bench.target.records.at("case-0").writes == 2);
}

BOOST_AUTO_TEST_SUITE_END()
