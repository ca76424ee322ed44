// What stays of delivered cases, by their types: all, their metadata, or nothing that was ever stored.
#include <algorithm>

#include "tests/core/delivery/keeping_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;
using hub::testing::SharedTarget;
using policy::KeepTerms;
using policy::Kept;
using Place = Whereabouts::Place;

namespace {

using Bench = KeepingBench;

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

constexpr char kLeft[] = R"("data":{"case":{"channel":"chat"},"group":{"id":"G1","name":"Loans"}}})";

}  // namespace

BOOST_AUTO_TEST_SUITE(keeping)

BOOST_AUTO_TEST_CASE(of_a_delivered_case_metadata_stay_for_their_days_and_both_ends_are_certified) {
  Bench bench(kMetadata);
  bench.accept("c1");
  bench.run_for(1min);
  BOOST_TEST(bench.target->records.size() == 1u);
  BOOST_TEST(bench.outcomes() == "delivered+metadata, ");
  BOOST_TEST(bench.standings() == "kept metadata, ");
  BOOST_TEST((bench.place("c1") == Place::kept));
  BOOST_TEST(has(bench.read("c1"), kLeft), bench.read("c1"));
  BOOST_TEST(!has(bench.read("c1"), "c1"), "not even the id of the case");
  bench.run_for(71h);
  BOOST_TEST(bench.standings() == "kept metadata, ");
  bench.run_for(1h);
  BOOST_TEST(bench.standings() == "");
  BOOST_TEST(bench.outcomes() == "delivered+metadata, retention_elapsed of metadata, ");
  BOOST_TEST((bench.place("c1") == Place::gone));
  BOOST_TEST(bench.accept("c1") == "duplicate");
  BOOST_TEST(bench.slots_in_use() == 0u);
}

BOOST_AUTO_TEST_CASE(nothing_that_a_visitor_said_can_be_opened_once_metadata_took_its_place) {
  Bench bench(kMetadata);
  bench.target->is_down = true;
  bench.accept("c1");
  BOOST_TEST(has(bench.all_that_opens(), kMarker), "the search finds it while it waits");
  bench.target->is_down = false;
  bench.run_for(1min);
  BOOST_TEST(has(bench.all_that_opens(), "Loans"));
  BOOST_TEST(!has(bench.all_that_opens(), kMarker));
  BOOST_TEST(!has(bench.all_that_opens(), "c1"));
  BOOST_TEST(bench.slots_in_use() == 1u, "one key: that of the metadata");
  for (const auto& [path, bytes] : bench.disk.contents()) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    BOOST_TEST(!has(std::string(text), kMarker), path);
    if (path.ends_with("-wal")) BOOST_TEST(text.empty(), "the journal is emptied");
  }
}

BOOST_AUTO_TEST_CASE(metadata_keep_their_day_over_restarts_and_their_case_is_known) {
  Bench bench(kMetadata);
  bench.accept("c1");
  bench.run_for(1min);
  for (int day = 0; day < 2; ++day) {
    bench.restart();
    bench.run_for(24h);
  }
  BOOST_TEST(bench.standings() == "kept metadata, ");
  BOOST_TEST(has(bench.read("c1"), kLeft));
  BOOST_TEST(bench.accept("c1") == "duplicate");
  BOOST_TEST(bench.target->write_calls == 1);
  bench.run_for(25h);
  BOOST_TEST(bench.outcomes() == "delivered+metadata, retention_elapsed of metadata, ");
}

BOOST_AUTO_TEST_CASE(metadata_are_found_by_their_group_and_deleted_before_their_time) {
  Bench bench(kMetadata);
  bench.accept("c1");
  bench.run_for(1min);
  CaseFilter filter;
  filter.only_readable = true;
  BOOST_TEST(bench.engine->cases(filter).size() == 1u);
  BOOST_TEST(bench.remove("c1") == "1");
  BOOST_TEST(bench.outcomes() == "delivered+metadata, erased of metadata, ");
  BOOST_TEST(bench.standings() == "");
}

BOOST_AUTO_TEST_CASE(an_erasure_and_the_removal_of_the_tenant_end_the_stay_of_metadata) {
  Bench bench(kMetadata);
  bench.accept("c1");
  bench.accept("c2");
  bench.run_for(1min);
  BOOST_TEST(bench.erase("c1") == "1");
  BOOST_TEST(bench.standings() == "kept metadata, ");
  BOOST_TEST(bench.engine->close("acme").ok());
  bench.run(bench.engine->end_stay("acme", false));
  BOOST_TEST(bench.standings() == "");
  BOOST_TEST(bench.slots_in_use() == 0u);
}

