// What tenants have when they come from another node, for every database alike.
#include <boost/test/unit_test.hpp>

#include "core/store/recovery.hpp"
#include "tests/core/store/contract/backends.hpp"
#include "tests/core/store/recording_store.hpp"
#include "tests/core/store/rows.hpp"

using namespace hub::store;
using hub::testing::Backends;
using hub::testing::plain_case;
using hub::testing::plain_settlement;

namespace {

constexpr TenantId kOurs = 1, kTheirs = 2;

bool is_ours(TenantId tenant) {
  return tenant == kOurs;
}

template <class Backend>
struct Shared {
  Shared() : database(std::move(*backend.open())) {
    WriteGroup group;
    for (std::uint32_t number = 1; number <= 4; ++number) {
      group.accepts.push_back(plain_case(number));
      group.accepts.back().tenant = number <= 2 ? kOurs : kTheirs;
    }
    rows = database->commit(group)->rows;
    // The node before had begun to delete these two, one of each tenant.
    WriteGroup deleting;
    deleting.deleting = {plain_settlement(rows[1], 2), plain_settlement(rows[3], 4)};
    deleting.deleting.back().tenant = kTheirs;
    BOOST_TEST_REQUIRE(database->commit(deleting).ok());
  }
  std::vector<CaseRow> left() {
    std::vector<CaseRow> found;
    BOOST_TEST_REQUIRE(database->for_each_live([&](const LiveCase& one) { found.push_back(one.row); }).ok());
    return found;
  }

  Backend backend;
  std::unique_ptr<Database> database;
  std::vector<CaseRow> rows;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(holdings_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(what_a_tenant_has_is_read_without_what_others_have, Backend, Backends) {
  Shared<Backend> store;
  const auto holdings = read_holdings(*store.database, is_ours, 0);
  BOOST_TEST_REQUIRE(holdings.ok());
  BOOST_TEST_REQUIRE(holdings->live.size() == 1u);
  BOOST_TEST(holdings->live.front().row == store.rows[0]);
  BOOST_TEST_REQUIRE(holdings->tombstones.size() == 1u);
  BOOST_TEST((holdings->tombstones.front().case_ref == hub::testing::hash_of(102)));
  BOOST_TEST((holdings->unfinished.rows == std::vector{store.rows[1]}));
  BOOST_TEST((holdings->unfinished.slots == std::vector<hub::vault::SlotNumber>{2}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_deletion_that_another_node_had_begun_is_finished, Backend, Backends) {
  Shared<Backend> store;
  hub::testing::Diary diary;
  hub::testing::RecordingVault vault(diary);
  const auto holdings = read_holdings(*store.database, is_ours, 0);
  BOOST_TEST_REQUIRE(finish_deletions(*store.database, vault, holdings->unfinished).ok());
  BOOST_TEST((diary.lines == std::vector<std::string>{"destroy_keys 1"}));
  BOOST_TEST((store.left() == std::vector{store.rows[0], store.rows[2], store.rows[3]}));
}

BOOST_AUTO_TEST_SUITE_END()
