// The store of a simulated fleet keeps the rules that tests/core/store/fleet_test.cpp and
// postgres_keys_test.cpp show of PostgreSQL.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/core/store/rows.hpp"
#include "tests/simulation/fleet/shared_store.hpp"

using namespace hub::simulation;
using namespace hub::store;
using hub::testing::plain_case;
using hub::testing::plain_settlement;
using Names = std::vector<std::string>;

namespace {

// Its keys are wrapped by the epoch whose bytes are all zero.
struct TwoNodes {
  TwoNodes() {
    BOOST_TEST_REQUIRE(shared.open().ok());
    BOOST_TEST_REQUIRE(shared.keys.begin({}, {{}, "north"}, {}).ok());
    north = enter(shared, of_north, "north");
    south = enter(shared, of_south, "south");
  }
  NodeView seen(const std::string& name) {
    const auto view = south->fleet()->beat();
    BOOST_TEST_REQUIRE(view.ok());
    const auto found =
        std::ranges::find_if(view->nodes, [&](const NodeView& one) { return one.node.name == name; });
    BOOST_TEST_REQUIRE((found != view->nodes.end()));
    return *found;
  }
  static hub::Result<Committed> accept(Database& database, std::uint32_t number) {
    WriteGroup group;
    group.accepts.push_back(plain_case(number));
    return database.commit(group);
  }
  std::size_t rows() {
    std::size_t count = 0;
    BOOST_TEST_REQUIRE(shared.database().for_each_live([&](const LiveCase&) { ++count; }).ok());
    return count;
  }

  hub::SeededRandom random{1};
  Tally tally;
  SharedStore shared{random, tally};
  StoreLink of_north, of_south;
  std::unique_ptr<Database> north, south;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(shared_store)

BOOST_FIXTURE_TEST_CASE(a_buried_node_writes_nothing_more_and_its_tenants_are_free, TwoNodes) {
  BOOST_TEST_REQUIRE(north->fleet()->claim(Names{"acme"}).ok());
  BOOST_TEST_REQUIRE(accept(*north, 1).ok());
  BOOST_TEST(*south->fleet()->bury(seen("north")));
  BOOST_TEST(accept(*north, 2).error().code == "node_buried");
  BOOST_TEST(north->fleet()->beat().error().code == "node_buried");
  BOOST_TEST(north->fleet()->claim(Names{"globex"}).error().code == "node_buried");
  BOOST_TEST(north->epoch_table()->epochs().error().code == "node_buried");
  BOOST_TEST(*south->fleet()->claim(Names{"acme"}) == Names{"acme"});
  BOOST_TEST(accept(*south, 3).ok());
  BOOST_TEST(rows() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_node_that_beats_is_not_buried, TwoNodes) {
  const NodeView before = seen("north");
  BOOST_TEST_REQUIRE(north->fleet()->beat().ok());
  BOOST_TEST(!*south->fleet()->bury(before));
  BOOST_TEST(*south->fleet()->bury(seen("north")));
}

BOOST_FIXTURE_TEST_CASE(a_node_that_starts_again_keeps_what_it_owned_and_ends_the_one_before, TwoNodes) {
  BOOST_TEST_REQUIRE(north->fleet()->claim(Names{"acme"}).ok());
  const auto again = enter(shared, of_north, "north");
  BOOST_TEST(accept(*north, 1).error().code == "store_taken");
  BOOST_TEST(accept(*again, 2).ok());
  BOOST_TEST(again->fleet()->beat()->owners.at("acme") == "north");
  BOOST_TEST(accept(*south, 3).ok(), "the others go on");
}

BOOST_FIXTURE_TEST_CASE(a_tenant_is_claimed_by_one_node_and_handed_by_its_owner, TwoNodes) {
  BOOST_TEST(*north->fleet()->claim(Names{"acme"}) == Names{"acme"});
  BOOST_TEST(south->fleet()->claim(Names{"acme"})->empty());
  BOOST_TEST(!*south->fleet()->hand("acme", "south"), "it is not the owner");
  BOOST_TEST(!*north->fleet()->hand("acme", "west"), "there is no such node");
  BOOST_TEST_REQUIRE(south->fleet()->announce_leaving().ok());
  BOOST_TEST(!*north->fleet()->hand("acme", "south"), "it leaves");
  south = enter(shared, of_south, "south");
  BOOST_TEST(*north->fleet()->hand("acme", "south"));
  BOOST_TEST(north->fleet()->beat()->owners.at("acme") == "south");
  BOOST_TEST(south->fleet()->leave().ok());
  BOOST_TEST(north->fleet()->beat()->owners.empty());
  BOOST_TEST(accept(*south, 1).error().code == "node_buried");
}

BOOST_FIXTURE_TEST_CASE(certificates_of_several_nodes_have_one_sequence, TwoNodes) {
  for (std::uint32_t number = 1; number <= 10; ++number) {
    Database& database = number % 2 == 0 ? *north : *south;
    const auto accepted = accept(database, number);
    BOOST_TEST_REQUIRE(accepted.ok());
    WriteGroup settling;
    settling.deleting = {plain_settlement(accepted->rows.at(0), number)};
    BOOST_TEST_REQUIRE(database.commit(settling).ok());
  }
  const auto certificates = south->certificates(-1, 100);
  BOOST_TEST_REQUIRE((certificates.ok() && certificates->size() == 10u));
  for (std::size_t at = 0; at < certificates->size(); ++at)
    BOOST_TEST(certificates->at(at).index == static_cast<std::int64_t>(at));
  BOOST_TEST(shared.keys.keys.empty(), "keys go with what they open");
}

BOOST_FIXTURE_TEST_CASE(no_key_is_stored_under_an_epoch_that_has_ended, TwoNodes) {
  const std::vector<hub::vault::EpochId> all(1);
  BOOST_TEST(south->epoch_table()->end(all, {})->size() == 1u);
  BOOST_TEST(accept(*north, 1).error().code == "epoch_over");
  BOOST_TEST(rows() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_node_that_cannot_reach_the_store_does_nothing_and_the_others_go_on, TwoNodes) {
  of_north.is_cut = true;
  BOOST_TEST(accept(*north, 1).error().code == "database_away");
  BOOST_TEST(north->fleet()->beat().error().code == "database_away");
  BOOST_TEST(!north->certificate_count().ok());
  BOOST_TEST(accept(*south, 2).ok());
  of_north.is_cut = false;
  BOOST_TEST(accept(*north, 3).ok());
  shared.is_away = true;
  BOOST_TEST(accept(*south, 4).error().code == "database_away");
  BOOST_TEST(rows() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_commit_in_doubt_was_made_or_not_and_ends_its_node, TwoNodes) {
  of_north.doubt = StoreLink::Doubt::commit_lost;
  BOOST_TEST(accept(*north, 1).error().code == "outcome_unknown");
  BOOST_TEST(rows() == 0u);
  of_north.doubt = StoreLink::Doubt::answer_lost;
  BOOST_TEST(accept(*north, 2).error().code == "outcome_unknown");
  BOOST_TEST(rows() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
