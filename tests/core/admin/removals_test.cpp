// Tenants leave through the API, step by step.
#include "core/admin/removals.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

using hub::admin::testing::Json;
using hub::admin::testing::RunningApi;

namespace {
constexpr const char* kPath = "/api/v1/tenants/acme/removal";
constexpr const char* kDrain = R"({"mode":"drain"})";
}  // namespace

BOOST_AUTO_TEST_SUITE(admin_removals)

BOOST_AUTO_TEST_CASE(a_removal_begins_is_shown_and_ends_when_nothing_is_left) {
  RunningApi hub;
  hub.removals.tenants = {"acme"};
  BOOST_TEST(hub.ask("admin", "GET", kPath).status == 404);
  BOOST_TEST(hub.ask("admin", "POST", kPath, kDrain).status == 200);
  hub.removals.begun.at("acme").cases = 2;
  const Json shown(hub.ask("viewer", "GET", kPath).status == 403 ? hub.ask("operator", "GET", kPath).body
                                                                 : "");
  BOOST_TEST(shown->text_at("mode") == "drain");
  BOOST_TEST(shown->text_at("begun_by") == "admin-person");
  BOOST_TEST(shown->find("cases")->as_integer() == 2);
  BOOST_TEST(!shown->find("empty")->as_boolean());
  BOOST_TEST(hub.ask("admin", "POST", std::string(kPath) + "/finish").status == 409);
  hub.removals.begun.at("acme").cases = 0;
  BOOST_TEST(hub.ask("admin", "POST", std::string(kPath) + "/finish").status == 200);
}

BOOST_AUTO_TEST_CASE(what_is_no_removal_is_refused) {
  RunningApi hub;
  for (const char* body : {"", "{}", R"({"mode":"now"})", R"({"mode":"drain","more":1})"})
    BOOST_TEST(hub.ask("admin", "POST", kPath, body).status == 400, body);
  BOOST_TEST(hub.ask("admin", "POST", kPath, kDrain).status == 404, "there is no such tenant");
  BOOST_TEST(hub.ask("admin", "DELETE", "/api/v1/partners/nordic").status == 404);
}

BOOST_AUTO_TEST_CASE(a_removal_is_noted_with_whose_it_is) {
  RunningApi hub;
  hub.removals.tenants = {"acme"};
  hub.removals.partners = {"nordic"};
  BOOST_TEST(hub.ask("admin", "POST", kPath, R"({"mode":"expire"})").status == 200);
  BOOST_TEST((hub.removals.begun.at("acme").mode == hub::admin::RemovalMode::expire));
  BOOST_TEST(hub.audit.entries.front().operation == "beginRemoval");
  BOOST_TEST(hub.audit.entries.front().tenant == "acme");
  BOOST_TEST(hub.audit.entries.front().outcome == "0 cases left");
  BOOST_TEST(hub.ask("admin", "DELETE", "/api/v1/partners/nordic").status == 200);
  BOOST_TEST(hub.audit.entries.back().resource == "partner nordic");
}

BOOST_AUTO_TEST_SUITE_END()
