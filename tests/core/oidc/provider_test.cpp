// What the hub asks of an identity provider, and which answers it believes.
#include "core/oidc/provider.hpp"

#include <boost/test/unit_test.hpp>

#include "core/base/base64.hpp"
#include "core/base/sha256.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"
#include "tests/support/token_signer.hpp"

namespace oidc = hub::oidc;
using hub::testing::json_answer;
using hub::testing::run_task;
using hub::testing::TokenSigner;

namespace {

const std::string kDiscovery = "https://login.example/tenant/.well-known/openid-configuration";

std::string metadata(const std::string& more = {},
                     const std::string& issuer = "https://login.example/tenant") {
  return R"({"issuer":")" + issuer +
         R"(","authorization_endpoint":"https://login.example/authorize?realm=1",
             "token_endpoint":"https://login.example/token","jwks_uri":"https://login.example/keys")" +
         more + '}';
}

struct Asked {
  explicit Asked(const std::string& secret = "s/1")
      : provider({"https://login.example/tenant",
                  "hub",
                  hub::Buffer(secret),
                  "https://hub.example/sign-on/callback",
                  {"openid", "profile"},
                  "preferred_username",
                  "groups"},
                 client, clock) {}

  hub::Result<std::string> url() { return run_task(io, clock, provider.authorization_url(attempt)); }
  hub::Result<oidc::Identity> redeem(const std::string& issuer = {}) {
    return run_task(io, clock, provider.redeem("code-1", issuer, attempt));
  }
  // A token for this attempt, with these claims besides.
  std::string token(const std::string& more = {}) const { return token_of(signer, more); }
  std::string token_of(const TokenSigner& by, const std::string& more = {}) const {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(clock.wall_now().time_since_epoch()).count();
    return by.sign(R"({"iss":"https://login.example/tenant","aud":"hub","sub":"s-1","nonce":")" +
                   attempt.nonce + R"(","iat":)" + std::to_string(now) + R"(,"exp":)" +
                   std::to_string(now + 60) + more + '}');
  }
  void expect_tokens(const std::string& id_token) {
    client.expect("POST", "/token",
                  json_answer(200, R"({"access_token":"a-1","id_token":")" + id_token + "\"}"));
  }

  hub::IoContext io;
  hub::testing::VirtualClock clock;
  hub::testing::ScriptedClient client;
  TokenSigner signer{TokenSigner::Kind::p256, "e1"};
  hub::SeededRandom random{11};
  oidc::Attempt attempt = oidc::make_attempt(random);
  oidc::Provider provider;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(oidc_provider)

BOOST_AUTO_TEST_CASE(attempts_share_nothing) {
  hub::SeededRandom random(3);
  const oidc::Attempt one = oidc::make_attempt(random), two = oidc::make_attempt(random);
  BOOST_TEST(one.state.size() == 43u);
  BOOST_TEST(one.state != one.nonce);
  BOOST_TEST(one.nonce != one.verifier);
  BOOST_TEST(one.state != two.state);
}

BOOST_AUTO_TEST_CASE(the_browser_gets_state_nonce_and_challenge_and_never_the_verifier) {
  Asked asked;
  asked.client.expect("GET", kDiscovery, json_answer(200, metadata()));
  const auto url = asked.url();
  BOOST_REQUIRE(url.ok());
  BOOST_TEST(url->starts_with("https://login.example/authorize?realm=1&response_type=code&client_id=hub&"));
  BOOST_TEST(url->find("state=" + asked.attempt.state) != std::string::npos);
  BOOST_TEST(url->find("nonce=" + asked.attempt.nonce) != std::string::npos);
  const auto hash = hub::sha256(asked.attempt.verifier);
  const std::string challenge =
      hub::base64url_encode({reinterpret_cast<const char*>(hash.data()), hash.size()});
  BOOST_TEST(url->find("code_challenge=" + challenge + "&code_challenge_method=S256") != std::string::npos);
  BOOST_TEST(url->find(asked.attempt.verifier) == std::string::npos);
  BOOST_TEST(asked.url().ok());  // from what is known by now: the script has no second discovery
}

