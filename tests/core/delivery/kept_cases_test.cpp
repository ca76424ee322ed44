// Delivered cases that their tenant keeps: found, read and deleted before their time.
#include <boost/test/unit_test.hpp>

#include "tests/core/delivery/kept_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;

namespace {

struct Bench : KeptBench {
  using KeptBench::KeptBench;

  void accept_of_group(const std::string& case_id, const std::string& group) {
    const std::string data =
        R"({"case":{"id":")" + case_id + R"("},"group":{"id":"G-)" + group + R"(","name":")" + group + "\"}}";
    BOOST_REQUIRE(offer("closed " + case_id, case_id, data).ok());
  }
  model::KeyedHash ref(const std::string& case_id) const { return *engine->case_ref_of("acme", case_id); }
  // What it says, or why it is not shown.
  std::string read(const std::string& case_id, const std::string& tenant = "acme") {
    std::string answer;
    run(read_into(tenant, ref(case_id), answer));
    return answer;
  }
  // How many rows, or why not.
  std::string remove(const std::string& case_id) {
    std::string answer;
    run(remove_into(ref(case_id), answer));
    return answer;
  }
  std::string rows_in(const std::string& group) {
    std::string answer;
    CaseFilter filter;
    filter.only_readable = true;
    run(look_into(engine->cases(filter), group, answer));
    return answer;
  }

 private:
  Task<void> read_into(std::string tenant, model::KeyedHash case_ref, std::string& answer) {
    auto opening = engine->open_kept(std::move(tenant), case_ref);
    const auto kept = co_await std::move(opening);
    answer = kept.ok() ? std::string(kept->document.view()) : kept.error().code;
  }
  Task<void> remove_into(model::KeyedHash case_ref, std::string& answer) {
    std::string tenant = "acme";
    auto removing = engine->delete_kept(std::move(tenant), case_ref);
    const auto removed = co_await std::move(removing);
    answer = removed.ok() ? std::to_string(*removed) : removed.error().code;
  }
  Task<void> look_into(std::vector<CaseView> views, std::string group, std::string& answer) {
    auto looking = engine->in_group(std::move(views), std::move(group));
    const auto found = co_await std::move(looking);
    for (const CaseView& view : *found) answer += std::to_string(view.row) + ' ';
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kept_cases)

BOOST_AUTO_TEST_CASE(a_case_is_read_from_its_delivery_until_its_day_also_after_a_restart) {
  Bench bench(3 * 24h);
  bench.target->is_down = true;
  bench.accept("c1");
  BOOST_TEST(bench.read("c1") == "not_found", "what waits is nobody's to read");
  bench.target->is_down = false;
  bench.run_for(1h);
  BOOST_TEST(has(bench.read("c1"), R"("data":{"case":{"id":"c1"}})"));
  bench.restart();
  BOOST_TEST(has(bench.read("c1"), R"("case":{"id":"c1"})"));
  BOOST_TEST(bench.read("c1", "globex") == "not_found", "another tenant has no such case");
  BOOST_TEST(bench.read("c2") == "not_found");
  bench.run_for(3 * 24h);
  BOOST_TEST(bench.read("c1") == "not_found");
  BOOST_TEST(bench.certificates() == "retention_elapsed ");
}

BOOST_AUTO_TEST_CASE(nothing_is_read_of_a_tenant_that_keeps_nothing_not_even_on_hold) {
  Bench bench;
  bench.target->is_down = true;
  bench.accept("c1");
  bench.hold("c1");
  bench.target->is_down = false;
  bench.run_for(1h);
  BOOST_TEST(bench.standings() == "held ");
  BOOST_TEST(bench.read("c1") == "not_found");
  BOOST_TEST(bench.remove("c1") == "not_found");
}

BOOST_AUTO_TEST_CASE(a_deleted_case_takes_its_late_news_with_it_and_each_is_certified_as_erased) {
  Bench bench(3 * 24h);
  bench.accept("c1");
  bench.accept("c2");
  bench.run_for(1h);
  bench.accept_news("c1");
  bench.run_for(1h);
  BOOST_TEST(bench.standings() == "kept kept kept ");
  BOOST_TEST(bench.remove("c1") == "2");
  BOOST_TEST(bench.standings() == "kept ");
  BOOST_TEST(bench.certificates() == "erased erased ");
  BOOST_TEST(has(bench.last_certificate(), R"("state":"confirmed")"), "the target keeps what it has");
  BOOST_TEST((bench.place("c1") == Whereabouts::Place::gone));
  BOOST_TEST(bench.read("c1") == "not_found");
  BOOST_TEST(bench.remove("c1") == "not_found");
  BOOST_TEST(has(bench.read("c2"), "c2"));
  bench.restart();
  BOOST_TEST(bench.standings() == "kept ");
  const auto again = bench.offer("closed c1", "c1", R"({"case":{"id":"c1"}})");
  BOOST_TEST(again->is_duplicate, "its event is known");
}

BOOST_AUTO_TEST_CASE(a_hold_and_news_under_way_keep_a_case_from_being_deleted) {
  Bench bench(3 * 24h);
  bench.accept("c1");
  bench.run_for(1h);
  bench.hold("c1");
  BOOST_TEST(bench.remove("c1") == "held");
  BOOST_TEST(has(bench.read("c1"), "c1"), "it may be read all the same");
  bench.release("c1");
  bench.target->is_down = true;
  bench.accept_news("c1");
  bench.run_for(1min);
  BOOST_TEST(bench.remove("c1") == "under_way");
  bench.target->is_down = false;
  bench.run_for(1h);
  BOOST_TEST(bench.remove("c1") == "2");
}

BOOST_AUTO_TEST_CASE(a_deletion_that_the_store_refuses_deletes_nothing) {
  Bench bench(3 * 24h);
  bench.accept("c1");
  bench.run_for(1h);
  bench.disk.is_full = true;
  BOOST_TEST(bench.remove("c1") == "busy");
  BOOST_TEST(bench.standings() == "kept ");
  bench.disk.is_full = false;
  BOOST_TEST(bench.remove("c1") == "1");
}

BOOST_AUTO_TEST_CASE(kept_cases_are_found_by_the_name_or_id_of_their_group) {
  Bench bench(3 * 24h);
  for (int number = 1; number <= 45; ++number)
    bench.accept_of_group("c" + std::to_string(number), number % 20 == 2 ? "Loans" : "Cards");
  bench.run_for(1h);
  bench.target->is_down = true;
  bench.accept_of_group("waiting", "Loans");
  BOOST_TEST(bench.rows_in("Loans") == "2 22 42 ");
  BOOST_TEST(bench.rows_in("G-Loans") == "2 22 42 ");
  BOOST_TEST(bench.rows_in("Nobody") == "");
}

BOOST_AUTO_TEST_CASE(cases_are_listed_by_time_and_reference) {
  Bench bench(3 * 24h);
  bench.accept("c1");
  bench.run_for(1h);
  const WallTime between = bench.clock.wall_now();
  bench.accept("c2");
  bench.run_for(1h);
  const auto rows = [&](const CaseFilter& filter) {
    std::string all;
    for (const CaseView& view : bench.engine->cases(filter)) all += std::to_string(view.row) + ' ';
    return all;
  };
  CaseFilter filter;
  filter.received_from = between;
  BOOST_TEST(rows(filter) == "2 ");
  filter.received_from.reset();
  filter.received_before = between;
  BOOST_TEST(rows(filter) == "1 ");
  filter.received_before.reset();
  filter.case_ref = bench.ref("c2");
  BOOST_TEST(rows(filter) == "2 ");
}

BOOST_AUTO_TEST_SUITE_END()
