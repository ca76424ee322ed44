// Settings as an administrator writes them, and what `target setup` makes of the account.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "connectors/connectors.hpp"
#include "core/model/json.hpp"
#include "tests/support/make_connector.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::hubspot {

namespace {

struct Fixture {
  Fixture() {
    add_all(registry);
    setenv("HUB_TEST_HUBSPOT_SECRET", "hush", 1);
  }
  Result<std::unique_ptr<delivery::Connector>> create(const std::string& yaml) {
    return testing::make_connector("hubspot", yaml, {http, clock});
  }
  std::string complaint(const std::string& yaml) {
    const auto created = create(yaml);
    return created.ok() ? "none" : created.error().message;
  }

  Registry registry;
  IoContext io;
  testing::VirtualClock clock;
  testing::ScriptedClient http;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hubspot_config, Fixture)

BOOST_AUTO_TEST_CASE(a_token_is_enough) {
  auto connector = create("access_token: env:HUB_TEST_HUBSPOT_SECRET\n");
  BOOST_REQUIRE(connector.ok());
  http.expect("GET", "https://api.hubapi.com/crm/v3/objects/tickets?limit=1&properties=hs_object_id",
              testing::json_answer(200, "{}"));
  BOOST_TEST(testing::run_task(io, clock, (*connector)->probe()).ok());
}

BOOST_AUTO_TEST_CASE(a_public_app_gets_its_tokens_by_a_refresh_token) {
  auto connector = create(
      "auth: refresh_token\nclient_id: app\nclient_secret: env:HUB_TEST_HUBSPOT_SECRET\n"
      "refresh_token: env:HUB_TEST_HUBSPOT_SECRET\nobjects_path: /crm/objects/2026-03/\n");
  BOOST_REQUIRE(connector.ok());
  http.expect("POST", "https://api.hubapi.com/oauth/v1/token",
              testing::json_answer(200, R"({"access_token":"t","expires_in":1800})"));
  http.expect("GET", "/crm/objects/2026-03/tickets?limit=1&properties=hs_object_id",
              testing::json_answer(200, "{}"));
  BOOST_TEST(testing::run_task(io, clock, (*connector)->probe()).ok());
  BOOST_TEST(http.seen()[0].body.view() ==
             "grant_type=refresh_token&client_id=app&client_secret=hush&refresh_token=hush");
}

BOOST_AUTO_TEST_CASE(each_login_names_what_it_needs) {
  BOOST_TEST(contains(complaint("ticket_stage: \"1\"\n"), "needs the setting 'access_token'"));
  BOOST_TEST(contains(complaint("auth: refresh_token\n"), "needs the setting 'client_id'"));
  BOOST_TEST(
      contains(complaint("access_token: env:HUB_TEST_HUBSPOT_SECRET\nobjects_path: /x\n"), "below /crm/"));
  BOOST_TEST(contains(complaint("access_token: pat-eu1-1234\n"), "target.yaml:1"));
}

BOOST_AUTO_TEST_CASE(the_properties_to_create_are_json_for_the_properties_api) {
  const auto files = registry.find("hubspot")->setup_files();
  model::Arena arena;
  model::JsonParser parser;
  std::size_t unique = 0;
  for (const SetupFile& file : files) {
    if (!file.path.ends_with(".json")) continue;
    const auto body = parser.parse(file.content, arena);
    BOOST_REQUIRE_MESSAGE(body.ok(), file.path);
    for (const std::string_view name : {"name", "label", "type", "fieldType", "groupName"})
      BOOST_TEST(!body->text_at(name).empty(), file.path);
    unique += body->find("hasUniqueValue") != nullptr;
  }
  BOOST_TEST(unique == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::hubspot
