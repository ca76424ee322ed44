// Visitor tracking through the API: counts, an end before its time, and erasure by session.
#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

using hub::admin::testing::Json;
using hub::admin::testing::RunningApi;

namespace {

struct TrackedHub : RunningApi {
  TrackedHub() {
    tracking.tenants = {{"acme", {30, 1000}, {{20'422, 7}, {20'423, 2}}}, {"globex", {}, {}}};
    tracking.gone = {2, 9};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_tracking)

BOOST_AUTO_TEST_CASE(events_are_counted_by_tenant_and_day_and_nothing_else_is_told) {
  TrackedHub hub;
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/tracking?tenant=acme").body ==
             R"({"tenants":[{"tenant":"acme","days_kept":30,"events_per_day":1000,"days":[)"
             R"({"day":"2025-11-30","events":7},{"day":"2025-12-01","events":2}]}]})");
  const Json all(hub.ask("auditor", "GET", "/api/v1/tracking").body);
  BOOST_TEST(all->find("tenants")->as_array().size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_administrator_deletes_all_of_a_tenant_and_that_is_noted) {
  TrackedHub hub;
  constexpr const char* kPath = "/api/v1/tenants/acme/tracking";
  BOOST_TEST(hub.ask("operator", "DELETE", kPath).status == 403);
  BOOST_TEST(hub.tracking.purged == "");
  BOOST_TEST(hub.ask("admin", "DELETE", kPath).body == R"({"days":2,"events":9})");
  BOOST_TEST(hub.tracking.purged == "acme");
  BOOST_TEST(hub.audit.entries.back().operation == "purgeTracking");
  BOOST_TEST(hub.audit.entries.back().tenant == "acme");
  BOOST_TEST(hub.audit.entries.back().outcome == "9 tracking events of 2 days deleted");
  BOOST_TEST(hub.ask("admin", "DELETE", "/api/v1/tenants/nobody/tracking").status == 404);
}

BOOST_AUTO_TEST_CASE(a_session_takes_its_tracking_events_along) {
  TrackedHub hub;
  const Json tried(
      hub.ask("admin", "POST", "/api/v1/cases/erase", R"({"tenant":"acme","session":"S-1","dry_run":true})")
          .body);
  BOOST_TEST(hub.tracking.was_dry_run);
  BOOST_TEST(tried->find("tracking_events")->as_integer() == 9);
  const Json erased(
      hub.ask("admin", "POST", "/api/v1/cases/erase", R"({"tenant":"acme","session":"S-1"})").body);
  BOOST_TEST(!hub.tracking.was_dry_run);
  BOOST_TEST(hub.tracking.erased_session == "S-1");
  BOOST_TEST(erased->find("tracking_events")->as_integer() == 9);
  BOOST_TEST(hub.audit.entries.back().outcome.find("9 tracking events") == 0u);
  const Json by_case(
      hub.ask("admin", "POST", "/api/v1/cases/erase", R"({"tenant":"acme","case":"C-1"})").body);
  BOOST_TEST((by_case->find("tracking_events") == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
