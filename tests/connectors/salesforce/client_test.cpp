// Tokens, headers, pages and refusals: what the client says to Salesforce and makes of the answers.
#include <boost/test/unit_test.hpp>

#include "tests/connectors/salesforce/scripted_org.hpp"

namespace hub::connectors::salesforce {

namespace {

std::string header(const http::Request& request, std::string_view name) {
  return std::string(request.headers.find(name).value_or("(none)"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(salesforce_client)

BOOST_AUTO_TEST_CASE(one_login_serves_many_calls_at_the_host_it_names) {
  ScriptedOrg org;
  org.expect_login("https://acme--eu.my.salesforce.com/");
  org.expect("GET", "acme--eu.my.salesforce.com/services/data/v62.0/limits", 200, "{}");
  org.expect("GET", "/limits", 200, "{}");
  BOOST_TEST(org.run(org.target.probe()).ok());
  BOOST_TEST(org.run(org.target.probe()).ok());
  const http::Request& login = org.http.seen().front();
  BOOST_TEST(login.url == "https://acme.my.salesforce.com/services/oauth2/token");
  BOOST_TEST(login.body.view() ==
             "client_id=consumer-key&client_secret=consumer-secret&grant_type=client_credentials");
  BOOST_TEST(header(org.http.last(), "Authorization") == "Bearer 00Dx!one");
}

BOOST_AUTO_TEST_CASE(writes_do_not_wake_assignment_rules_unless_asked) {
  ScriptedOrg org;
  org.expect_login();
  org.expect_case_upsert(200, R"([{"id":"500A","success":true,"errors":[],"created":true}])");
  BOOST_TEST(org.write_one().ok());
  BOOST_TEST(header(org.http.last(), "Sforce-Auto-Assign") == "FALSE");
  BOOST_TEST(header(org.http.last(), "Sforce-Duplicate-Rule-Header") == "(none)");
  BOOST_TEST(header(org.http.last(), "Sforce-Call-Options") == "client=connector-hub");
  BOOST_TEST(header(org.http.last(), "Content-Type") == "application/json");

  ClientOptions options;
  options.assignment_rules = true;
  options.allow_duplicates = true;
  ScriptedOrg other(options);
  other.expect_login();
  other.expect_case_upsert(200, R"([{"id":"500A","success":true,"errors":[],"created":true}])");
  BOOST_TEST(other.write_one().ok());
  BOOST_TEST(header(other.http.last(), "Sforce-Auto-Assign") == "TRUE");
  BOOST_TEST(header(other.http.last(), "Sforce-Duplicate-Rule-Header") == "allowSave=true");
}

BOOST_AUTO_TEST_CASE(an_expired_token_costs_one_login_and_the_new_host_is_used) {
  ScriptedOrg org;
  org.expect_login();
  org.expect("GET", "/limits", 401,
             R"([{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}])");
  org.expect_login("https://moved.my.salesforce.com", "00Dx!two");
  org.expect("GET", "https://moved.my.salesforce.com/services/data/v62.0/limits", 200, "{}");
  BOOST_TEST(org.run(org.target.probe()).ok());
  BOOST_TEST(header(org.http.last(), "Authorization") == "Bearer 00Dx!two");
}

BOOST_AUTO_TEST_CASE(a_second_refusal_of_the_token_stops) {
  ScriptedOrg org;
  constexpr auto kExpired = R"([{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}])";
  org.expect_login();
  org.expect("GET", "/limits", 401, kExpired);
  org.expect_login();
  org.expect("GET", "/limits", 401, kExpired);
  BOOST_TEST(to_string(org.run(org.target.probe()).error().kind) == "auth");
}

BOOST_AUTO_TEST_CASE(two_refusals_of_the_token_are_never_answered_by_a_login) {
  for (const std::string text :
       {"This session is not valid for use with the REST API", "Connected app is not attached to Agent"}) {
    ScriptedOrg org;
    org.expect_login();
    org.expect("GET", "/limits", 401, R"([{"message":")" + text + R"(","errorCode":"INVALID_SESSION_ID"}])");
    BOOST_TEST(to_string(org.run(org.target.probe()).error().kind) == "auth");
  }
}

BOOST_AUTO_TEST_CASE(a_refused_login_says_what_salesforce_said) {
  ScriptedOrg org;
  org.expect("POST", "/token", 400,
             R"({"error":"invalid_grant","error_description":"no client credentials user enabled"})");
  const Error error = org.run(org.target.probe()).error();
  BOOST_TEST(to_string(error.kind) == "auth");
  BOOST_TEST(error.code == "invalid_grant");
  BOOST_TEST(error.message.find("no client credentials user enabled") != error.message.npos);
}

BOOST_AUTO_TEST_CASE(too_many_logins_wait_instead_of_trying_on) {
  ScriptedOrg org;
  org.expect("POST", "/token", 400, R"({"error":"invalid_grant","error_description":"login rate exceeded"})");
  const Error error = org.run(org.target.probe()).error();
  BOOST_TEST(to_string(error.kind) == "rate_limited");
  BOOST_TEST((error.retry_after >= std::chrono::minutes(1)));
}

BOOST_AUTO_TEST_CASE(a_login_that_fails_on_the_way_is_tried_again_later) {
  ScriptedOrg org;
  org.http.expect("POST", "/token", unknown_outcome("timeout", "no answer in time"));
  BOOST_TEST(to_string(org.run(org.target.probe()).error().kind) == "transient");
  org.http.expect("POST", "/token", testing::json_answer(503, "<html>busy</html>"));
  BOOST_TEST(to_string(org.run(org.target.probe()).error().kind) == "transient");
  org.expect_login();
  org.expect("GET", "/limits", 200, "{}");
  BOOST_TEST(org.run(org.target.probe()).ok());
}

BOOST_AUTO_TEST_CASE(a_browser_host_is_named_as_the_mistake_it_is) {
  ScriptedOrg org;
  org.expect_login("https://acme.lightning.force.com");
  const Error error = org.run(org.target.probe()).error();
  BOOST_TEST(to_string(error.kind) == "config");
  BOOST_TEST(error.message.find("my.salesforce.com") != error.message.npos);
}

BOOST_AUTO_TEST_CASE(the_usage_header_becomes_the_budget) {
  ScriptedOrg org;
  org.expect_login();
  http::Response answer = testing::json_answer(200, "{}");
  answer.headers.add("Sforce-Limit-Info", "api-usage=18/5000");
  org.http.expect("GET", "/limits", std::move(answer));
  BOOST_TEST(org.run(org.target.probe()).ok());
  BOOST_TEST(*org.target.budget().used == 18);
  BOOST_TEST(*org.target.budget().limit == 5000);
}

BOOST_AUTO_TEST_CASE(every_page_of_a_query_is_read) {
  ScriptedOrg org;
  org.expect_login();
  org.expect("GET", "IN%20%28%27k1%27%2C%27k2%27%29", 200,
             R"({"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-1",
                 "records":[{"Id":"500A","Hub_Key__c":"k1"}]})");
  org.expect("GET", "acme.my.salesforce.com/services/data/v62.0/query/01g-1", 200,
             R"({"totalSize":2,"done":true,"records":[{"Id":"500B","Hub_Key__c":"k2"}]})");
  const std::vector<model::Record> batch{org.case_record("k1"), org.case_record("k2")};
  const auto found = org.run(org.target.look_up(batch));
  BOOST_TEST((*found[0])->id == "500A");
  BOOST_TEST((*found[1])->id == "500B");
}

BOOST_AUTO_TEST_CASE(a_next_page_elsewhere_is_not_followed) {
  ScriptedOrg org;
  org.expect_login();
  org.expect("GET", "%29", 200, R"({"done":false,"nextRecordsUrl":"@evil.example/x","records":[]})");
  const std::vector<model::Record> batch{org.case_record("k1")};
  BOOST_TEST(org.run(org.target.look_up(batch)).front().error().code == "unreadable_answer");
}

BOOST_AUTO_TEST_CASE(long_lists_of_keys_are_asked_in_addresses_short_enough) {
  ScriptedOrg org;
  std::vector<model::Record> batch;
  for (int i = 0; i < 200; ++i) batch.push_back(org.case_record(std::string(70, 'k') + std::to_string(i)));
  org.expect_login();
  org.expect("GET", "%29", 200, R"({"done":true,"records":[]})");
  org.expect("GET", "%29", 200, R"({"done":true,"records":[]})");
  const auto found = org.run(org.target.look_up(batch));
  BOOST_TEST(found.size() == 200u);
  for (const http::Request& request : org.http.seen()) BOOST_TEST(request.url.size() < 12'000u);
}

BOOST_AUTO_TEST_CASE(describe_refuses_a_version_or_an_object_that_the_org_lacks) {
  ScriptedOrg org;
  org.expect_login();
  org.expect("GET", "/services/data", 200,
             R"([{"label":"Spring '20","url":"/services/data/v48.0","version":"48.0"}])");
  BOOST_TEST(to_string(org.run(org.target.describe({"Case"})).error().kind) == "config");
  constexpr auto kVersions = R"([{"label":"Winter '25","url":"/services/data/v62.0","version":"62.0"}])";
  org.expect("GET", "/services/data", 200, kVersions);
  org.expect("GET", "/sobjects/Nope__c/describe", 404,
             R"([{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}])");
  BOOST_TEST(org.run(org.target.describe({"Nope__c"})).error().code == "missing_object");
  org.expect("GET", "/services/data", 200, kVersions);
  org.expect("GET", "/sobjects/Case/describe", 200, R"({"name":"Case","queryable":true,"fields":[]})");
  BOOST_TEST(org.run(org.target.describe({"Case"}))->find("Case")->readable);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::salesforce
