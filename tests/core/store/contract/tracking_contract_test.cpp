// Days and events of visitor tracking, for every database alike.
#include <boost/test/unit_test.hpp>

#include "tests/core/store/contract/opened.hpp"
#include "tests/core/store/rows.hpp"

using namespace hub::store;
using hub::testing::Backends;
using hub::testing::hash_of;

namespace {

template <class Backend>
struct Tracked : hub::testing::Opened<Backend> {
  TrackingStore& tracking() { return this->database->tracking(); }
  TrackingDayId add_day(const std::string& tenant, std::int64_t day, hub::vault::SlotNumber slot) {
    TrackingDay entry;
    entry.tenant = tenant;
    entry.day = day;
    entry.key.emplace().slot = slot;
    entry.sealed_key = {'k', '\0', 'y'};
    return *tracking().add_day(entry);
  }
  static TrackingEvent event(TrackingDayId day, std::uint64_t number, std::uint64_t session) {
    return {day, hash_of(number), hash_of(session), {'s', '\0', 'd'}};
  }
  std::vector<std::int64_t> counts() {
    std::vector<std::int64_t> counts;
    const auto days = *tracking().days();
    for (const TrackingDay& day : days) counts.push_back(day.events);
    return counts;
  }
  std::vector<std::string> certificates() {
    std::vector<std::string> entries;
    const auto views = *this->database->certificates(-1, 100);
    for (const CertificateView& view : views) entries.push_back(view.entry);
    return entries;
  }
};

using Counts = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(tracking_store_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(days_and_events_outlive_a_restart_as_they_were, Backend, Backends) {
  Tracked<Backend> store;
  const TrackingDayId first = store.add_day("acme", 20'000, 5), second = store.add_day("globex", 20'001, 6);
  const std::vector<TrackingEvent> events{store.event(first, 1, 71), store.event(second, 2, 72),
                                          store.event(first, 3, 73)};
  BOOST_TEST((*store.tracking().add_events(events) == std::vector<bool>{true, true, true}));
  store.open();
  const auto days = *store.tracking().days();
  BOOST_TEST_REQUIRE(days.size() == 2u);
  BOOST_TEST((days[0].id == first && days[0].tenant == "acme" && days[0].day == 20'000));
  BOOST_TEST((days[0].key->slot == 5u && days[0].events == 2));
  BOOST_TEST((days[0].sealed_key == std::vector<char>{'k', '\0', 'y'}));
  const auto kept = *store.tracking().events(first);
  BOOST_TEST_REQUIRE(kept.size() == 2u);
  BOOST_TEST((kept[1].event_ref == hash_of(3) && kept[1].session_ref == hash_of(73)));
  BOOST_TEST((kept[1].sealed == std::vector<char>{'s', '\0', 'd'}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_event_is_added_once, Backend, Backends) {
  Tracked<Backend> store;
  const TrackingDayId day = store.add_day("acme", 20'000, 5);
  const std::vector<TrackingEvent> events{store.event(day, 1, 71), store.event(day, 2, 71),
                                          store.event(day, 1, 71)};
  BOOST_TEST((*store.tracking().add_events(events) == std::vector<bool>{true, true, false}));
  const TrackingDayId next = store.add_day("acme", 20'001, 6);
  const std::vector<TrackingEvent> again{store.event(next, 2, 71), store.event(next, 3, 71)};
  BOOST_TEST((*store.tracking().add_events(again) == std::vector<bool>{false, true}));
  BOOST_TEST((store.counts() == Counts{2, 1}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_day_lets_go_of_its_key_then_its_events_go_piece_by_piece, Backend, Backends) {
  Tracked<Backend> store;
  const TrackingDayId day = store.add_day("acme", 20'000, 5), other = store.add_day("acme", 20'001, 6);
  std::vector<TrackingEvent> events;
  for (std::uint64_t number = 1; number <= static_cast<std::uint64_t>(kTrackingRowsPerPurge) + 1; ++number)
    events.push_back(store.event(day, number, 71));
  events.push_back(store.event(other, 999'999, 71));
  BOOST_TEST_REQUIRE(store.tracking().add_events(events).ok());
  BOOST_TEST_REQUIRE(store.tracking().begin_purge(day, R"({"day":"gone"})").ok());
  BOOST_TEST((store.certificates() == Texts{R"({"day":"gone"})"}));
  BOOST_TEST(!store.tracking().days()->front().key.has_value());
  store.open();
  int rounds = 0;
  while (*store.tracking().go_on_purging(day)) ++rounds;
  BOOST_TEST(rounds == 2);
  BOOST_TEST((store.counts() == Counts{1}));
  BOOST_TEST(store.tracking().events(day)->empty());
  BOOST_TEST(store.tracking().events(other)->size() == 1u);
  BOOST_TEST(!*store.tracking().go_on_purging(day), "what is gone is gone");
  BOOST_TEST(store.add_day("acme", 20'000, 5) > other, "no number comes twice");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(sessions_are_counted_and_erased_by_day, Backend, Backends) {
  Tracked<Backend> store;
  const TrackingDayId first = store.add_day("acme", 20'000, 5), second = store.add_day("acme", 20'001, 6);
  const std::vector<TrackingEvent> events{store.event(first, 1, 71), store.event(first, 2, 72),
                                          store.event(first, 3, 71), store.event(second, 4, 81),
                                          store.event(second, 5, 71)};
  BOOST_TEST_REQUIRE(store.tracking().add_events(events).ok());
  const std::vector<TrackedSession> session{{first, hash_of(71)}, {second, hash_of(81)}};
  BOOST_TEST(*store.tracking().count(session) == 3);
  const auto erased = *store.tracking().erase(session, R"({"session":"gone"})");
  BOOST_TEST_REQUIRE(erased.size() == 2u);
  BOOST_TEST((erased[0].day == first && erased[0].events == 2));
  BOOST_TEST((erased[1].day == second && erased[1].events == 1));
  BOOST_TEST((store.counts() == Counts{1, 1}));
  BOOST_TEST(*store.tracking().count(session) == 0);
  BOOST_TEST(store.tracking().erase(session, R"({"session":"again"})")->empty());
  BOOST_TEST((store.certificates() == Texts{R"({"session":"gone"})"}));
}

BOOST_AUTO_TEST_SUITE_END()
