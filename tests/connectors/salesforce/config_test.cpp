// Settings as an administrator writes them: what works, and what is said when they do not.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "connectors/connectors.hpp"
#include "core/model/json.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::salesforce {

namespace {

constexpr const char* kLogin = "https://acme.my.salesforce.com";

struct Outcome {
  config::Problems problems;
  std::optional<Result<std::unique_ptr<delivery::Connector>>> connector;
};

struct Fixture {
  Fixture() {
    add_all(registry);
    setenv("HUB_TEST_SALESFORCE_SECRET", "consumer-secret", 1);
  }

  Outcome create(const std::string& yaml) {
    Outcome outcome;
    const ConnectorKind* kind = registry.find("salesforce");
    const auto documents = config::parse_yaml(yaml, "crm.yaml", outcome.problems);
    const config::Settings settings = config::read_settings(kind->spec, documents.front(), outcome.problems);
    if (outcome.problems.empty()) outcome.connector = kind->create(settings, {http, clock});
    return outcome;
  }
  std::string complaint(const std::string& yaml) {
    const Outcome outcome = create(yaml);
    if (!outcome.problems.empty()) return outcome.problems.front().text();
    return outcome.connector->ok() ? "none" : outcome.connector->error().message;
  }

  Registry registry;
  IoContext io;
  testing::VirtualClock clock;
  testing::ScriptedClient http;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

const std::string kBase = std::string("login_url: ") + kLogin + "/\nclient_id: consumer-key\n";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_config, Fixture)

BOOST_AUTO_TEST_CASE(three_lines_are_enough_to_log_in) {
  Outcome outcome = create(kBase + "client_secret: env:HUB_TEST_SALESFORCE_SECRET\n");
  BOOST_REQUIRE(outcome.connector && outcome.connector->ok());
  delivery::Connector& connector = ***outcome.connector;
  http.expect(
      "POST", "acme.my.salesforce.com/services/oauth2/token",
      testing::json_answer(200, R"({"access_token":"t","instance_url":"https://acme.my.salesforce.com"})"));
  http.expect("GET", "/services/data/v62.0/limits", testing::json_answer(200, "{}"));
  BOOST_TEST(testing::run_task(io, clock, connector.probe()).ok());
  BOOST_TEST(contains(std::string(http.seen().front().body.view()), "client_secret=consumer-secret"));
}

BOOST_AUTO_TEST_CASE(a_base_url_wins_over_what_the_login_says) {
  Outcome outcome =
      create(kBase + "client_secret: env:HUB_TEST_SALESFORCE_SECRET\nbase_url: http://127.0.0.1:8590/\n");
  BOOST_REQUIRE(outcome.connector && outcome.connector->ok());
  http.expect(
      "POST", "/token",
      testing::json_answer(200, R"({"access_token":"t","instance_url":"https://acme.my.salesforce.com"})"));
  http.expect("GET", "http://127.0.0.1:8590/services/data/v62.0/limits", testing::json_answer(200, "{}"));
  BOOST_TEST(testing::run_task(io, clock, (***outcome.connector).probe()).ok());
}

BOOST_AUTO_TEST_CASE(a_refresh_token_is_sent_with_the_client_id) {
  Outcome outcome = create(kBase + "auth: refresh_token\nrefresh_token: env:HUB_TEST_SALESFORCE_SECRET\n");
  BOOST_REQUIRE(outcome.connector && outcome.connector->ok());
  http.expect("POST", "/token", testing::json_answer(200, R"({"access_token":"t"})"));
  http.expect("GET", "/limits", testing::json_answer(200, "{}"));
  BOOST_TEST(testing::run_task(io, clock, (***outcome.connector).probe()).ok());
  BOOST_TEST(http.seen().front().body.view() ==
             "client_id=consumer-key&grant_type=refresh_token&refresh_token=consumer-secret");
}

BOOST_AUTO_TEST_CASE(each_login_names_what_it_needs) {
  BOOST_TEST(contains(complaint(kBase), "needs the setting 'client_secret'"));
  BOOST_TEST(contains(complaint(kBase + "auth: jwt_bearer\n"), "needs the setting 'private_key'"));
  BOOST_TEST(contains(complaint(kBase + "auth: jwt_bearer\nprivate_key: env:HUB_TEST_SALESFORCE_SECRET\n"),
                      "needs the setting 'username'"));
  BOOST_TEST(contains(complaint(kBase + "auth: refresh_token\n"), "needs the setting 'refresh_token'"));
}

BOOST_AUTO_TEST_CASE(a_secret_that_cannot_be_read_is_named_by_its_setting) {
  const std::string text = complaint(kBase + "client_secret: env:HUB_TEST_NO_SUCH_VARIABLE\n");
  BOOST_TEST(contains(text, "client_secret"));
  BOOST_TEST(contains(text, "HUB_TEST_NO_SUCH_VARIABLE"));
}

BOOST_AUTO_TEST_CASE(a_secret_written_out_is_refused_without_being_shown) {
  const std::string text = complaint(kBase + "client_secret: hunter2hunter2\n");
  BOOST_TEST(contains(text, "crm.yaml:3"));
  BOOST_TEST(!contains(text, "hunter2"));
}

BOOST_AUTO_TEST_CASE(versions_that_cannot_work_are_refused) {
  const std::string base = kBase + "client_secret: env:HUB_TEST_SALESFORCE_SECRET\napi_version: ";
  for (const std::string version : {"v45.0", "62.0", "v62", "vlatest.0", "v62.0/../x"}) {
    BOOST_TEST(contains(complaint(base + version + "\n"), "v46.0 or later"), version);
  }
  BOOST_TEST(complaint(base + "v68.0\n") == "none");
}

BOOST_AUTO_TEST_CASE(cases_are_written_whole_when_graphs_are_asked_for) {
  const std::string base = kBase + "client_secret: env:HUB_TEST_SALESFORCE_SECRET\n";
  BOOST_TEST((***create(base).connector).traits().whole_cases_max == 0u);
  const Outcome outcome = create(base + "writes: graph\n");
  BOOST_REQUIRE(outcome.connector && outcome.connector->ok());
  BOOST_TEST((***outcome.connector).traits().whole_cases_max == 75u);
  BOOST_TEST(contains(complaint(base + "writes: graph\napi_version: v49.0\n"), "v50.0 or later"));
}

BOOST_AUTO_TEST_CASE(a_misspelt_setting_is_shown_with_its_line) {
  const std::string text = complaint(kBase + "cleint_secret: env:HUB_TEST_SALESFORCE_SECRET\n");
  BOOST_TEST(contains(text, "crm.yaml:3"));
  BOOST_TEST(contains(text, "client_secret"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::salesforce