BOOST_AUTO_TEST_CASE(a_legal_hold_keeps_the_whole_case_and_metadata_what_is_left_of_their_time) {
  Bench bench(kMetadata);
  bench.target->is_down = true;
  bench.accept("c1");
  bench.accept("c2");
  bench.hold("c1", true);
  bench.hold("c2", true);
  bench.target->is_down = false;
  bench.run_for(48h);
  BOOST_TEST(bench.standings() == "held, held, ");
  BOOST_TEST(has(bench.all_that_opens(), kMarker));
  bench.restart();
  BOOST_TEST(bench.hold("c1", false) == "1");
  bench.run_for(1min);
  BOOST_TEST(bench.standings() == "kept metadata, held, ");
  bench.run_for(23h);
  BOOST_TEST(bench.standings() == "kept metadata, held, ");
  bench.run_for(2h);
  BOOST_TEST(bench.standings() == "held, ");
  BOOST_TEST(bench.hold("c2", false) == "1");
  bench.run_for(1min);
  BOOST_TEST(bench.outcomes() == "delivered+metadata, retention_elapsed of metadata, delivered, ");
}

BOOST_AUTO_TEST_CASE(a_hold_that_finds_metadata_holds_those) {
  Bench bench(kMetadata);
  bench.accept("c1");
  bench.run_for(1min);
  BOOST_TEST(bench.hold("c1", true) == "1");
  bench.run_for(5 * 24h);
  BOOST_TEST(bench.standings() == "held metadata, ");
  BOOST_TEST(bench.remove("c1") == "held");
  bench.hold("c1", false);
  bench.run_for(1min);
  BOOST_TEST(bench.outcomes() == "delivered+metadata, retention_elapsed of metadata, ");
}

BOOST_AUTO_TEST_CASE(news_that_follow_are_delivered_and_leave_nothing) {
  Bench bench(kMetadata);
  bench.accept("c1");
  bench.run_for(1min);
  BOOST_TEST(bench.accept("c1", "", true) == "taken");
  bench.run_for(1min);
  BOOST_TEST(bench.target->records.size() == 2u);
  BOOST_TEST(bench.standings() == "kept metadata, ");
  BOOST_TEST(bench.outcomes() == "delivered+metadata, delivered, ");
}

BOOST_AUTO_TEST_CASE(a_full_disk_only_delays_the_end_of_the_case) {
  Bench bench(kMetadata);
  bench.target->on_write = [&bench] { bench.disk.is_full = true; };
  bench.accept("c1");
  bench.run_for(10min);
  BOOST_TEST(bench.target->records.size() == 1u);
  BOOST_TEST(bench.outcomes() == "");
  BOOST_TEST(bench.slots_in_use() == 1u, "the keys of attempts are gone");
  bench.disk.is_full = false;
  bench.run_for(2min);
  BOOST_TEST(bench.standings() == "kept metadata, ");
  BOOST_TEST(!has(bench.all_that_opens(), kMarker));
}

BOOST_AUTO_TEST_CASE(what_was_given_up_at_a_target_is_not_sent_there_from_metadata) {
  Bench bench(kMetadata);
  const auto second = std::make_shared<MemoryTarget>(bench.clock);
  second->truncated_field = "Subject";
  LaneSetup lane;
  lane.target = "second";
  lane.required = false;
  lane.mapping_file = "second.yaml";
  lane.mapping_text = kKeptMapping;
  lane.connector = std::make_unique<SharedTarget>(second, bench.clock);
  std::optional<Result<void>> admitted;
  const auto admit = [&]() -> Task<void> {
    std::string tenant = "acme";
    auto admitting = bench.engine->admit_target(std::move(tenant), std::move(lane));
    admitted = co_await std::move(admitting);
  };
  bench.run(admit());
  BOOST_REQUIRE(admitted->ok());
  bench.accept("c1");
  bench.run_for(1h);
  BOOST_TEST(bench.standings() == "kept metadata, ");
  second->truncated_field.clear();
  std::optional<Result<std::size_t>> retried;
  const auto retry = [&]() -> Task<void> {
    std::vector<store::DeliveryKey> keys{{1, 2}};
    auto retrying = bench.engine->retry(std::move(keys));
    retried = co_await std::move(retrying);
  };
  const int writes = second->write_calls;
  bench.run(retry());
  bench.run_for(1h);
  BOOST_TEST(**retried == 0u);
  BOOST_TEST(second->write_calls == writes);
}

BOOST_AUTO_TEST_CASE(each_type_has_its_own_terms) {
  KeepTerms terms{{Kept::whole, 0h}, {}};
  terms.by_type = {{"LONG", {Kept::whole, 10 * 24h}},
                   {"SHORT", {Kept::whole, 24h}},
                   {"LITTLE", {Kept::metadata, 24h}},
                   {"SECRET", {Kept::nothing, 0h}}};
  Bench bench(terms);
  for (const char* type : {"LONG", "SHORT", "LITTLE", "OTHER"})
    BOOST_TEST(bench.accept(std::string("of ") + type, type) == "taken");
  BOOST_TEST(bench.accept("of SECRET", "SECRET") == "taken, confirmed");
  BOOST_TEST(bench.accept("untyped") == "taken");
  bench.run_for(1min);
  BOOST_TEST(bench.target->records.size() == 6u);
  BOOST_TEST(bench.standings() == "kept, kept, kept metadata, ");
  bench.restart();
  bench.run_for(24h);
  BOOST_TEST(bench.standings() == "kept, ");
  bench.run_for(9 * 24h);
  BOOST_TEST(bench.standings() == "");
}

