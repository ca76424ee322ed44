// Settings as an administrator writes them, and what `target setup` makes of the organisation.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/model/json.hpp"
#include "tests/support/make_connector.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::genesys {

namespace {

constexpr auto kSource = "5f0c2a3e-0000-4000-8000-000000000001";
constexpr auto kCollector = "5f0c2a3e-0000-4000-8000-000000000501";

const std::string kLeast =
    "client_id: hub\nclient_secret: env:HUB_TEST_GENESYS_SECRET\nexternal_source_id: " +
    std::string(kSource) + "\nuser_id: 5f0c2a3e-0000-4000-8000-000000000901\n";

struct Fixture {
  Fixture() { setenv("HUB_TEST_GENESYS_SECRET", "hush", 1); }
  Result<std::unique_ptr<delivery::Connector>> create(const std::string& yaml) {
    return testing::make_connector("genesys", yaml, {http, clock});
  }
  std::string complaint(const std::string& yaml) {
    const auto created = create(yaml);
    return created.ok() ? "none" : created.error().message;
  }
  void expect(std::string method, std::string address, int status, std::string_view body) {
    http.expect(std::move(method), std::move(address), testing::json_answer(status, body));
  }
  void expect_login(const std::string& host) {
    expect("POST", host + "/oauth/token", 200,
           R"({"access_token":"t","token_type":"bearer","expires_in":86399})");
  }
  void expect_source(const std::string& host) {
    expect("GET", host + "/api/v2/externalcontacts/externalsources?limit=100", 200,
           "{\"entities\":[{\"id\":\"" + std::string(kSource) + "\",\"active\":true}]}");
  }
  void expect_dry_run(const std::string& host) {
    expect("POST", host + "/api/v2/externalcontacts/contacts/enrich?dryRun=true", 201,
           R"({"type":"Curated"})");
  }
  std::string probe(const std::string& yaml) {
    auto connector = create(yaml);
    BOOST_REQUIRE_MESSAGE(connector.ok(), (connector.ok() ? "" : connector.error().message));
    const auto result = testing::run_task(io, clock, (*connector)->probe());
    return result.ok() ? "works" : result.error().message;
  }

  IoContext io;
  testing::VirtualClock clock;
  testing::ScriptedClient http;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(genesys_config, Fixture)

BOOST_AUTO_TEST_CASE(the_hosts_follow_from_the_region) {
  for (const auto& [region, domain] :
       {std::pair("eu_west_1", "mypurecloud.ie"), std::pair("us_east_1", "mypurecloud.com"),
        std::pair("us_east_2", "use2.us-gov-pure.cloud"),
        std::pair("ap_southeast_2", "mypurecloud.com.au")}) {
    const std::string api = "https://api." + std::string(domain);
    expect_login("https://login." + std::string(domain));
    expect_source(api);
    expect_dry_run(api);
    BOOST_TEST(probe(kLeast + "region: " + region + "\n") == "works");
    BOOST_TEST(*http.seen()[http.seen().size() - 3].headers.find("Authorization") == "Basic aHViOmh1c2g=");
  }
  BOOST_TEST(contains(complaint(kLeast + "region: eu_west_9\n"), "region"));
}

BOOST_AUTO_TEST_CASE(a_gateway_stands_in_for_both_hosts) {
  expect_login("https://gateway.example/login");
  expect_source("https://gateway.example");
  expect_dry_run("https://gateway.example");
  BOOST_TEST(
      probe(kLeast + "base_url: https://gateway.example/\nlogin_url: https://gateway.example/login\n") ==
      "works");
}

BOOST_AUTO_TEST_CASE(a_refused_login_names_the_region_among_what_to_check) {
  expect(
      "POST", "https://login.mypurecloud.com/oauth/token", 400,
      R"({"error":"invalid_client","description":"client not found","error_description":"client not found"})");
  const std::string said = probe(kLeast);
  BOOST_TEST(contains(said, "client not found"));
  BOOST_TEST(contains(said, "client_id, client_secret and region"));
}

BOOST_AUTO_TEST_CASE(what_was_not_made_or_not_promoted_is_told) {
  const std::string api = "https://api.mypurecloud.com",
                    yaml = kLeast + "collector_contact: " + kCollector + "\n";
  const auto expect_collector = [&](int status, std::string_view body) {
    expect_login("https://login.mypurecloud.com");
    expect_source(api);
    expect("GET", api + "/api/v2/externalcontacts/contacts/" + kCollector, status, body);
  };
  expect_login("https://login.mypurecloud.com");
  expect("GET", "/externalsources?limit=100", 200, R"({"entities":[{"id":"x"}],"cursors":{"after":"p2"}})");
  expect("GET", "/externalsources?limit=100&cursor=p2", 200, R"({"entities":[]})");
  BOOST_TEST(contains(probe(yaml), "no external source"));
  expect_login("https://login.mypurecloud.com");
  expect("GET", "/externalsources?limit=100", 200,
         "{\"entities\":[{\"id\":\"" + std::string(kSource) + "\",\"active\":false}]}");
  BOOST_TEST(contains(probe(yaml), "is not active"));
  expect_collector(404, R"({"code":"not.found","status":404})");
  BOOST_TEST(contains(probe(yaml), "no contact with the id of 'collector_contact'"));
  expect_collector(200, R"({"type":"Ephemeral"})");
  BOOST_TEST(contains(probe(yaml), "promote it"));
  expect_collector(200, R"({"type":"Curated"})");
  expect_dry_run(api);
  BOOST_TEST(probe(yaml) == "works");
}

BOOST_AUTO_TEST_CASE(names_in_place_of_ids_and_lives_that_genesys_does_not_give_are_told) {
  BOOST_TEST(contains(complaint("client_id: hub\n"), "client_secret"));
  BOOST_TEST(contains(complaint(kLeast + "collector_contact: Web visitors\n"), "target.yaml:5"));
  BOOST_TEST(contains(complaint(kLeast + "workitem_life: 400d\n"), "365 days"));
}

BOOST_AUTO_TEST_CASE(what_to_create_is_json_for_the_api) {
  Registry registry;
  add_all(registry);
  model::Arena arena;
  model::JsonParser parser;
  std::size_t bodies = 0;
  for (const SetupFile& file : registry.find("genesys")->setup_files()) {
    if (!file.path.ends_with(".json")) continue;
    const auto body = parser.parse(file.content, arena);
    BOOST_REQUIRE_MESSAGE(body.ok(), file.path);
    BOOST_TEST(body->text_at("name") == "connector-hub");
    ++bodies;
  }
  BOOST_TEST(bodies == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::genesys
