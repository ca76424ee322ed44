// Logging in and losing the token (salesforce.md 1).
#include "tests/simulators/salesforce/simulated_org.hpp"

namespace hub::simulators::salesforce {

BOOST_FIXTURE_TEST_SUITE(simulator_token, SimulatedOrg)

BOOST_AUTO_TEST_CASE(client_credentials_give_a_bearer_token_without_an_expiry) {
  const Answer answer = log_in();
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("/access_token").starts_with("00D"));
  BOOST_TEST(answer.at("/token_type") == "Bearer");
  BOOST_TEST(answer.at("/instance_url") == base_url());
  BOOST_TEST(answer.at("/id").starts_with(base_url() + "/id/00D"));
  BOOST_TEST(answer.at("/issued_at") == std::to_string(clock.wall_now().time_since_epoch().count()));
  BOOST_TEST(answer.at("/expires_in") == "absent");
}

BOOST_AUTO_TEST_CASE(the_pair_may_come_as_basic_authorization) {
  const Answer answer = send("POST", "/services/oauth2/token", "grant_type=client_credentials",
                             {{"Authorization", "Basic aHViOmh1Yi1zZWNyZXQ="}});
  BOOST_TEST(answer.status == 200);
}

BOOST_AUTO_TEST_CASE(wrong_credentials_are_named) {
  const Answer id = log_in("grant_type=client_credentials&client_id=other&client_secret=hub-secret");
  BOOST_TEST(id.status == 400);
  BOOST_TEST(id.at("/error") == "invalid_client_id");
  const Answer secret = log_in("grant_type=client_credentials&client_id=hub&client_secret=wrong");
  BOOST_TEST(secret.status == 400);
  BOOST_TEST(secret.at("/error") == "invalid_client");
  BOOST_TEST(secret.at("/error_description") == "invalid client credentials");
  BOOST_TEST(log_in("grant_type=magic").at("/error") == "unsupported_grant_type");
}

BOOST_AUTO_TEST_CASE(a_refresh_token_gives_a_new_access_token_and_no_new_refresh_token) {
  const Answer answer = log_in(
      "grant_type=refresh_token&refresh_token=rehearsal-refresh&client_id=hub&client_secret=hub-secret");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("/access_token") != token);
  BOOST_TEST(answer.at("/refresh_token") == "absent");
}

BOOST_AUTO_TEST_CASE(without_a_token_or_with_a_foreign_one_a_call_is_401) {
  for (const std::string& bad : {std::string("Bearer other"), std::string("Basic ") + token, std::string()}) {
    const Answer answer = send("GET", std::string(kData) + "/limits", "", {{"Authorization", bad}});
    BOOST_TEST(answer.status == 401);
    BOOST_TEST(answer.at("/0/errorCode") == "INVALID_SESSION_ID");
    BOOST_TEST(answer.at("/0/message") == "Session expired or invalid");
  }
}

BOOST_AUTO_TEST_CASE(a_revoked_token_is_over_and_the_others_are_not) {
  const std::string other = log_in().at("/access_token");
  BOOST_TEST(send("POST", "/services/oauth2/revoke", "token=" + token).status == 200);
  BOOST_TEST(get("/limits").status == 401);
  token = other;
  BOOST_TEST(get("/limits").status == 200);
}

BOOST_AUTO_TEST_CASE(the_identity_is_shown_to_a_token_only) {
  const std::string id = log_in().at("/id").substr(base_url().size());
  const Answer answer = send("GET", id + "?format=json&oauth_token=" + token, "");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("/user_id").starts_with("005"));
  BOOST_TEST(answer.at("/organization_id").starts_with("00D"));
  BOOST_TEST(answer.at("/id") == base_url() + id);
  BOOST_TEST(send("GET", id + "?format=json", "").status == 403);
}

BOOST_AUTO_TEST_CASE(versions_are_listed_without_a_token) {
  const Answer answer = send("GET", "/services/data", "");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("/1/version") == "62.0");
  BOOST_TEST(answer.at("/1/url") == "/services/data/v62.0");
  BOOST_TEST(answer.header("Sforce-Limit-Info") == "absent");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(too_many_logins_in_an_hour_are_refused_until_the_next) {
  SimulatorSettings settings;
  settings.logins_max = 2;
  SimulatedOrg org(settings);  // the first
  BOOST_TEST(org.log_in().status == 200);
  const Answer refused = org.log_in();
  BOOST_TEST(refused.status == 400);
  BOOST_TEST(refused.at("/error") == "invalid_grant");
  BOOST_TEST(refused.at("/error_description") == "login rate exceeded");
  org.clock.advance(std::chrono::hours(1));
  BOOST_TEST(org.log_in().status == 200);
}

}  // namespace hub::simulators::salesforce
