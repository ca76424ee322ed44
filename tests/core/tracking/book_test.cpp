// Tracking events from the first to the last of their day, over restarts and crashes.
#include "tests/core/tracking/book_bench.hpp"

#include <algorithm>

using namespace hub::tracking;
using namespace hub::tracking::testing;
using namespace std::chrono_literals;

namespace {

bool holds(const std::vector<std::string>& entries, std::string_view text) {
  return std::ranges::any_of(
      entries, [text](const std::string& entry) { return entry.find(text) != std::string::npos; });
}

std::int64_t count_of(const std::vector<std::string>& entries, std::string_view text) {
  return std::ranges::count_if(
      entries, [text](const std::string& entry) { return entry.find(text) != std::string::npos; });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tracking_book, BookBench)

BOOST_AUTO_TEST_CASE(an_event_is_durable_once_it_is_taken_and_known_when_it_comes_again) {
  BOOST_TEST(take_one("e-1") == "accepted");
  BOOST_TEST(take_one("e-1") == "duplicate");
  crash();
  BOOST_TEST(counts() == "1");
  BOOST_TEST(rows() == 1);
  BOOST_TEST(take_one("e-1") == "duplicate");
  BOOST_TEST(take_one("e-2") == "accepted");
  BOOST_TEST(counts() == "2");
  BOOST_TEST(take_one("e-1", "S-1", "globex") == "accepted",
             "the same id of another tenant is another event");
}

BOOST_AUTO_TEST_CASE(an_event_that_is_twice_in_a_request_is_taken_once) {
  std::vector<NewEvent> events;
  for (const char* id : {"e-1", "e-2", "e-1"}) events.push_back(event(id));
  const auto taken = take(std::move(events));
  BOOST_TEST((*taken[0] == Taken::accepted && *taken[1] == Taken::accepted && *taken[2] == Taken::duplicate));
  BOOST_TEST(counts() == "2");
}

BOOST_AUTO_TEST_CASE(events_are_gone_once_they_are_thirty_days_old_and_each_day_is_certified) {
  BOOST_TEST(take_one("e-1") == "accepted");
  BOOST_TEST(take_one("e-2", "S-2") == "accepted");
  clock.advance(kDay);
  BOOST_TEST(take_one("e-3") == "accepted");
  clock.advance(28 * kDay);
  sweep();
  BOOST_TEST(counts() == "2 1");
  const auto days = *database->tracking().days();
  const auto events = *database->tracking().events(days.front().id);
  BOOST_TEST(opened({days.front()}, events) == 2u, "while the key is there");
  clock.advance(kDay);
  sweep();
  BOOST_TEST(counts() == "1");
  BOOST_TEST(rows() == 1);
  BOOST_TEST(opened({days.front()}, events) == 0u, "old rows are worthless");
  BOOST_TEST_REQUIRE(certificates().size() == 1u);
  const std::string certificate = certificates().front();
  BOOST_TEST(certificate.find(R"("tenant":"acme","addendum":"tracking deleted","day":")") !=
             certificate.npos);
  BOOST_TEST(certificate.find(R"("reason":"retention_elapsed","events":2)") != certificate.npos);
  BOOST_TEST(!holds(certificates(), "S-1"));
  clock.advance(kDay);
  sweep();
  BOOST_TEST(counts() == "");
  BOOST_TEST(rows() == 0);
  BOOST_TEST(take_one("e-1") == "accepted", "nothing is remembered of it");
}

BOOST_AUTO_TEST_CASE(days_go_by_themselves_while_the_hub_runs) {
  BOOST_TEST(take_one("e-1") == "accepted");
  book->start();
  const auto end = clock.now() + 31 * kDay;
  clock.call_at(end, [] {});
  hub::testing::run_until(io, clock, [&] { return clock.now() >= end; });
  BOOST_TEST(rows() == 0);
  run(book->stop());
}

BOOST_AUTO_TEST_CASE(a_tenant_says_for_how_many_days_and_how_many_events_a_day) {
  terms["acme"] = {1, 2};
  BOOST_TEST(take_one("e-1") == "accepted");
  BOOST_TEST(take_one("e-2") == "accepted");
  std::vector<NewEvent> one_more;
  one_more.push_back(event("e-3"));
  const auto refused = take(std::move(one_more));
  BOOST_TEST_REQUIRE(!refused[0].ok());
  BOOST_TEST((refused[0].error().kind == hub::ErrorKind::rate_limited));
  BOOST_TEST(refused[0].error().retry_after.count() > 0);
  BOOST_TEST((refused[0].error().retry_after <= kDay));
  BOOST_TEST(take_one("e-1", "S-1", "globex") == "accepted", "another tenant is not concerned");
  clock.advance(kDay);
  BOOST_TEST(take_one("e-3") == "accepted");
  sweep();
  BOOST_TEST(counts() == "1");
  terms["acme"].days = 0;
  BOOST_TEST(take_one("e-4") == "tracking_off");
  sweep();
  BOOST_TEST(counts() == "");
}

BOOST_AUTO_TEST_CASE(one_request_does_not_pass_the_limit_of_a_day_either) {
  terms["acme"].events_per_day = 2;
  std::vector<NewEvent> events;
  for (const char* id : {"e-1", "e-2", "e-3"}) events.push_back(event(id));
  const auto taken = take(std::move(events));
  BOOST_TEST((taken[0].ok() && taken[1].ok() && !taken[2].ok()));
  BOOST_TEST(counts() == "2");
}

BOOST_AUTO_TEST_CASE(who_is_unknown_or_leaves_gives_none) {
  BOOST_TEST(take_one("e-1", "S-1", "nobody") == "unknown_tenant");
  leaving.insert("acme");
  BOOST_TEST(take_one("e-1") == "tenant_leaving");
  BOOST_TEST(ask(book->purge("nobody", "requested")).error().code == "unknown_tenant");
  BOOST_TEST(ask(book->erase_session("nobody", "S-1", false)).error().code == "unknown_tenant");
}

BOOST_AUTO_TEST_CASE(a_session_is_erased_on_every_day_and_nobody_elses_with_it) {
  BOOST_TEST(take_one("e-1") == "accepted");
  BOOST_TEST(take_one("e-2", "S-2") == "accepted");
  BOOST_TEST(take_one("e-3", "S-1", "globex") == "accepted");
  clock.advance(kDay);
  BOOST_TEST(take_one("e-4") == "accepted");
  restart();
  BOOST_TEST(erase("S-1", true).events == 2);
  BOOST_TEST(counts() == "2 1", "a dry run changes nothing");
  const Gone gone = erase("S-1");
  BOOST_TEST((gone.days == 2 && gone.events == 2));
  BOOST_TEST(counts() == "1 0");
  BOOST_TEST(counts("globex") == "1");
  BOOST_TEST(rows() == 2);
  BOOST_TEST(holds(certificates(), R"("addendum":"tracking erased","events":2)"));
  BOOST_TEST(!holds(certificates(), "S-1"));
  BOOST_TEST(erase("S-1").events == 0);
  BOOST_TEST(certificates().size() == 1u, "where nothing was, nothing is certified");
}

BOOST_AUTO_TEST_CASE(all_of_a_tenant_goes_before_its_time) {
  BOOST_TEST(take_one("e-1") == "accepted");
  clock.advance(kDay);
  BOOST_TEST(take_one("e-2") == "accepted");
  BOOST_TEST(take_one("e-3", "S-1", "globex") == "accepted");
  const Gone gone = purge("acme");
  BOOST_TEST((gone.days == 2 && gone.events == 2));
  BOOST_TEST(counts() == "");
  BOOST_TEST(counts("globex") == "1");
  BOOST_TEST(count_of(certificates(), R"("reason":"requested")") == 2);
  BOOST_TEST(take_one("e-1") == "accepted", "under a key of a new day");
  BOOST_TEST(purge("acme").days == 1);
}

BOOST_AUTO_TEST_CASE(a_slot_that_a_day_let_go_of_can_serve_another) {
  for (int round = 0; round < 200; ++round) {  // there are 64 slots
    BOOST_TEST_REQUIRE(take_one("e-" + std::to_string(round)) == "accepted");
    BOOST_TEST_REQUIRE(purge("acme").days == 1);
  }
  restart();
  BOOST_TEST(rows() == 0);
}

BOOST_AUTO_TEST_CASE(a_day_without_its_key_is_certified_as_lost_and_goes) {
  BOOST_TEST(take_one("e-1") == "accepted");
  const auto days = *database->tracking().days();
  const std::array<hub::vault::SlotNumber, 1> slots{days.front().key->slot};
  BOOST_TEST_REQUIRE(vault->destroy_keys(slots).ok());
  restart();
  sweep();
  BOOST_TEST(rows() == 0);
  BOOST_TEST(count_of(certificates(), R"("reason":"key_lost")") == 1);
  BOOST_TEST(log.events.size() == 1u, "and somebody is told");
}

BOOST_AUTO_TEST_CASE(wherever_a_purge_is_cut_short_the_next_start_finishes_it_with_one_certificate) {
  int cuts = 0;
  for (std::uint64_t operation = 1; operation < 200; ++operation) {
    BookBench bench;
    for (const char* id : {"e-1", "e-2"}) BOOST_TEST_REQUIRE(bench.take_one(id) == "accepted");
    const auto days = *bench.database->tracking().days();
    const auto events = *bench.database->tracking().events(days.front().id);
    bench.clock.advance(31 * kDay);
    bench.disk.crash_at_operation = operation;
    hub::spawn(bench.io.get_executor(), bench.book->sweep());
    bench.run_dry();
    const bool was_cut = bench.disk.has_failed();
    bench.disk.crash_at_operation = 0;
    cuts += was_cut ? 1 : 0;
    bench.crash();
    bench.sweep();
    BOOST_TEST(bench.rows() == 0, "cut at operation " << operation);
    BOOST_TEST(bench.opened(days, events) == 0u, "cut at operation " << operation);
    BOOST_TEST(count_of(bench.certificates(), R"("reason":"retention_elapsed")") == 1,
               "cut at " << operation);
    if (!was_cut) break;
  }
  BOOST_TEST(cuts > 3);
}

BOOST_AUTO_TEST_CASE(
    wherever_taking_is_cut_short_what_was_acknowledged_is_there_and_the_rest_can_come_again) {
  int cuts = 0;
  for (std::uint64_t operation = 1; operation < 200; ++operation) {
    BookBench bench;
    BOOST_TEST_REQUIRE(bench.take_one("e-0", "S-1", "globex") == "accepted");
    bench.disk.crash_at_operation = operation;
    std::optional<std::vector<hub::Result<Taken>>> answer;
    std::vector<NewEvent> events;
    events.push_back(BookBench::event("e-1"));
    hub::spawn(bench.io.get_executor(),
               hub::testing::keep_result(bench.book->take(std::move(events)), answer));
    bench.run_dry();
    const bool was_cut = bench.disk.has_failed();
    const bool was_acknowledged = answer && answer->at(0).ok();
    bench.disk.crash_at_operation = 0;
    cuts += was_cut ? 1 : 0;
    bench.crash();
    const std::string again = bench.take_one("e-1");
    if (was_acknowledged) BOOST_TEST(again == "duplicate", "cut at operation " << operation);
    BOOST_TEST(bench.counts() == "1", "cut at operation " << operation);
    BOOST_TEST(bench.counts("globex") == "1", "cut at operation " << operation);
    if (!was_cut) break;
  }
  BOOST_TEST(cuts > 1);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_a_reason_to_come_back) {
  BOOST_TEST(take_one("e-1") == "accepted");
  disk.is_full = true;
  std::string answer = "accepted";
  for (int i = 0; i < 2000 && answer == "accepted"; ++i) answer = take_one("more-" + std::to_string(i));
  BOOST_TEST(answer == "disk_full");
  disk.is_full = false;
  BOOST_TEST(take_one("e-2") == "accepted");
}

// As it is with a node of several: what is not taken up is somebody else's.
BOOST_AUTO_TEST_CASE(a_tenant_of_another_node_is_not_taken_nor_shown_nor_purged) {
  shares_store = true;
  restart();
  BOOST_TEST(take_one("e-1") == "tenant_moving");
  BOOST_TEST(book->views().empty());
  BOOST_TEST(ask(book->purge("acme", "requested")).error().code == "tenant_moving");
  BOOST_TEST(ask(book->erase_session("acme", "S-1", false)).error().code == "tenant_moving");
}

BOOST_AUTO_TEST_CASE(a_tenant_that_is_taken_up_comes_with_its_days_and_no_other_one_does) {
  for (const char* tenant : {"acme", "globex"}) BOOST_TEST(take_one("e-1", "S-1", tenant) == "accepted");
  shares_store = true;
  restart();
  BOOST_TEST_REQUIRE(ask(book->take_up({"acme"})).ok());
  BOOST_TEST(counts() == "1");
  BOOST_TEST(counts("globex") == "");
  BOOST_TEST(take_one("e-1") == "duplicate");
  BOOST_TEST(take_one("e-2", "S-1", "globex") == "tenant_moving");
  clock.advance(31 * kDay);
  sweep();
  BOOST_TEST(rows() == 1, "globex's is not this node's to delete");
}

BOOST_AUTO_TEST_CASE(a_tenant_is_let_go_of_once_what_was_taken_for_it_is_written) {
  shares_store = true;
  restart();
  BOOST_TEST_REQUIRE(ask(book->take_up({"acme"})).ok());
  std::optional<std::vector<hub::Result<Taken>>> answers;
  std::vector<NewEvent> events;
  events.push_back(event("e-1"));
  const auto taking = [&](std::vector<NewEvent> its) -> hub::Task<void> {
    auto taken = book->take(std::move(its));
    answers = co_await std::move(taken);
  };
  hub::spawn(io.get_executor(), taking(std::move(events)));
  run(book->let_go("acme"));
  BOOST_TEST_REQUIRE(answers.has_value());
  BOOST_TEST(answers->at(0).ok());
  BOOST_TEST(rows() == 1);
  BOOST_TEST(take_one("e-2") == "tenant_moving");
  BOOST_TEST(book->views().empty());
  BOOST_TEST_REQUIRE(ask(book->take_up({"acme"})).ok());
  BOOST_TEST(counts() == "1");
}

BOOST_AUTO_TEST_SUITE_END()
