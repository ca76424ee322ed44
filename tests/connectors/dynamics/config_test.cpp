// Settings as an administrator writes them, and what `target setup` prints.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "connectors/connectors.hpp"
#include "core/base/uuid.hpp"
#include "core/model/json.hpp"
#include "tests/support/make_connector.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::dynamics {

namespace {

struct Fixture {
  Fixture() { setenv("HUB_TEST_DYNAMICS_SECRET", "hush", 1); }

  Result<std::unique_ptr<delivery::Connector>> create(const std::string& more) {
    return testing::make_connector("dynamics",
                                   "base_url: https://acme.crm4.dynamics.com/\ndirectory_id: dir\n"
                                   "client_id: app\nclient_secret: env:HUB_TEST_DYNAMICS_SECRET\n" +
                                       more,
                                   {http, clock});
  }
  std::string complaint(const std::string& more) {
    const auto created = create(more);
    return created.ok() ? "none" : created.error().message;
  }

  IoContext io;
  testing::VirtualClock clock;
  testing::ScriptedClient http;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(dynamics_config, Fixture)

BOOST_AUTO_TEST_CASE(the_token_is_for_the_environment_and_every_call_says_its_version) {
  auto connector = create("");
  BOOST_REQUIRE(connector.ok());
  http.expect("POST", "https://login.microsoftonline.com/dir/oauth2/v2.0/token",
              testing::json_answer(200, R"({"access_token":"t","expires_in":3599})"));
  http.expect("GET", "https://acme.crm4.dynamics.com/api/data/v9.2/incidents?$select=incidentid&$top=1",
              testing::json_answer(200, R"({"value":[]})"));
  BOOST_TEST(testing::run_task(io, clock, (*connector)->probe()).ok());
  BOOST_TEST(http.seen()[0].body.view() ==
             "grant_type=client_credentials&client_id=app&client_secret=hush&"
             "scope=https%3A%2F%2Facme.crm4.dynamics.com%2F.default");
  BOOST_TEST(*http.last().headers.find("OData-MaxVersion") == "4.0");
  BOOST_TEST(*http.last().headers.find("Authorization") == "Bearer t");
}

BOOST_AUTO_TEST_CASE(sovereign_clouds_have_their_own_login) {
  auto connector = create("login_url: https://login.microsoftonline.us/\napi_version: v9.1\n");
  BOOST_REQUIRE(connector.ok());
  http.expect("POST", "https://login.microsoftonline.us/dir/oauth2/v2.0/token",
              testing::json_answer(200, R"({"access_token":"t"})"));
  http.expect("GET", "/api/data/v9.1/incidents?$select=incidentid&$top=1", testing::json_answer(200, "{}"));
  BOOST_TEST(testing::run_task(io, clock, (*connector)->probe()).ok());
}

BOOST_AUTO_TEST_CASE(a_collector_is_a_contact_or_an_account_with_its_id) {
  const std::string id = "5c1a5c1a-0000-4000-8000-000000000000";
  BOOST_TEST(complaint("collector: contacts(" + id + ")\n") == "none");
  BOOST_TEST(complaint("collector: accounts(" + id + ")\n") == "none");
  for (const std::string& wrong : {id, "leads(" + id + ")", "contacts(" + id, std::string("contacts(Kim)")})
    BOOST_TEST(contains(complaint("collector: " + wrong + "\n"), "must be contacts(ID) or accounts(ID)"),
               wrong);
  BOOST_TEST(contains(complaint("resolve_status: solved\n"), "must be a number"));
}

BOOST_AUTO_TEST_CASE(the_printed_set_up_makes_the_contact_that_it_names) {
  Registry registry;
  add_all(registry);
  const auto files = registry.find("dynamics")->setup_files();
  BOOST_REQUIRE(files.size() == 2u);
  model::Arena arena;
  model::JsonParser parser;
  BOOST_TEST(parser.parse(files[0].content, arena)->text_at("lastname") == "Web visitors");
  const std::string& script = files[1].content;
  const std::size_t at = script.find("collector: contacts(");
  BOOST_REQUIRE((at != script.npos));
  const std::string id = script.substr(at + 20, 36);
  BOOST_TEST(is_uuid(id));
  BOOST_TEST(contains(script, "/api/data/v9.2/contacts(" + id + ")\""));
  BOOST_TEST(complaint("collector: contacts(" + id + ")\n") == "none");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::dynamics
