// Tenants move between cells through the API, part by part.
#include "core/admin/moves.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

using hub::admin::testing::Json;
using hub::admin::testing::RunningApi;

namespace {
constexpr const char* kMove = "/api/v1/tenants/acme/move";
constexpr const char* kMoves = "/api/v1/moves";

std::string from(const std::string& place) {
  return R"({"to":"hubcell_other","from":")" + place + "\"}";
}
}  // namespace

BOOST_AUTO_TEST_SUITE(admin_moves)

BOOST_AUTO_TEST_CASE(a_tenant_is_given_and_taken_in_parts) {
  RunningApi hub;
  hub.removals.tenants = {"acme"};
  BOOST_TEST(hub.ask("admin", "POST", "/api/v1/tenants/acme/removal", R"({"mode":"move"})").status == 200);
  BOOST_TEST((hub.removals.begun.at("acme").mode == hub::admin::RemovalMode::move));
  const Json cell(hub.ask("viewer", "GET", "/api/v1/cell").body);
  BOOST_TEST(cell->text_at("key") == "hubcell_this");
  BOOST_TEST(hub.ask("admin", "POST", kMove, from("")).status == 404, "no move has begun");
  hub.moves.moving = {"acme"};
  std::string place;
  for (int number = 1; number <= 3; ++number) {
    const Json given(hub.ask("admin", "POST", kMove, from(place)).body);
    place = given->text_at("next");
    const std::string part(given->text_at("part"));
    const Json taken(hub.ask("admin", "POST", kMoves, R"({"part":")" + part + "\"}").body);
    BOOST_TEST(taken->text_at("tenant") == "acme");
    BOOST_TEST(taken->find("here")->as_boolean() == (number == 3));
  }
  BOOST_TEST(place.empty());
  BOOST_TEST(hub.moves.taken.back() == "acme-3 by admin-person");
  BOOST_TEST(hub.audit.entries.back().operation == "takeMove");
  BOOST_TEST(hub.audit.entries.back().outcome == "tenant acme is here");
  BOOST_TEST(hub.ask("admin", "POST", kMoves, R"({"part":"acme-4"})").status == 409);
}

BOOST_AUTO_TEST_CASE(what_is_no_part_or_place_is_refused) {
  RunningApi hub;
  hub.moves.moving = {"acme"};
  for (const char* body : {"", "{}", R"({"to":"hubcell_other"})", R"({"to":1,"from":""})",
                           R"({"to":"hubcell_mine","from":""})", R"({"to":"hubcell_other","from":"","x":1})"})
    BOOST_TEST(hub.ask("admin", "POST", kMove, body).status == 400, body);
  for (const char* body : {"", "[]", R"({"part":7})", R"({"part":"x"})"})
    BOOST_TEST(hub.ask("admin", "POST", kMoves, body).status == 400, body);
  BOOST_TEST(hub.moves.taken.empty());
}

BOOST_AUTO_TEST_SUITE_END()
