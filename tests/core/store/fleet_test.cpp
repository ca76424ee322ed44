// Several nodes on one store: they write side by side, one owner for each tenant, and whoever was buried
// writes nothing more.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "tests/core/store/contract/backends.hpp"
#include "tests/core/store/rows.hpp"

using namespace hub::store;
using hub::testing::plain_case;
using hub::testing::plain_settlement;
using hub::testing::PostgresBackend;

namespace {

using Names = std::vector<std::string>;

struct TwoNodes {
  PostgresBackend backend;
  std::unique_ptr<Database> north = backend.open_as("north"), south = backend.open_as("south");

  NodeView seen(const std::string& name) {
    const auto view = south->fleet()->beat();
    BOOST_TEST_REQUIRE(view.ok());
    const auto found =
        std::ranges::find_if(view->nodes, [&](const NodeView& one) { return one.node.name == name; });
    BOOST_TEST_REQUIRE((found != view->nodes.end()));
    return *found;
  }
};

hub::Result<Committed> accept(Database& database, std::uint32_t number) {
  WriteGroup group;
  group.accepts.push_back(plain_case(number));
  return database.commit(group);
}

// Accepts and settles cases, and notes as much in the audit log.
void work(Database& database, std::uint32_t first, std::uint32_t count, bool& went_well) {
  went_well = true;
  for (std::uint32_t number = first; number < first + count; ++number) {
    const auto accepted = accept(database, number);
    WriteGroup settling;
    if (accepted.ok()) settling.deleting = {plain_settlement(accepted->rows.at(0), number)};
    SourceChanges addendum;
    addendum.addenda = {"{}"};
    went_well = went_well && accepted.ok() && database.commit(settling).ok() &&
                database.commit_source(addendum).ok() && database.admin().note({}).ok();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fleet)

BOOST_FIXTURE_TEST_CASE(two_nodes_write_at_once_and_their_logs_have_neither_gaps_nor_twins, TwoNodes) {
  constexpr std::uint32_t kEach = 100;
  bool north_went_well = false, south_went_well = false;
  std::thread other([&] { work(*north, 1, kEach, north_went_well); });
  work(*south, 1 + kEach, kEach, south_went_well);
  other.join();
  BOOST_TEST((north_went_well && south_went_well));
  const auto certificates = north->certificates(-1, 10 * kEach);
  BOOST_TEST_REQUIRE(certificates.ok());
  BOOST_TEST(certificates->size() == 4 * kEach);
  for (std::size_t at = 0; at < certificates->size(); ++at)
    BOOST_TEST(certificates->at(at).index == static_cast<std::int64_t>(at));
  AuditFilter all;
  all.limit = 10 * kEach;
  const auto notes = south->admin().audit(all);
  BOOST_TEST_REQUIRE(notes->size() == 2 * kEach);
  BOOST_TEST((notes->front().number == 2 * kEach && notes->back().number == 1));
}

BOOST_FIXTURE_TEST_CASE(a_free_tenant_is_claimed_by_one_node, TwoNodes) {
  const Names all = {"acme", "globex", "initech"};
  BOOST_TEST(*north->fleet()->claim(Names{"globex"}) == Names{"globex"});
  auto claimed = *south->fleet()->claim(all);
  std::ranges::sort(claimed);
  BOOST_TEST((claimed == Names{"acme", "initech"}));
  BOOST_TEST(north->fleet()->claim(all)->empty());
  const auto view = north->fleet()->beat();
  BOOST_TEST_REQUIRE(view.ok());
  BOOST_TEST((view->nodes.size() == 2u && view->owners.size() == 3u));
  BOOST_TEST(view->owners.at("globex") == "north");
  BOOST_TEST(view->owners.at("acme") == "south");
}

BOOST_FIXTURE_TEST_CASE(of_two_nodes_that_claim_at_once_one_gets_each, TwoNodes) {
  Names all;
  for (int number = 100; number < 300; ++number) all.push_back("tenant-" + std::to_string(number));
  Names backwards(all.rbegin(), all.rend());
  Names of_north;
  std::thread other([&] { of_north = *north->fleet()->claim(all); });
  Names claimed = *south->fleet()->claim(backwards);
  other.join();
  claimed.insert(claimed.end(), of_north.begin(), of_north.end());
  std::ranges::sort(claimed);
  BOOST_TEST((claimed == all));
}

BOOST_FIXTURE_TEST_CASE(a_buried_node_writes_nothing_more_and_its_tenants_are_free, TwoNodes) {
  BOOST_TEST_REQUIRE(north->fleet()->claim(Names{"acme"}).ok());
  BOOST_TEST_REQUIRE(accept(*north, 1).ok());
  BOOST_TEST(*south->fleet()->bury(seen("north")));
  BOOST_TEST(accept(*north, 2).error().code == "node_buried");
  BOOST_TEST(north->fleet()->beat().error().code == "node_buried");
  BOOST_TEST(north->fleet()->claim(Names{"globex"}).error().code == "node_buried");
  BOOST_TEST(*south->fleet()->claim(Names{"acme"}) == Names{"acme"});
  BOOST_TEST(accept(*south, 3).ok());
  BOOST_TEST(south->fleet()->beat()->nodes.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_node_that_beats_or_is_in_the_middle_of_a_write_is_not_buried, TwoNodes) {
  const NodeView before = seen("north");
  BOOST_TEST_REQUIRE(north->fleet()->beat().ok());
  BOOST_TEST(!*south->fleet()->bury(before), "it has beaten since");
  const NodeView now = seen("north");
  const auto writing = postgres::Connection::open(backend.settings);
  BOOST_TEST_REQUIRE(writing.ok());
  BOOST_TEST_REQUIRE(
      (*writing)->run({{"BEGIN"}, {"UPDATE nodes SET commits = commits + 1 WHERE name = 'north'"}}).ok());
  BOOST_TEST(!*south->fleet()->bury(now), "it writes");
  BOOST_TEST_REQUIRE((*writing)->run(postgres::Statement{"ROLLBACK"}).ok());
  BOOST_TEST(*south->fleet()->bury(now));
  BOOST_TEST(!*south->fleet()->bury(now), "once is enough");
}

BOOST_FIXTURE_TEST_CASE(a_node_that_starts_again_keeps_what_it_owned_and_ends_the_one_before, TwoNodes) {
  BOOST_TEST_REQUIRE(north->fleet()->claim(Names{"acme"}).ok());
  const auto again = backend.open_as("north");
  BOOST_TEST(accept(*north, 1).error().code == "store_taken");
  BOOST_TEST(accept(*again, 2).ok());
  BOOST_TEST(again->fleet()->beat()->owners.at("acme") == "north");
  BOOST_TEST(accept(*south, 3).ok(), "the others go on");
}

BOOST_FIXTURE_TEST_CASE(a_tenant_is_handed_by_its_owner_to_a_node_that_is_there, TwoNodes) {
  BOOST_TEST_REQUIRE(north->fleet()->claim(Names{"acme"}).ok());
  BOOST_TEST(!*south->fleet()->hand("acme", "south"), "it is not the owner");
  BOOST_TEST(!*north->fleet()->hand("acme", "west"), "there is no such node");
  BOOST_TEST(*north->fleet()->hand("acme", "south"));
  BOOST_TEST(!*north->fleet()->hand("acme", "south"));
  BOOST_TEST(south->fleet()->beat()->owners.at("acme") == "south");
}

BOOST_FIXTURE_TEST_CASE(a_node_that_is_about_to_leave_gets_no_tenant_until_it_starts_again, TwoNodes) {
  BOOST_TEST_REQUIRE(north->fleet()->claim(Names{"acme"}).ok());
  BOOST_TEST(!seen("south").is_leaving);
  BOOST_TEST_REQUIRE(south->fleet()->announce_leaving().ok());
  BOOST_TEST(seen("south").is_leaving);
  BOOST_TEST(!*north->fleet()->hand("acme", "south"));
  south = backend.open_as("south");
  BOOST_TEST(!seen("south").is_leaving);
  BOOST_TEST(*north->fleet()->hand("acme", "south"));
}

BOOST_FIXTURE_TEST_CASE(whatever_administrators_change_through_one_node_the_others_notice, TwoNodes) {
  AdminStore& admin = north->admin();
  std::int64_t before = south->fleet()->beat()->administration;
  const auto is_noticed = [&](const hub::Result<void>& done) {
    BOOST_TEST(done.ok());
    const std::int64_t now = south->fleet()->beat()->administration;
    return std::exchange(before, now) < now;
  };
  BOOST_TEST(
      is_noticed(admin.put_resources(std::vector{StoredResource{"tenant", "", "acme", 0, "", "anna", {}}})));
  BOOST_TEST(is_noticed(admin.put_secret({"acme", "token", 1, {'a'}, {}, "anna"})));
  BOOST_TEST(is_noticed(admin.remove_secret("acme", "token")));
  BOOST_TEST(is_noticed(admin.put_key({"k1", "anna", "admin", "", "", "", {}, {}, "anna"})));
  BOOST_TEST(is_noticed(admin.remove_key("k1")));
  BOOST_TEST(is_noticed(admin.put_removal({"acme", false, {}, "anna"})));
  BOOST_TEST(is_noticed(admin.remove_tenant("acme", "{}")));
  BOOST_TEST(is_noticed(admin.remove_partner("nordic")));
  BOOST_TEST_REQUIRE(admin.note({}).ok());
  BOOST_TEST(!is_noticed({}), "the audit log is read when somebody asks");
}

BOOST_FIXTURE_TEST_CASE(a_node_that_leaves_takes_nothing_with_it, TwoNodes) {
  BOOST_TEST_REQUIRE(north->fleet()->claim(Names{"acme"}).ok());
  BOOST_TEST(north->fleet()->leave().ok());
  BOOST_TEST(accept(*north, 1).error().code == "node_buried");
  const auto view = south->fleet()->beat();
  BOOST_TEST_REQUIRE(view.ok());
  BOOST_TEST((view->nodes.size() == 1u && view->owners.empty()));
}

BOOST_AUTO_TEST_SUITE_END()
