// Settings as an administrator writes them: what works, and what is said when they do not.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/support/make_connector.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::zendesk {

namespace {

struct Fixture {
  Fixture() { setenv("HUB_TEST_ZENDESK_SECRET", "s3cret", 1); }

  Result<std::unique_ptr<delivery::Connector>> create(const std::string& yaml) {
    return testing::make_connector("zendesk", yaml, {http, clock});
  }
  std::string complaint(const std::string& yaml) {
    const auto made = create(yaml);
    return made.ok() ? "none" : made.error().message;
  }

  IoContext io;
  testing::VirtualClock clock;
  testing::ScriptedClient http;
};

const std::string kBase = "base_url: https://acme.zendesk.com/\n";

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(zendesk_config, Fixture)

BOOST_AUTO_TEST_CASE(three_lines_are_enough_to_log_in_with_oauth) {
  const auto made = create(kBase + "client_id: hub\nclient_secret: env:HUB_TEST_ZENDESK_SECRET\n");
  BOOST_REQUIRE(made.ok());
  http.expect("POST", "https://acme.zendesk.com/oauth/tokens",
              testing::json_answer(201, R"({"access_token":"t1"})"));
  http.expect("GET", "/api/v2/tickets/count", testing::json_answer(200, R"({"count":{"value":1}})"));
  BOOST_TEST(testing::run_task(io, clock, (*made)->probe()).ok());
  BOOST_TEST(contains(std::string(http.seen().front().body.view()), R"("scope":"read write")"));
  BOOST_TEST(http.last().headers.find("Authorization").value_or("") == "Bearer t1");
}

BOOST_AUTO_TEST_CASE(an_api_token_is_still_taken) {
  const auto made =
      create(kBase + "auth: api_token\nemail: hub@acme.example\napi_token: env:HUB_TEST_ZENDESK_SECRET\n");
  BOOST_REQUIRE(made.ok());
  http.expect("GET", "/api/v2/tickets/count", testing::json_answer(200, R"({"count":{"value":1}})"));
  BOOST_TEST(testing::run_task(io, clock, (*made)->probe()).ok());
  BOOST_TEST(http.last().headers.find("Authorization").value_or("") ==
             "Basic aHViQGFjbWUuZXhhbXBsZS90b2tlbjpzM2NyZXQ=");
}

BOOST_AUTO_TEST_CASE(what_is_missing_for_a_login_is_named) {
  BOOST_TEST(contains(complaint(kBase), "'client_credentials' needs the setting 'client_id'"));
  BOOST_TEST(
      contains(complaint(kBase + "auth: api_token\nemail: a@b.example\n"), "needs the setting 'api_token'"));
  BOOST_TEST(contains(complaint(kBase + "client_id: hub\nclient_secret: env:HUB_TEST_NO_SUCH_SECRET\n"),
                      "setting 'client_secret'"));
}

BOOST_AUTO_TEST_CASE(a_word_that_is_no_mode_is_refused) {
  BOOST_TEST(contains(complaint(kBase + "tickets: sometimes\n"), "tickets"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::zendesk
