#include "core/store/read_ahead.hpp"

#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "tests/core/store/recording_store.hpp"

using hub::Result;
using hub::store::CaseRow;
using hub::store::LiveCase;

namespace {

// Has so many live cases; reading them ends with an error if there is one.
struct FullStore : hub::testing::RecordingDatabase {
  explicit FullStore(CaseRow count) : RecordingDatabase(diary), cases(count) {}

  Result<void> for_each_live(const std::function<void(const LiveCase&)>& visit) override {
    read_by = std::this_thread::get_id();
    LiveCase entry;
    for (entry.row = 1; entry.row <= cases; ++entry.row) visit(entry);
    return end;
  }

  hub::testing::Diary diary;
  CaseRow cases;
  Result<void> end;
  std::thread::id read_by;
};

std::vector<CaseRow> rows_up_to(CaseRow last) {
  std::vector<CaseRow> rows;
  for (CaseRow row = 1; row <= last; ++row) rows.push_back(row);
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(read_ahead)

BOOST_AUTO_TEST_CASE(every_case_comes_once_and_in_order_however_many_there_are) {
  for (const CaseRow count : {0, 1, 511, 512, 513, 20'000}) {
    FullStore store(count);
    std::vector<CaseRow> taken;
    BOOST_TEST_REQUIRE(
        for_each_live_ahead(store, [&](const LiveCase& entry) { taken.push_back(entry.row); }).ok());
    BOOST_TEST(taken == rows_up_to(count), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(cases_are_read_by_one_thread_and_taken_by_the_callers) {
  FullStore store(5'000);
  std::set<std::thread::id> takers;
  BOOST_TEST_REQUIRE(
      for_each_live_ahead(store, [&](const LiveCase&) { takers.insert(std::this_thread::get_id()); }).ok());
  BOOST_TEST(takers.size() == 1u);
  BOOST_TEST(takers.contains(std::this_thread::get_id()));
  BOOST_TEST(!takers.contains(store.read_by));
}

BOOST_AUTO_TEST_CASE(what_went_wrong_is_told_after_all_that_was_read_before) {
  FullStore store(1'000);
  store.end = hub::transient_error("database_away", "the disk is gone");
  std::vector<CaseRow> taken;
  const auto read = for_each_live_ahead(store, [&](const LiveCase& entry) { taken.push_back(entry.row); });
  BOOST_TEST_REQUIRE(!read.ok());
  BOOST_TEST(read.error().code == "database_away");
  BOOST_TEST(taken == rows_up_to(1'000), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