BOOST_AUTO_TEST_CASE(a_code_becomes_a_person_with_groups) {
  Asked asked;
  asked.client.expect("GET", kDiscovery, json_answer(200, metadata()));
  asked.expect_tokens(asked.token(R"(,"preferred_username":"anna","groups":["ops","staff",7])"));
  asked.client.expect("GET", "/keys", json_answer(200, asked.signer.jwks()));
  const auto person = asked.redeem();
  BOOST_REQUIRE(person.ok());
  BOOST_TEST(person->subject == "s-1");
  BOOST_TEST(person->name == "anna");
  BOOST_TEST((person->groups == std::vector<std::string>{"ops", "staff"}));
  const hub::http::Request& exchange = asked.client.seen()[1];
  BOOST_TEST(exchange.headers.find("Authorization").value_or("") ==
             "Basic " + hub::base64_encode("hub:s%2F1"));
  const std::string form(exchange.body.view());
  BOOST_TEST(form.find("grant_type=authorization_code&code=code-1&") != std::string::npos);
  BOOST_TEST(form.find("code_verifier=" + asked.attempt.verifier) != std::string::npos);
  BOOST_TEST(form.find("client_secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_client_without_a_secret_names_itself_in_the_form) {
  Asked asked("");
  asked.client.expect("GET", kDiscovery, json_answer(200, metadata()));
  asked.expect_tokens(asked.token(R"(,"groups":"ops")"));
  asked.client.expect("GET", "/keys", json_answer(200, asked.signer.jwks()));
  const auto person = asked.redeem();
  BOOST_REQUIRE(person.ok());
  BOOST_TEST(person->name == "s-1");
  BOOST_TEST((person->groups == std::vector<std::string>{"ops"}));
  BOOST_TEST(!asked.client.seen()[1].headers.find("Authorization").has_value());
  BOOST_TEST(asked.client.seen()[1].body.view().find("client_id=hub") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(a_provider_that_takes_no_basic_gets_the_secret_in_the_form) {
  Asked asked;
  asked.client.expect(
      "GET", kDiscovery,
      json_answer(200, metadata(R"(,"token_endpoint_auth_methods_supported":["client_secret_post"])")));
  asked.expect_tokens(asked.token(R"(,"groups":[])"));
  asked.client.expect("GET", "/keys", json_answer(200, asked.signer.jwks()));
  BOOST_TEST(asked.redeem().ok());
  BOOST_TEST(asked.client.seen()[1].body.view().find("client_secret=s%2F1") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(groups_that_are_not_in_the_token_are_asked_for_and_must_be_the_same_persons) {
  const std::string with_record = metadata(R"(,"userinfo_endpoint":"https://login.example/me")");
  for (const bool is_same : {true, false}) {
    Asked asked;
    asked.client.expect("GET", kDiscovery, json_answer(200, with_record));
    asked.expect_tokens(asked.token());
    asked.client.expect("GET", "/keys", json_answer(200, asked.signer.jwks()));
    asked.client.expect("GET", "/me",
                        json_answer(200, is_same ? R"({"sub":"s-1","groups":["ops"]})"
                                                 : R"({"sub":"s-2","groups":["ops"]})"));
    const auto person = asked.redeem();
    BOOST_TEST(asked.client.last().headers.find("Authorization").value_or("") == "Bearer a-1");
    BOOST_TEST(person.ok() == is_same);
    if (is_same) BOOST_TEST((person->groups == std::vector<std::string>{"ops"}));
  }
}

BOOST_AUTO_TEST_CASE(keys_that_were_replaced_are_fetched_again_but_not_for_every_token) {
  Asked asked;
  const TokenSigner next(TokenSigner::Kind::p256, "e2");
  asked.client.expect("GET", kDiscovery, json_answer(200, metadata()));
  asked.expect_tokens(asked.token(R"(,"groups":[])"));
  asked.client.expect("GET", "/keys", json_answer(200, asked.signer.jwks()));
  BOOST_TEST(asked.redeem().ok());
  asked.expect_tokens(asked.token_of(next, R"(,"groups":[])"));
  const auto at_once = asked.redeem();
  BOOST_REQUIRE(!at_once.ok());
  BOOST_TEST(at_once.error().code == "unknown_key");
  asked.clock.advance(std::chrono::minutes(2));
  asked.expect_tokens(asked.token_of(next, R"(,"groups":[])"));
  asked.client.expect("GET", "/keys", json_answer(200, next.jwks()));
  BOOST_TEST(asked.redeem().ok());
}

BOOST_AUTO_TEST_CASE(a_code_that_the_provider_refuses_lets_nobody_in) {
  Asked asked;
  asked.client.expect("GET", kDiscovery, json_answer(200, metadata()));
  asked.client.expect("POST", "/token", json_answer(400, R"({"error":"invalid_grant"})"));
  const auto person = asked.redeem();
  BOOST_REQUIRE(!person.ok());
  BOOST_TEST(person.error().code == "invalid_grant");
  BOOST_TEST((person.error().kind == hub::ErrorKind::auth));
}

BOOST_AUTO_TEST_CASE(an_answer_without_an_id_token_lets_nobody_in) {
  Asked asked;
  asked.client.expect("GET", kDiscovery, json_answer(200, metadata()));
  asked.client.expect("POST", "/token", json_answer(200, R"({"access_token":"a-1"})"));
  const auto person = asked.redeem();
  BOOST_REQUIRE(!person.ok());
  BOOST_TEST(person.error().code == "no_id_token");
}

// Mix-up: an answer of one provider must not be taken to another (RFC 9207).
BOOST_AUTO_TEST_CASE(an_answer_of_another_issuer_is_refused_before_its_code_is_shown_to_anybody) {
  Asked asked;
  asked.client.expect(
      "GET", kDiscovery,
      json_answer(200, metadata(R"(,"authorization_response_iss_parameter_supported":true)")));
  for (const std::string issuer : {"https://evil.example", ""}) {
    const auto person = asked.redeem(issuer);
    BOOST_REQUIRE(!person.ok());
    BOOST_TEST(person.error().code == "issuer");
  }
}

BOOST_AUTO_TEST_CASE(a_discovery_document_that_does_not_fit_is_refused) {
  for (const std::string& document :
       {std::string("[]"), metadata({}, "https://login.example"),
        metadata(R"(,"jwks_uri":"http://login.example/keys")"), metadata(R"(,"token_endpoint":"")"),
        metadata(R"(,"authorization_endpoint":"https://x\r\nSet-Cookie: a=b")")}) {
    Asked asked;
    asked.client.expect("GET", kDiscovery, json_answer(200, document));
    const auto url = asked.url();
    BOOST_REQUIRE_MESSAGE(!url.ok(), document);
    BOOST_TEST((url.error().kind == hub::ErrorKind::config));
  }
}

BOOST_AUTO_TEST_CASE(a_provider_that_is_away_is_asked_again_next_time) {
  Asked asked;
  asked.client.expect("GET", kDiscovery, hub::transient_error("refused", "the connection was refused"));
  BOOST_TEST(!asked.url().ok());
  asked.client.expect("GET", kDiscovery, json_answer(200, metadata()));
  BOOST_TEST(asked.url().ok());
}

BOOST_AUTO_TEST_CASE(the_providers_own_session_ends_where_it_says) {
  Asked asked;
  BOOST_TEST(asked.provider.sign_out_url("https://hub.example/") == "");
  asked.client.expect("GET", kDiscovery,
                      json_answer(200, metadata(R"(,"end_session_endpoint":"https://login.example/end")")));
  BOOST_TEST(asked.url().ok());
  BOOST_TEST(asked.provider.sign_out_url("https://hub.example/") ==
             "https://login.example/end?client_id=hub&post_logout_redirect_uri=https%3A%2F%2Fhub.example%2F");
}

BOOST_AUTO_TEST_SUITE_END()