BOOST_AUTO_TEST_CASE(of_a_type_that_is_not_stored_no_byte_is_written) {
  KeepTerms terms{{Kept::whole, 0h}, {}};
  terms.by_type = {{"SECRET", {Kept::nothing, 0h}}};
  Bench bench(terms);
  bench.run_for(1ms);
  const auto before = bench.disk.contents();
  BOOST_TEST(bench.accept("c1", "SECRET") == "taken, confirmed");
  BOOST_TEST(bench.target->records.size() == 1u);
  BOOST_TEST((bench.disk.contents() == before));
  bench.target->is_down = true;
  BOOST_TEST(bench.accept("c2", "SECRET") == "not_confirmed");
  BOOST_TEST((bench.disk.contents() == before));
  bench.target->is_down = false;
  BOOST_TEST(bench.accept("c1", "", true) == "taken, confirmed", "news that say no type");
  BOOST_TEST((bench.disk.contents() == before));
  BOOST_TEST(bench.accept("c3", "OTHER") == "taken");
  BOOST_TEST((bench.disk.contents() != before), "the comparison sees what is stored");
}

BOOST_AUTO_TEST_CASE(a_case_that_is_here_already_takes_its_news_whatever_their_type_would_mean) {
  KeepTerms terms{{Kept::whole, 0h}, {}};
  terms.by_type = {{"SECRET", {Kept::nothing, 0h}}};
  Bench bench(terms);
  bench.target->is_down = true;
  BOOST_TEST(bench.accept("c1", "OTHER") == "taken");
  bench.run_for(1s);
  BOOST_TEST(bench.accept("c1", "", true) == "taken");
  bench.target->is_down = false;
  bench.run_for(1h);
  BOOST_TEST(bench.outcomes() == "delivered, ");
}

BOOST_AUTO_TEST_CASE(news_are_of_the_type_of_their_case_and_where_it_is_gone_of_the_strictest) {
  KeepTerms terms{{Kept::whole, 24h}, {}};
  terms.by_type = {{"LONG", {Kept::whole, 10 * 24h}}, {"SHORT", {Kept::whole, 0h}}};
  Bench bench(terms);
  bench.target->is_down = true;
  bench.accept("waits", "SHORT");
  bench.run_for(1s);
  bench.accept("waits", "LONG", true);
  bench.target->is_down = false;
  bench.run_for(1h);
  BOOST_TEST(bench.outcomes() == "delivered, ", "what became part of it is as short");
  bench.accept("waits", "", true);
  bench.accept("stays", "LONG");
  bench.run_for(1h);
  bench.accept("stays", "", true);
  bench.run_for(1h);
  BOOST_TEST(bench.outcomes() == "delivered, delivered, ");
  BOOST_TEST(bench.standings() == "kept, kept, ");
  bench.restart();
  bench.run_for(9 * 24h);
  BOOST_TEST(bench.standings() == "kept, kept, ");
}

BOOST_AUTO_TEST_CASE(a_change_never_widens_for_cases_accepted_before_it_also_over_a_restart) {
  Bench bench(KeepTerms{});
  bench.target->is_down = true;
  bench.accept("before");
  bench.run_for(1s);
  bench.change(kMetadata);
  bench.accept("between");
  bench.run_for(1s);
  bench.change(kWhole);
  bench.accept("after");
  bench.restart();
  bench.target->is_down = false;
  bench.run_for(1h);
  BOOST_TEST(bench.outcomes() == "delivered+metadata, delivered, ");
  BOOST_TEST(bench.standings() == "kept metadata, kept, ");
}

BOOST_AUTO_TEST_CASE(a_change_to_less_holds_for_what_waits_and_a_later_one_to_more_does_not_undo_it) {
  Bench bench(kWhole);
  bench.target->is_down = true;
  bench.accept("c1");
  bench.run_for(1s);
  bench.change(KeepTerms{});
  bench.change(kWhole);
  bench.restart();
  bench.target->is_down = false;
  bench.run_for(1h);
  BOOST_TEST(bench.outcomes() == "delivered, ");
  BOOST_TEST(bench.standings() == "");
}

BOOST_AUTO_TEST_CASE(the_machine_may_stop_at_any_moment_and_the_case_or_its_metadata_are_there_once) {
  bool completed = false;
  for (std::uint64_t operation = 1; !completed; ++operation) {
    Bench bench(kMetadata);
    bench.target->is_down = true;
    bench.accept("c1");
    bench.target->is_down = false;
    bench.disk.crash_at_operation = operation;
    bench.run_for(2min);
    completed = bench.disk.crash_at_operation > 0;
    bench.disk.crash_at_operation = 0;
    bench.crash();
    bench.run_for(5min);
    BOOST_TEST_CONTEXT("operation " << operation) {
      BOOST_TEST(bench.target->records.size() == 1u);
      BOOST_TEST(bench.standings() == "kept metadata, ");
      BOOST_TEST(bench.outcomes() == "delivered+metadata, ");
      BOOST_TEST(has(bench.read("c1"), kLeft));
      BOOST_TEST(!has(bench.all_that_opens(), kMarker));
      BOOST_TEST(bench.slots_in_use() == 1u);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
