// Every fault that the simulator can be told to have: how it shows, and that the org is well afterwards.
#include "tests/simulators/salesforce/simulated_org.hpp"

namespace hub::simulators::salesforce {

namespace {

constexpr const char* kUpsert = "/composite/sobjects/Case/Hub_Key__c";

const std::string kTwo =
    collection({R"("Hub_Key__c":"a","Subject":"abcdef")", R"("Hub_Key__c":"b","Subject":"abcdef")"});

}  // namespace

struct FaultyOrg : SimulatedOrg {
  // Each test ends so.
  void expect_recovery() {
    heal();
    const Answer written = patch(kUpsert, kTwo);
    BOOST_TEST(written.status == 200);
    BOOST_TEST(written.at("/0/success") == "true");
    BOOST_TEST(written.at("/1/success") == "true");
    BOOST_TEST(read_case("a").at("/Subject") == "abcdef");
    BOOST_TEST(live("Case") == "2");
  }
};

BOOST_FIXTURE_TEST_SUITE(simulator_faults, FaultyOrg)

BOOST_AUTO_TEST_CASE(a_reset_after_the_commit_loses_the_answer_and_not_the_record) {
  break_with(R"({"kind":"drop_after_commit","operation":"upsert"})");
  BOOST_TEST(patch(kUpsert, kTwo).status == 0);
  BOOST_TEST(live("Case") == "2");
  BOOST_TEST(patch(kUpsert, kTwo).at("/0/created") == "false");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_reset_before_the_commit_stores_nothing) {
  break_with(R"({"kind":"drop_before_commit","operation":"upsert"})");
  BOOST_TEST(patch(kUpsert, kTwo).status == 0);
  BOOST_TEST(live("Case") == "0");
  BOOST_TEST(patch(kUpsert, kTwo).at("/0/created") == "true");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_gateway_fails_after_the_commit) {
  break_with(R"({"kind":"status_after_commit","operation":"upsert"})");
  const Answer answer = patch(kUpsert, kTwo);
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(answer.header("Content-Type") == "text/html");
  BOOST_TEST(live("Case") == "2");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(one_401_ends_every_token_until_the_next_login) {
  break_with(R"({"kind":"expired_token"})");
  for (int calls = 0; calls < 2; ++calls) {
    const Answer answer = patch(kUpsert, kTwo);
    BOOST_TEST(answer.status == 401);
    BOOST_TEST(answer.at("/0/errorCode") == "INVALID_SESSION_ID");
  }
  token = log_in().at("/access_token");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_session_that_no_login_heals_says_so_in_its_text) {
  break_with(R"({"kind":"expired_token","text":"This session is not valid for use with the REST API"})");
  BOOST_TEST(get("/limits").at("/0/message") == "This session is not valid for use with the REST API");
  token = log_in().at("/access_token");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(revoked_credentials_end_the_tokens_and_every_login) {
  break_with(R"({"kind":"revoked_credentials","times":-1})");
  BOOST_TEST(patch(kUpsert, kTwo).status == 401);
  const Answer login = log_in();
  BOOST_TEST(login.status == 400);
  BOOST_TEST(login.at("/error") == "invalid_client");
  heal();
  BOOST_TEST(patch(kUpsert, kTwo).status == 401);
  token = log_in().at("/access_token");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_storm_of_503_lasts_as_many_calls_as_it_is_told) {
  break_with(R"({"kind":"status","times":3})");
  for (int calls = 0; calls < 3; ++calls) {
    const Answer answer = patch(kUpsert, kTwo);
    BOOST_TEST(answer.status == 503);
    BOOST_TEST(answer.at("/0/errorCode") == "SERVER_UNAVAILABLE");
  }
  BOOST_TEST(live("Case") == "0");
  BOOST_TEST(patch(kUpsert, kTwo).status == 200);
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_503_may_be_html_and_a_500_may_have_a_code) {
  break_with(R"({"kind":"status","text":"html"})");
  const Answer html = patch(kUpsert, kTwo);
  BOOST_TEST(html.header("Content-Type") == "text/html");
  BOOST_TEST(html.body.starts_with("<html>"));
  break_with(R"({"kind":"status","status":500,"text":"UNKNOWN_EXCEPTION"})");
  const Answer coded = patch(kUpsert, kTwo);
  BOOST_TEST(coded.status == 500);
  BOOST_TEST(coded.at("/0/errorCode") == "UNKNOWN_EXCEPTION");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_429_says_when_to_come_back) {
  break_with(R"({"kind":"status","status":429,"text":"TOO_MANY_REQUESTS","retry_after":"7"})");
  const Answer answer = patch(kUpsert, kTwo);
  BOOST_TEST(answer.status == 429);
  BOOST_TEST(answer.header("Retry-After") == "7");
  BOOST_TEST(live("Case") == "0");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(an_exhausted_day_refuses_every_call_and_shows_why) {
  break_with(R"({"kind":"request_limit","times":-1})");
  for (const Answer& answer : {patch(kUpsert, kTwo), get("/limits"), get("/sobjects")}) {
    BOOST_TEST(answer.status == 403);
    BOOST_TEST(answer.at("/0/errorCode") == "REQUEST_LIMIT_EXCEEDED");
    BOOST_TEST(answer.at("/0/message") == "TotalRequests Limit exceeded.");
    BOOST_TEST(answer.header("Sforce-Limit-Info") == "api-usage=5000000/5000000");
  }
  BOOST_TEST(log_in().status == 200);  // a login is no API call
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_locked_row_refuses_the_call) {
  break_with(R"({"kind":"lock_row","status":400})");
  const Answer answer = patch(kUpsert, kTwo);
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.at("/0/errorCode") == "UNABLE_TO_LOCK_ROW");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(part_of_a_batch_fails) {
  break_with(R"({"kind":"record_error","operation":"upsert","record":1,"text":"UNABLE_TO_LOCK_ROW"})");
  const Answer answer = patch(kUpsert, kTwo);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("/0/success") == "true");
  BOOST_TEST(answer.at("/1/errors/0/statusCode") == "UNABLE_TO_LOCK_ROW");
  BOOST_TEST(live("Case") == "1");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_single_record_fails_too) {
  break_with(R"({"kind":"record_error","operation":"upsert","field":"Subject"})");
  const Answer answer = upsert_case("a");
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.at("/0/errorCode") == "FIELD_CUSTOM_VALIDATION_EXCEPTION");
  BOOST_TEST(answer.at("/0/fields/0") == "Subject");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_subrequest_of_a_composite_fails) {
  break_with(R"({"kind":"record_error","operation":"composite","record":1})");
  const Answer answer = post(
      "/composite",
      R"({"compositeRequest":[{"method":"PATCH","url":"/services/data/v62.0/sobjects/Case/Hub_Key__c/a","referenceId":"a","body":{}},)"
      R"({"method":"PATCH","url":"/services/data/v62.0/sobjects/Case/Hub_Key__c/b","referenceId":"b","body":{}}]})");
  BOOST_TEST(answer.at("/compositeResponse/0/httpStatusCode") == "201");
  BOOST_TEST(answer.at("/compositeResponse/1/httpStatusCode") == "400");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_field_is_cut_between_characters_though_the_write_succeeds) {
  break_with(R"({"kind":"truncated_field","operation":"upsert","field":"Subject","record":-1})");
  BOOST_TEST(patch(kUpsert, kTwo).at("/1/success") == "true");
  BOOST_TEST(read_case("a").at("/Subject") == "abc");
  BOOST_TEST(read_case("b").at("/Subject") == "abc");
  break_with(R"({"kind":"truncated_field","operation":"upsert","field":"Subject"})");
  upsert_case("a", R"({"Subject":"üöä"})");
  BOOST_TEST(read_case("a").at("/Subject") == "ü");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(automation_changes_a_field_of_one_record) {
  break_with(
      R"({"kind":"changed_field","operation":"upsert","field":"Status","text":"Escalated","record":1})");
  patch(kUpsert, kTwo);
  BOOST_TEST(read_case("a").at("/Status") == "New");
  BOOST_TEST(read_case("b").at("/Status") == "Escalated");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_changed_key_is_found_under_its_new_value) {
  break_with(R"({"kind":"changed_field","operation":"upsert","field":"Hub_Key__c","text":"other"})");
  patch(kUpsert, kTwo);
  BOOST_TEST(read_case("a").status == 404);
  BOOST_TEST(read_case("other").status == 200);
  remove("/sobjects/Case/Hub_Key__c/other");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_record_is_deleted_right_after_it_was_written) {
  break_with(R"({"kind":"deleted_after_write","operation":"upsert"})");
  const Answer written = patch(kUpsert, kTwo);
  BOOST_TEST(written.at("/0/success") == "true");
  BOOST_TEST(get("/sobjects/Case/" + written.at("/0/id")).at("/0/errorCode") == "ENTITY_IS_DELETED");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_stale_read_shows_the_write_before_the_last_in_every_way_of_reading) {
  const std::string id = upsert_case("a", R"({"Subject":"one"})").at("/id");
  const std::string soql = "/query?q=SELECT+Subject+FROM+Case";
  const std::string list = "/composite/sobjects/Case?fields=Subject&ids=" + id;
  break_with(R"({"kind":"stale_read","times":-1})");
  BOOST_TEST(read_case("a").status == 404);
  BOOST_TEST(get(list).at("/0") == "null");
  BOOST_TEST(get(soql).at("/totalSize") == "0");
  upsert_case("a", R"({"Subject":"two"})");
  BOOST_TEST(read_case("a").at("/Subject") == "one");
  BOOST_TEST(get(list).at("/0/Subject") == "one");
  BOOST_TEST(get(soql).at("/records/0/Subject") == "one");
  heal();
  BOOST_TEST(get(list).at("/0/Subject") == "two");
  BOOST_TEST(get(soql).at("/records/0/Subject") == "two");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_hidden_field_is_no_column_until_it_is_shown) {
  break_with(R"({"kind":"hidden_field","operation":"upsert","field":"Subject"})");
  BOOST_TEST(upsert_case("a").at("/0/errorCode") == "INVALID_FIELD");
  BOOST_TEST(get("/query?q=SELECT+Subject+FROM+Case").at("/0/errorCode") == "INVALID_FIELD");
  BOOST_TEST(get("/sobjects/Case/describe").body.find("\"Subject\"") == std::string::npos);
  break_with(R"({"kind":"shown_field","operation":"upsert","field":"Subject"})");
  BOOST_TEST(upsert_case("a").status == 201);
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(an_answer_is_broken_though_everything_is_stored) {
  break_with(R"({"kind":"truncated_json","operation":"upsert"})");
  BOOST_TEST(patch(kUpsert, kTwo).at("/0") == "absent");
  break_with(R"({"kind":"empty_array","operation":"upsert"})");
  const Answer empty = patch(kUpsert, kTwo);
  BOOST_TEST(empty.status == 200);
  BOOST_TEST(empty.body == "[]");
  BOOST_TEST(live("Case") == "2");
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_slow_call_takes_its_time) {
  break_with(R"({"kind":"latency","operation":"upsert","milliseconds":90000})");
  const MonotonicTime before = clock.now();
  BOOST_TEST(patch(kUpsert, kTwo).status == 200);
  BOOST_TEST(((clock.now() - before) == std::chrono::seconds(90)));
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(logins_fail_and_move_the_org) {
  break_with(R"({"kind":"login_rate","operation":"token"})");
  BOOST_TEST(log_in().at("/error_description") == "login rate exceeded");
  break_with(R"({"kind":"moved_org","operation":"token","text":"https://new.my.salesforce.com"})");
  BOOST_TEST(log_in().at("/instance_url") == "https://new.my.salesforce.com");
  BOOST_TEST(log_in().at("/instance_url") == base_url());
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(calls_may_pass_before_a_fault_and_others_are_not_struck) {
  break_with(R"({"kind":"status","operation":"upsert","skip":1})");
  BOOST_TEST(patch(kUpsert, kTwo).status == 200);
  BOOST_TEST(get("/limits").status == 200);
  BOOST_TEST(patch(kUpsert, kTwo).status == 503);
  BOOST_TEST(patch(kUpsert, kTwo).status == 200);
  expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_fault_that_could_never_strike_is_refused) {
  for (const char* fault :
       {R"({})", R"({"kind":"stauts"})", R"({"kind":"status","operation":"upsrt"})", "no json"}) {
    BOOST_TEST(control("POST", "faults", fault).status == 400);
  }
  expect_recovery();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::simulators::salesforce
