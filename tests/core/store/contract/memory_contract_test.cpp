// What is remembered of a tenant's cases goes from one store to another, for every database alike.
#include <boost/test/unit_test.hpp>

#include "tests/core/store/contract/opened.hpp"
#include "tests/core/store/rows.hpp"

using namespace hub::store;
using hub::testing::Backends;
using hub::testing::hash_of;
using hub::testing::Opened;

namespace {

constexpr TenantId kOurs = 1, kTheirs = 2;
constexpr std::int64_t kDay = 20'000;

// `first` and as many after it, two a day, with a session each.
Memory some(std::uint64_t first, std::uint64_t count) {
  Memory memory;
  for (std::uint64_t number = first; number < first + count; ++number) {
    const std::int64_t day = kDay + static_cast<std::int64_t>(number / 2);
    memory.tombstones.push_back(
        {kTheirs, day, -1, hash_of(100 + number), hash_of(200 + number), hash_of(300 + number)});
    memory.traces.push_back({hash_of(400 + number), {'i', 'd', '\0'}, day + 30});
  }
  return memory;
}

// All of it, by pages of two.
template <class Backend>
Memory all_of(Opened<Backend>& store, TenantId tenant) {
  Memory all;
  for (std::optional<MemoryPlace> place = MemoryPlace{}; place;) {
    const auto page = store.database->memory(tenant, *place, 2);
    BOOST_TEST_REQUIRE(page.ok());
    BOOST_TEST(page->memory.tombstones.size() + page->memory.traces.size() <= 2u);
    all.tombstones.insert(all.tombstones.end(), page->memory.tombstones.begin(),
                          page->memory.tombstones.end());
    all.traces.insert(all.traces.end(), page->memory.traces.begin(), page->memory.traces.end());
    place = page->next;
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(memory_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_remembered_is_given_by_pages_and_is_its_tenants_alone, Backend,
                              Backends) {
  Opened<Backend> store;
  BOOST_TEST_REQUIRE(store.database->remember(kOurs, some(1, 5), false).ok());
  BOOST_TEST_REQUIRE(store.database->remember(kTheirs, some(50, 3), false).ok());
  store.open();
  const Memory ours = all_of(store, kOurs);
  BOOST_TEST_REQUIRE(ours.tombstones.size() == 5u);
  BOOST_TEST_REQUIRE(ours.traces.size() == 5u);
  for (std::uint64_t at = 0; at < 5; ++at) {
    const Tombstone& one = ours.tombstones[at];
    BOOST_TEST((one.tenant == kOurs && one.day == kDay + static_cast<std::int64_t>((at + 1) / 2)));
    BOOST_TEST((one.case_ref == hash_of(101 + at) && one.event_ref == hash_of(201 + at)));
    BOOST_TEST((one.fingerprint == hash_of(301 + at) && one.certificate == -1));
    BOOST_TEST((ours.traces[at].session_ref == hash_of(401 + at) && ours.traces[at].day == one.day + 30));
    BOOST_TEST((ours.traces[at].sealed_case_id == std::vector<char>{'i', 'd', '\0'}));
  }
  BOOST_TEST(all_of(store, kTheirs).tombstones.size() == 3u);
  BOOST_TEST(store.database->session_traces(kOurs, hash_of(403))->size() == 1u);
  BOOST_TEST(store.database->session_traces(kOurs, hash_of(451))->empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_comes_anew_takes_the_place_of_what_was_there, Backend, Backends) {
  Opened<Backend> store;
  for (const TenantId tenant : {kOurs, kTheirs})
    BOOST_TEST_REQUIRE(store.database->remember(tenant, some(1, 4), false).ok());
  BOOST_TEST_REQUIRE(store.database->remember(kOurs, some(7, 1), true).ok());
  BOOST_TEST_REQUIRE(store.database->remember(kOurs, some(8, 1), false).ok());
  const Memory ours = all_of(store, kOurs);
  BOOST_TEST_REQUIRE(ours.tombstones.size() == 2u);
  BOOST_TEST((ours.tombstones[0].case_ref == hash_of(107) && ours.tombstones[1].case_ref == hash_of(108)));
  BOOST_TEST(ours.traces.size() == 2u);
  BOOST_TEST(all_of(store, kTheirs).tombstones.size() == 4u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_case_that_ends_here_is_remembered_beside_those_that_came, Backend, Backends) {
  Opened<Backend> store;
  BOOST_TEST_REQUIRE(store.database->remember(kOurs, some(3, 1), false).ok());
  const CaseRow row = store.accept(hub::testing::plain_case(1));
  WriteGroup group;
  group.deleting = {hub::testing::plain_settlement(row, 1)};
  store.commit(std::move(group));
  BOOST_TEST(all_of(store, kOurs).tombstones.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
