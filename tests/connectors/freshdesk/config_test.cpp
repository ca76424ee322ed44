// Settings as an administrator writes them, and what `target setup` prints.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "connectors/connectors.hpp"
#include "core/base/base64.hpp"
#include "core/model/json.hpp"
#include "tests/support/make_connector.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::freshdesk {

namespace {

struct Fixture {
  Fixture() { setenv("HUB_TEST_FRESHDESK_KEY", "hush", 1); }

  Result<std::unique_ptr<delivery::Connector>> create(const std::string& yaml) {
    return testing::make_connector("freshdesk", "base_url: https://acme.freshdesk.com/\n" + yaml,
                                   {http, clock});
  }
  std::string complaint(const std::string& yaml) {
    const auto created = create(yaml);
    return created.ok() ? "none" : created.error().message;
  }

  IoContext io;
  testing::VirtualClock clock;
  testing::ScriptedClient http;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

constexpr auto kUsual = "api_key: env:HUB_TEST_FRESHDESK_KEY\nrequester_id: \"901\"\n";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(freshdesk_config, Fixture)

BOOST_AUTO_TEST_CASE(the_key_is_the_user_of_basic_and_the_address_has_one_slash) {
  auto connector = create(kUsual);
  BOOST_REQUIRE(connector.ok());
  http.expect("GET", "https://acme.freshdesk.com/api/v2/tickets?per_page=1", testing::json_answer(200, "[]"));
  BOOST_TEST(testing::run_task(io, clock, (*connector)->probe()).ok());
  BOOST_TEST(*http.last().headers.find("Authorization") == "Basic " + base64_encode("hush:X"));
}

BOOST_AUTO_TEST_CASE(a_key_that_is_refused_is_not_tried_again) {
  auto connector = create(kUsual);
  BOOST_REQUIRE(connector.ok());
  http.expect("GET", "/tickets?per_page=1", testing::json_answer(401, R"({"code":"invalid_credentials"})"));
  const auto result = testing::run_task(io, clock, (*connector)->probe());
  BOOST_TEST(to_string(result.error().kind) == "auth");
}

BOOST_AUTO_TEST_CASE(doubts_last_as_long_as_the_settings_say) {
  const auto connector = create(std::string(kUsual) + "late_commit: 90s\nvisibility_lag: 3s\n");
  BOOST_REQUIRE(connector.ok());
  const auto& guarantee = std::get<delivery::LookUpOnly>((*connector)->traits().key_guarantee);
  BOOST_TEST((guarantee.late_commit_window == std::chrono::seconds(90)));
  BOOST_TEST((guarantee.visibility_lag == std::chrono::seconds(3)));
}

BOOST_AUTO_TEST_CASE(what_is_needed_is_asked_for) {
  BOOST_TEST(contains(complaint("requester_id: \"901\"\n"), "api_key"));
  BOOST_TEST(contains(complaint("api_key: env:HUB_TEST_FRESHDESK_KEY\n"), "requester_id"));
  BOOST_TEST(
      contains(complaint("api_key: env:HUB_TEST_FRESHDESK_KEY\nrequester_id: Kim\n"), "number of a contact"));
}

BOOST_AUTO_TEST_CASE(the_printed_set_up_is_json_for_the_calls_that_it_makes) {
  Registry registry;
  add_all(registry);
  model::Arena arena;
  model::JsonParser parser;
  std::size_t bodies = 0;
  for (const SetupFile& file : registry.find("freshdesk")->setup_files()) {
    if (!file.path.ends_with(".json")) {
      BOOST_TEST(contains(file.content, "=key_field.json"));
      BOOST_TEST(contains(file.content, "=requester.json"));
      continue;
    }
    ++bodies;
    BOOST_TEST(parser.parse(file.content, arena).ok(), file.path);
  }
  BOOST_TEST(bodies == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::freshdesk
