// Cases that stay after their deliveries are over: kept for some days, or on legal hold.
#include <boost/test/unit_test.hpp>

#include "tests/core/delivery/kept_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;
using Lines = std::vector<std::string>;
using Place = Whereabouts::Place;

namespace {

// News of a case that such a target may have already are a row of their own.
ConnectorTraits look_up_only() {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.key_guarantee = LookUpOnly{60s, 5s};
  return traits;
}

struct Bench : KeptBench {
  using KeptBench::KeptBench;

  void discard_first() {
    bool done = false;
    run(discard_into(done));
    BOOST_REQUIRE(done);
  }

 private:
  Task<void> discard_into(bool& done) {
    std::vector<store::DeliveryKey> keys{{1, 1}};
    const auto discarded = co_await engine->discard(std::move(keys));
    done = discarded.ok() && *discarded == 1;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(retention)

BOOST_AUTO_TEST_CASE(a_delivered_case_is_kept_sealed_until_its_day_and_then_deleted_and_certified) {
  Bench bench(3 * 24h);
  bench.accept("c1");
  bench.run_for(71h);
  BOOST_TEST(bench.standings() == "kept ");
  BOOST_TEST((bench.place("c1") == Place::kept));
  BOOST_TEST(bench.opens_everything());
  BOOST_TEST(bench.target->records.size() == 1u);
  BOOST_TEST(bench.certificates() == "");
  bench.run_for(25h);
  BOOST_TEST(bench.standings() == "");
  BOOST_TEST((bench.place("c1") == Place::gone));
  BOOST_TEST(bench.certificates() == "retention_elapsed ");
  BOOST_TEST(bench.last_certificate().find("\"level\":\"C3\"") != std::string::npos);
  BOOST_TEST(bench.last_certificate().find("\"hold\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_kept_case_keeps_its_day_over_restarts_and_is_delivered_no_second_time) {
  Bench bench(4 * 24h);
  bench.accept("c1");
  for (int day = 0; day < 3; ++day) {
    bench.run_for(24h);
    bench.restart();
  }
  BOOST_TEST(bench.standings() == "kept ");
  BOOST_TEST(bench.target->write_calls == 1);
  bench.run_for(25h);
  BOOST_TEST(bench.certificates() == "retention_elapsed ");
}

BOOST_AUTO_TEST_CASE(only_what_was_delivered_is_kept) {
  Bench bench(3 * 24h);
  bench.target->is_down = true;
  bench.accept("c1");
  bench.run_for(73h);
  BOOST_TEST(bench.certificates() == "expired ");
  BOOST_TEST(bench.engine->live_cases() == 0u);
}

BOOST_AUTO_TEST_CASE(late_news_pass_a_case_that_is_kept) {
  Bench bench(3 * 24h);
  bench.accept("c1");
  bench.run_for(24h);
  bench.accept_news("c1");
  bench.run_for(1h);
  BOOST_TEST(bench.target->records.size() == 2u);
  BOOST_TEST(bench.standings() == "kept kept ");
  bench.run_for(4 * 24h);
  BOOST_TEST(bench.certificates() == "retention_elapsed retention_elapsed ");
}

BOOST_AUTO_TEST_CASE(news_that_wait_behind_a_case_go_on_when_it_is_kept_also_after_a_restart) {
  Bench bench(3 * 24h, look_up_only());
  bench.target->is_down = true;
  bench.accept("c1");
  bench.run_for(1min);
  bench.accept_news("c1");
  bench.restart();
  bench.target->is_down = false;
  bench.run_for(1h);
  BOOST_TEST(bench.target->records.size() == 2u);
  BOOST_TEST(bench.standings() == "kept kept ");
}

BOOST_AUTO_TEST_CASE(a_hold_outlives_max_hold_and_its_release_deletes_and_certifies) {
  Bench bench;
  bench.target->is_down = true;
  bench.accept("c1");
  BOOST_TEST(bench.hold("c1") == "1");
  BOOST_TEST(bench.hold("c1") == "0");
  bench.run_for(4 * 24h);
  BOOST_TEST(bench.standings() == "held ");
  BOOST_TEST(bench.opens_everything());
  BOOST_TEST(bench.certificates() == "");
  BOOST_TEST(bench.release("c1") == "1");
  bench.run_for(1s);
  BOOST_TEST(bench.certificates() == "expired ");
  BOOST_TEST(bench.last_certificate().find("\"hold\":{\"from\":\"") != std::string::npos);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.release("c1") == "not_found");
}

BOOST_AUTO_TEST_CASE(a_held_case_is_delivered_and_stays) {
  Bench bench;
  bench.target->is_down = true;
  bench.accept("c1");
  bench.hold("c1");
  bench.run_for(73h);
  bench.target->is_down = false;
  bench.run_for(2h);
  BOOST_TEST(bench.target->records.size() == 1u);
  BOOST_TEST((bench.place("c1") == Place::held));
  bench.restart();
  BOOST_TEST(bench.standings() == "held ");
  bench.accept_news("c1");
  bench.run_for(1h);
  BOOST_TEST(bench.target->records.size() == 2u);
  BOOST_TEST(bench.standings() == "held held ");
  BOOST_TEST(bench.release("c1") == "2");
  bench.run_for(1s);
  BOOST_TEST(bench.certificates() == "delivered delivered ");
}

BOOST_AUTO_TEST_CASE(a_release_leaves_what_is_not_over_to_its_own_end) {
  Bench kept(4 * 24h);
  kept.accept("c1");
  kept.run_for(24h);
  kept.hold("c1");
  kept.run_for(24h);
  kept.release("c1");
  kept.run_for(24h);
  BOOST_TEST(kept.standings() == "kept ");
  kept.run_for(25h);
  BOOST_TEST(kept.certificates() == "retention_elapsed ");
  BOOST_TEST(kept.last_certificate().find("\"hold\":{") != std::string::npos);

  Bench waiting;
  waiting.target->is_down = true;
  waiting.accept("c1");
  waiting.hold("c1");
  waiting.release("c1");
  waiting.target->is_down = false;
  waiting.run_for(1h);
  BOOST_TEST(waiting.certificates() == "delivered ");
}

BOOST_AUTO_TEST_CASE(a_hold_of_a_kept_case_outlives_its_day) {
  Bench bench(2 * 24h);
  bench.accept("c1");
  bench.run_for(1s);
  bench.hold("c1");
  bench.restart();
  bench.run_for(3 * 24h);
  BOOST_TEST(bench.standings() == "held ");
  BOOST_TEST(bench.opens_everything());
  bench.release("c1");
  bench.run_for(1s);
  BOOST_TEST(bench.certificates() == "retention_elapsed ");
}

BOOST_AUTO_TEST_CASE(a_dead_letter_that_is_discarded_on_hold_goes_with_its_news_when_released) {
  Bench bench(milliseconds(0), look_up_only());
  bench.target->truncated_field = "Subject";
  bench.accept("c1");
  bench.run_for(1h);
  bench.hold("c1");
  bench.accept_news("c1");
  bench.discard_first();
  bench.run_for(1h);
  BOOST_TEST(bench.standings() == "held held ");
  bench.restart();
  bench.run_for(1h);
  BOOST_TEST(bench.standings() == "held held ");
  BOOST_TEST(bench.release("c1") == "2");
  bench.run_for(1s);
  BOOST_TEST(bench.certificates() == "discarded discarded ");
}

BOOST_AUTO_TEST_CASE(a_hold_that_the_store_refuses_holds_nothing) {
  Bench bench;
  BOOST_TEST(bench.hold("c1") == "not_found");
  bench.target->is_down = true;
  bench.accept("c1");
  bench.disk.is_full = true;
  BOOST_TEST(bench.hold("c1") == "disk_full");
  BOOST_TEST(bench.standings() == "waiting ");
  bench.disk.is_full = false;
  BOOST_TEST(bench.hold("c1") == "1");
}

BOOST_AUTO_TEST_CASE(cases_are_listed_in_pages_by_tenant_and_standing) {
  Bench bench;
  bench.target->is_down = true;
  for (const char* id : {"c1", "c2", "c3"}) bench.accept(id);
  bench.hold("c2");
  const auto rows = [&](const CaseFilter& filter) {
    std::string all;
    for (const CaseView& view : bench.engine->cases(filter)) all += std::to_string(view.row) + ' ';
    return all;
  };
  BOOST_TEST(rows({}) == "1 2 3 ");
  BOOST_TEST(rows({{}, {}, 1, 1}) == "2 ");
  BOOST_TEST(rows({{}, CaseStanding::waiting, 0, 100}) == "1 3 ");
  BOOST_TEST(rows({"acme", CaseStanding::held, 0, 100}) == "2 ");
  BOOST_TEST(rows({"other", {}, 0, 100}) == "");
  BOOST_TEST(bench.engine->cases({{}, CaseStanding::held, 0, 100}).front().held_from.has_value());
  BOOST_TEST(!bench.engine->cases({{}, CaseStanding::held, 0, 100}).front().ends_at.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
