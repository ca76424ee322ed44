// Settings as an administrator writes them.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/support/make_connector.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::servicenow {

namespace {

const std::string kBase = "base_url: https://acme.service-now.com/\n";

struct Fixture {
  Fixture() { setenv("HUB_TEST_SERVICENOW_SECRET", "hush", 1); }
  Result<std::unique_ptr<delivery::Connector>> create(const std::string& yaml) {
    return testing::make_connector("servicenow", kBase + yaml, {http, clock});
  }
  std::string complaint(const std::string& yaml) {
    const auto created = create(yaml);
    return created.ok() ? "none" : created.error().message;
  }
  bool probes(const std::string& yaml) { return testing::run_task(io, clock, (*create(yaml))->probe()).ok(); }

  IoContext io;
  testing::VirtualClock clock;
  testing::ScriptedClient http;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(servicenow_config, Fixture)

BOOST_AUTO_TEST_CASE(an_oauth_application_logs_in_with_its_credentials) {
  http.expect("POST", "https://acme.service-now.com/oauth_token.do",
              testing::json_answer(200, R"({"access_token":"t","expires_in":1799})"));
  http.expect("GET", "/api/now/v2/table/incident?sysparm_limit=1&sysparm_fields=sys_id",
              testing::json_answer(200, R"({"result":[]})"));
  BOOST_TEST(probes("client_id: app\nclient_secret: env:HUB_TEST_SERVICENOW_SECRET\ncase_table: incident\n"));
  BOOST_TEST(http.seen()[0].body.view() == "grant_type=client_credentials&client_id=app&client_secret=hush");
}

BOOST_AUTO_TEST_CASE(a_user_may_log_in_by_name_and_password) {
  http.expect("GET", "/api/now/v2/table/sn_customerservice_case?sysparm_limit=1&sysparm_fields=sys_id",
              testing::json_answer(200, R"({"result":[]})"));
  BOOST_TEST(probes("auth: basic\nusername: hub\npassword: env:HUB_TEST_SERVICENOW_SECRET\n"));
  BOOST_TEST(*http.last().headers.find("Authorization") == "Basic aHViOmh1c2g=");
}

BOOST_AUTO_TEST_CASE(what_is_missing_or_out_of_bounds_is_named) {
  BOOST_TEST(contains(complaint(""), "needs the setting 'client_id'"));
  BOOST_TEST(contains(complaint("auth: basic\nusername: hub\n"), "needs the setting 'password'"));
  BOOST_TEST(contains(complaint("batch_records: 101\n"), "must be 1 to 100"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::servicenow
