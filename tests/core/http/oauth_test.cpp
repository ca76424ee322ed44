#include "core/http/oauth.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/run_task.hpp"
#include "tests/support/virtual_clock.hpp"

namespace http = hub::http;

namespace {

// Gives every login the same token and keeps what it was asked.
class TokenEndpoint final : public http::Client {
 public:
  hub::Task<hub::Result<http::Response>> send(http::Request request) override {
    asked = std::move(request);
    http::Response response;
    response.status = 201;
    response.body.append(R"({"access_token":"t1","token_type":"bearer","expires_in":1800})");
    co_return response;
  }
  http::Request asked;
};

http::ClientCredentials credentials(http::OAuth::Encoding encoding) {
  http::ClientCredentials credentials;
  credentials.token_url = "https://acme.example/oauth/tokens";
  credentials.client_id = "hub";
  credentials.client_secret = hub::Buffer("s&cret");
  credentials.scope = "read write";
  credentials.base_url = "https://acme.example";
  credentials.encoding = encoding;
  return credentials;
}

struct Fixture {
  hub::IoContext io;
  hub::testing::VirtualClock clock;
  TokenEndpoint endpoint;

  hub::Result<http::Token> log_in(http::TokenSource source) {
    return hub::testing::run_task(io, clock, source(endpoint));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(oauth)

BOOST_AUTO_TEST_CASE(client_credentials_are_sent_as_a_form) {
  Fixture fixture;
  const auto token = fixture.log_in(http::oauth_token_source(
      http::client_credentials(credentials(http::OAuth::Encoding::form)), fixture.clock));
  BOOST_REQUIRE(token.ok());
  BOOST_TEST(fixture.endpoint.asked.body.view() ==
             "grant_type=client_credentials&client_id=hub&client_secret=s%26cret&scope=read%20write");
}

BOOST_AUTO_TEST_CASE(client_credentials_are_sent_as_json_and_201_is_a_token_too) {
  Fixture fixture;
  const auto token = fixture.log_in(http::oauth_token_source(
      http::client_credentials(credentials(http::OAuth::Encoding::json)), fixture.clock));
  BOOST_REQUIRE(token.ok());
  BOOST_TEST(token->value == "t1");
  BOOST_TEST(token->base_url == "https://acme.example");
  BOOST_TEST((token->life == std::chrono::seconds(1800)));
  BOOST_TEST(fixture.endpoint.asked.headers.find("Content-Type").value_or("") == "application/json");
  BOOST_TEST(fixture.endpoint.asked.body.view() == R"({"grant_type":"client_credentials","client_id":"hub",)"
                                                   R"("client_secret":"s&cret","scope":"read write"})");
}

BOOST_AUTO_TEST_CASE(a_fixed_token_is_sent_as_its_scheme_says_and_is_not_fetched) {
  Fixture fixture;
  http::Session session(fixture.endpoint, fixture.clock,
                        http::fixed_token({"aHViOnNlY3JldA==", "https://acme.example", {}, "Basic"}));
  http::Session::MakeRequest make = [](const http::Token& token) {
    http::Request request;
    request.url = token.base_url + "/x";
    return request;
  };
  BOOST_REQUIRE(hub::testing::run_task(fixture.io, fixture.clock, session.send(std::move(make))).ok());
  BOOST_TEST(fixture.endpoint.asked.headers.find("Authorization").value_or("") == "Basic aHViOnNlY3JldA==");
}

BOOST_AUTO_TEST_CASE(without_a_scheme_there_is_no_authorization_header) {
  Fixture fixture;
  http::Session session(fixture.endpoint, fixture.clock, http::fixed_token({{}, {}, {}, {}}));
  http::Session::MakeRequest make = [](const http::Token&) { return http::Request{}; };
  BOOST_REQUIRE(hub::testing::run_task(fixture.io, fixture.clock, session.send(std::move(make))).ok());
  BOOST_TEST(fixture.endpoint.asked.headers.count("Authorization") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
