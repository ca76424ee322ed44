// Tables that a later hub has changed: which hubs work beside them, and which have to have stopped before.
#include <boost/test/unit_test.hpp>

#include "core/store/postgres/schema.hpp"
#include "tests/core/store/contract/postgres_backend.hpp"
#include "tests/core/store/rows.hpp"

using namespace hub::store;
using namespace hub::store::postgres;
using hub::testing::hash_of;
using hub::testing::plain_case;

namespace {

constexpr std::array kLaterStep = {"CREATE TABLE later(number BIGINT PRIMARY KEY)"};

struct Upgraded {
  hub::testing::PostgresBackend backend;
  Link link{backend.settings, backend.health};
  const std::int64_t known = std::ssize(steps());

  // As node "north" of the next version does when it starts. How it fails.
  std::optional<hub::Error> upgrade(std::int64_t works_from) {
    std::vector<Step> all(steps().begin(), steps().end());
    all.push_back({kLaterStep, works_from});
    auto done = prepare_schema(link, all, "north");
    return done.ok() ? std::nullopt : std::optional(std::move(done).error());
  }
  std::int64_t version() { return backend.run("SELECT version FROM hub_schema").integer(0, 0); }
};

bool accepts(Database& database, std::uint32_t number) {
  WriteGroup group;
  group.accepts.push_back(plain_case(number));
  return database.commit(group).ok();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schema)

BOOST_FIXTURE_TEST_CASE(a_hub_goes_on_and_starts_again_beside_tables_that_only_grew, Upgraded) {
  auto south = backend.open_as("south");
  BOOST_TEST(!upgrade(known).has_value());
  BOOST_TEST(version() == known + 1);
  BOOST_TEST(accepts(*south, 1));
  south = backend.open_as("south");
  BOOST_TEST(accepts(*south, 2));
  BOOST_TEST(backend.open(PostgresUse::look).ok());
  BOOST_TEST(version() == known + 1);
}

BOOST_FIXTURE_TEST_CASE(a_hub_that_knows_too_little_of_the_tables_is_refused_and_leaves_them_alone,
                        Upgraded) {
  BOOST_TEST(backend.open_as("south")->fleet()->leave().ok());
  BOOST_TEST(!upgrade(known + 1).has_value());
  for (const PostgresUse use : {PostgresUse::write, PostgresUse::look}) {
    const auto refused = backend.open(use);
    BOOST_TEST_REQUIRE(!refused.ok());
    BOOST_TEST(refused.error().code == "schema_newer");
    BOOST_TEST((refused.error().kind == hub::ErrorKind::config));
  }
  BOOST_TEST(backend.run("SELECT count(*) FROM nodes").integer(0, 0) == 0);
}

BOOST_FIXTURE_TEST_CASE(tables_are_not_changed_under_a_hub_that_could_not_work_with_them, Upgraded) {
  const auto south = backend.open_as("south");
  const auto refused = upgrade(known + 1);
  BOOST_TEST_REQUIRE(refused.has_value());
  BOOST_TEST(refused->code == "older_nodes");
  BOOST_TEST(refused->message.find("south (") != std::string::npos, refused->message);
  BOOST_TEST(version() == known);
  BOOST_TEST(accepts(*south, 1));
  BOOST_TEST_REQUIRE(south->fleet()->leave().ok());
  BOOST_TEST(!upgrade(known + 1).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_hub_whose_place_is_taken_is_in_nobodys_way, Upgraded) {
  const auto before = backend.open_as("north");
  BOOST_TEST(!upgrade(known + 1).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_hub_does_not_enter_when_the_tables_changed_after_it_had_looked, Upgraded) {
  BOOST_TEST_REQUIRE(prepare_schema(link, steps(), "south").ok());
  BOOST_TEST(!upgrade(known + 1).has_value());
  NodeSelf south;
  south.name = "south";
  const auto refused = claim(link, hash_of(1), south, known);
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "schema_newer");
  BOOST_TEST(claim(link, hash_of(1), south, known + 1).ok());
}

BOOST_AUTO_TEST_SUITE_END()
