// The certificate log in numbers.
#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

using hub::admin::testing::RunningApi;
using std::chrono::hours;

BOOST_AUTO_TEST_SUITE(admin_certificates)

BOOST_AUTO_TEST_CASE(those_of_today_are_counted_since_midnight) {
  RunningApi hub;
  const auto midnight = std::chrono::floor<std::chrono::days>(hub.clock.wall_now());
  for (int day = 3; day >= 1; --day)
    hub.views.entries.push_back(R"({"settled":")" + hub::format_timestamp(midnight - hours(24 * day - 1)) +
                                R"("})");
  hub.views.entries.push_back(R"({"settled":")" + hub::format_timestamp(midnight) + R"("})");
  hub.views.entries.push_back(R"({"kind":"purged","at":")" + hub::format_timestamp(midnight + hours(1)) +
                              R"("})");
  hub.views.certificate_total = 5;
  const auto answer = hub.ask("viewer", "GET", "/api/v1/certificates/summary");
  BOOST_TEST(answer.body == R"({"total":5,"today":2})");
}

BOOST_AUTO_TEST_CASE(an_empty_log_has_none) {
  RunningApi hub;
  BOOST_TEST(hub.ask("auditor", "GET", "/api/v1/certificates/summary").body == R"({"total":0,"today":0})");
  BOOST_TEST(hub.ask("partner", "GET", "/api/v1/certificates/summary").status == 403);
}

BOOST_AUTO_TEST_SUITE_END()
