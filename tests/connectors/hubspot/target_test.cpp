// Batches, links and proof, as HubSpot answers them.
#include <boost/test/unit_test.hpp>

#include "tests/connectors/hubspot/scripted_account.hpp"

namespace hub::connectors::hubspot {

namespace {

constexpr auto kUpsert = "/crm/v3/objects/tickets/batch/upsert";
constexpr auto kLink = "/crm/v4/associations/tickets/contacts/batch/associate/default";
constexpr auto kOneTicket =
    R"({"status":"COMPLETE","results":[{"id":"512","new":true,"properties":{"hub_key":"k1"}}]})";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hubspot_target)

BOOST_AUTO_TEST_CASE(tickets_are_upserted_by_our_key_with_the_settings_they_lack) {
  TargetOptions options;
  options.defaults["tickets"] = {{"hs_pipeline", "0"}, {"hs_pipeline_stage", "4"}};
  ScriptedAccount account(std::move(options));
  account.expect(kUpsert, 200, kOneTicket);
  const auto stored = account.write(
      {account.ticket("k1", {}, R"({"subject":"A & B","hs_pipeline_stage":"2","hub_score":null})")});
  BOOST_TEST(stored[0]->id == "512");
  BOOST_TEST(stored[0]->created);
  BOOST_TEST(account.http.last().body.view() ==
             R"({"inputs":[{"id":"k1","idProperty":"hub_key","properties":{"hub_key":"k1","hs_pipeline":"0",)"
             R"("subject":"A & B","hs_pipeline_stage":"2","hub_score":""}}]})");
  BOOST_TEST(*account.http.last().headers.find("Authorization") == "Bearer pat-eu1-secret");
}

BOOST_AUTO_TEST_CASE(a_207_is_read_record_by_record_whatever_the_order) {
  ScriptedAccount account;
  account.expect(kUpsert, 207,
                 R"({"status":"COMPLETE","results":[{"id":"513","new":false,"properties":{"hub_key":"k3"}},
                     {"id":"512","new":true,"properties":{"hub_key":"k1"}}],"numErrors":1,"errors":[
                     {"status":"error","category":"VALIDATION_ERROR","message":"Kim's value","context":{"ids":["k2"]},
                      "errors":[{"message":"m","code":"INVALID_LENGTH","context":{"propertyName":["subject"]}}]}]})");
  const auto stored =
      account.write({account.ticket("k1"), account.ticket("k2"), account.ticket("k3"), account.ticket("k4")});
  BOOST_TEST(stored[0]->id == "512");
  BOOST_TEST(stored[2]->id == "513");
  BOOST_TEST(!stored[2]->created);
  const Error& refused = stored[1].error();
  BOOST_TEST(to_string(refused.kind) == "invalid");
  BOOST_TEST(refused.code == "INVALID_LENGTH");
  BOOST_TEST(refused.fields == std::vector<std::string>{"subject"}, boost::test_tools::per_element());
  BOOST_TEST(!contains(refused.message, "Kim"));
  // Neither among the results nor among the errors: it may have been written.
  BOOST_TEST(to_string(stored[3].error().kind) == "unknown");
}

BOOST_AUTO_TEST_CASE(a_request_that_is_refused_as_a_whole_says_so) {
  ScriptedAccount account;
  account.expect(
      kUpsert, 400,
      R"({"status":"error","category":"VALIDATION_ERROR","message":"Property values were not valid",
                     "errors":[{"message":"m","code":"PROPERTY_DOESNT_EXIST","context":{"propertyName":["hub_x"]}}]})");
  const auto stored = account.write({account.ticket("k1"), account.ticket("k2")});
  BOOST_TEST(stored[0].error().whole_request);
  BOOST_TEST(stored[0].error().code == "PROPERTY_DOESNT_EXIST");
  BOOST_TEST(account.target.suggests_drift(stored[0].error()));
}

BOOST_AUTO_TEST_CASE(known_visitors_and_the_others_are_linked_in_one_call) {
  ScriptedAccount account(ScriptedAccount::with_collector());
  account.expect(kUpsert, 200,
                 R"({"results":[{"id":"512","new":true,"properties":{"hub_key":"k1"}},
                                {"id":"513","new":true,"properties":{"hub_key":"k2"}}]})");
  account.expect(kLink, 200, R"({"status":"COMPLETE","results":[]})");
  const auto stored = account.write({account.ticket("k1", "77"), account.ticket("k2")});
  BOOST_TEST(stored[0].ok());
  BOOST_TEST(stored[1].ok());
  BOOST_TEST(
      account.http.last().body.view() ==
      R"({"inputs":[{"from":{"id":"512"},"to":{"id":"77"}},{"from":{"id":"513"},"to":{"id":"901"}}]})");
}

BOOST_AUTO_TEST_CASE(a_link_that_was_not_made_brings_the_record_back_for_another_attempt) {
  for (const int status : {503, 400}) {
    ScriptedAccount account;
    account.expect(kUpsert, 200, kOneTicket);
    account.expect(kLink, status, R"({"status":"error","category":"VALIDATION_ERROR","message":"m"})");
    const auto stored = account.write({account.ticket("k1", "77")});
    BOOST_TEST(to_string(stored[0].error().kind) == "transient", status);
  }
  ScriptedAccount account;
  account.expect(kUpsert, 200, kOneTicket);
  account.expect(kLink, 207, R"({"results":[],"numErrors":1,"errors":[{"category":"OBJECT_NOT_FOUND"}]})");
  BOOST_TEST(to_string(account.write({account.ticket("k1", "77")})[0].error().kind) == "transient");
}

BOOST_AUTO_TEST_CASE(a_record_is_found_only_with_its_link) {
  constexpr auto kRead = "/crm/v3/objects/tickets/batch/read";
  constexpr auto kLinks = "/crm/v4/associations/tickets/contacts/batch/read";
  ScriptedAccount account(ScriptedAccount::with_collector());
  account.expect(
      kRead, 207,
      R"({"results":[{"id":"512","properties":{"hub_key":"k1"}},{"id":"513","properties":{"hub_key":"k2"}}],
                     "errors":[{"category":"OBJECT_NOT_FOUND","context":{"ids":["k3"]}}]})");
  account.expect(kLinks, 207,
                 R"({"results":[{"from":{"id":"512"},"to":[{"toObjectId":901}]}],"errors":[{}]})");
  const auto found = account.look_up({account.ticket("k1"), account.ticket("k2"), account.ticket("k3")});
  BOOST_TEST((*found[0])->id == "512");
  BOOST_TEST(!found[1]->has_value());
  BOOST_TEST(!found[2]->has_value());
}

BOOST_AUTO_TEST_CASE(what_is_read_back_has_each_property_and_the_link) {
  ScriptedAccount account;
  const auto one =
      account.ticket("k1", "77", R"({"subject":" Hello ","hub_score":4.5,"closed":true,"gone":"x"})");
  account.expect(
      "/crm/v3/objects/tickets/batch/read", 200,
      R"({"results":[{"id":"512","properties":{"hub_key":"k1","subject":"Hello","hub_score":"4.5",)"
      R"("closed":"true"}}]})");
  account.expect("/crm/v4/associations/tickets/contacts/batch/read", 200,
                 R"({"results":[{"from":{"id":"512"},"to":[{"toObjectId":901},{"toObjectId":77}]}]})");
  const auto stored = account.read({{&one, "512"}});
  BOOST_TEST(
      (**stored[0] == account.json(R"({"hub_key":"k1","contacts":"77","subject":"Hello","hub_score":"4.5",
                                              "closed":"true","gone":null})")));
  BOOST_TEST(contains(account.http.seen()[0].body.view(),
                      R"("properties":["hub_key","subject","hub_score","closed","gone"])"));
  BOOST_TEST(
      (account.target.expected(one, account.arena) ==
       account.json(R"({"hub_key":"k1","contacts":"77","subject":"Hello","hub_score":"4.5","closed":"true",
                               "gone":"x"})")));
}

BOOST_AUTO_TEST_CASE(a_note_is_html_at_hubspot_and_text_for_us) {
  ScriptedAccount account;
  const auto one = account.note("n1", "512", R"(a < b & c\nnext)");
  account.expect("/crm/v3/objects/notes/batch/upsert", 200,
                 R"({"results":[{"id":"77","new":true,"properties":{"hub_key":"n1"}}]})");
  account.expect("/crm/v4/associations/notes/tickets/batch/associate/default", 200, R"({"results":[]})");
  BOOST_TEST(account.write({one})[0].ok());
  BOOST_TEST(contains(account.http.seen()[0].body.view(), R"("hs_note_body":"a &lt; b &amp; c<br>next")"));
  BOOST_TEST(contains(account.http.seen()[0].body.view(), R"("hs_timestamp":")"));
  account.expect("/crm/v3/objects/notes/batch/read", 200,
                 R"({"results":[{"id":"77","properties":{"hub_key":"n1",
                     "hs_note_body":"<p>a &lt; b &amp; c<br />next</p>"}}]})");
  account.expect("/crm/v4/associations/notes/tickets/batch/read", 200,
                 R"({"results":[{"from":{"id":"77"},"to":[{"toObjectId":512}]}]})");
  const auto stored = account.read({{&one, "77"}});
  BOOST_TEST((**stored[0] == account.target.expected(one, account.arena)));
}

BOOST_AUTO_TEST_CASE(nothing_is_confirmed_by_a_search) {
  ScriptedAccount account;
  const auto one = account.ticket("k1");
  account.expect("/batch/read", 200, R"({"results":[]})");
  account.expect("/batch/read", 200, R"({"results":[]})");
  BOOST_TEST(!account.look_up({one})[0]->has_value());
  BOOST_TEST(!account.read({{&one, ""}})[0]->has_value());
  for (const http::Request& request : account.http.seen()) BOOST_TEST(!contains(request.url, "/search"));
}

BOOST_AUTO_TEST_CASE(contacts_are_found_by_address_in_one_call_and_each_address_once) {
  ScriptedAccount account;
  model::RecordShape shape = ticket_shape();
  shape.object = "contacts";
  shape.match.emplace();
  std::vector<model::Record> batch(3, testing::make_record(shape, "k", {}, 0, account.json("{}")));
  batch[0].match = batch[2].match = account.json(R"({"email":"kim@example.com"})");
  batch[1].match = account.json(R"({"email":"no@example.com"})");
  account.expect("/crm/v3/objects/contacts/batch/read", 207,
                 R"({"results":[{"id":"77","properties":{"email":"kim@example.com"}}],
                     "errors":[{"category":"OBJECT_NOT_FOUND","context":{"ids":["no@example.com"]}}]})");
  const auto found = account.run(account.target.find_existing(batch));
  BOOST_TEST(found[0]->front().id == "77");
  BOOST_TEST(found[1]->empty());
  BOOST_TEST(found[2]->front().id == "77");
  BOOST_TEST(contains(account.http.last().body.view(),
                      R"({"inputs":[{"id":"kim@example.com"},{"id":"no@example.com"}])"));
}

BOOST_AUTO_TEST_CASE(contacts_are_erased_for_good_and_the_rest_is_archived) {
  ScriptedAccount account;
  const auto ticket = account.ticket("k1");
  account.expect("/crm/v3/objects/tickets/batch/archive", 204, "");
  const std::vector<delivery::ReadRequest> tickets{{&ticket, "512"}};
  BOOST_TEST(account.run(account.target.erase(tickets))[0].ok());
  model::RecordShape shape = ticket_shape();
  shape.object = "contacts";
  const auto contact = testing::make_record(shape, "c1", {}, 0, account.json("{}"));
  account.expect("/crm/v3/objects/contacts/batch/read", 200,
                 R"({"results":[{"id":"77","properties":{"hub_key":"c1"}}]})");
  account.expect("/crm/v3/objects/contacts/gdpr-delete", 204, "");
  const std::vector<delivery::ReadRequest> contacts{{&contact, ""}};
  BOOST_TEST(account.run(account.target.erase(contacts))[0].ok());
  BOOST_TEST(account.http.last().body.view() == R"({"objectId":"77"})");
}

BOOST_AUTO_TEST_CASE(the_daily_budget_is_what_the_headers_say) {
  ScriptedAccount account;
  http::Response answer = testing::json_answer(200, R"({"results":[]})");
  answer.headers.add("X-HubSpot-RateLimit-Daily", "650000");
  answer.headers.add("X-HubSpot-RateLimit-Daily-Remaining", "649990");
  account.http.expect("GET", "/tickets?limit=1&properties=hs_object_id", std::move(answer));
  BOOST_TEST(account.run(account.target.probe()).ok());
  BOOST_TEST(*account.target.budget().used == 10);
  BOOST_TEST(*account.target.budget().limit == 650'000);
}

BOOST_AUTO_TEST_CASE(each_limit_has_its_own_wait) {
  using std::chrono::seconds;
  ScriptedAccount account;
  const auto wait_after = [&account](const std::string& body) {
    account.expect(kUpsert, 429, body);
    const Error error = account.write({account.ticket("k1")})[0].error();
    BOOST_TEST(to_string(error.kind) == "rate_limited");
    return error.retry_after;
  };
  BOOST_TEST(
      (wait_after(R"({"errorType":"RATE_LIMIT","policyName":"TEN_SECONDLY_ROLLING"})") == seconds(10)));
  BOOST_TEST((wait_after(R"({"errorType":"RATE_LIMIT","policyName":"DAILY"})") == seconds(900)));
  BOOST_TEST((wait_after(R"({"message":"You have reached your secondly limit."})") == seconds(1)));
  BOOST_TEST((wait_after("nonsense") == seconds(0)));
}

BOOST_AUTO_TEST_CASE(a_status_without_a_body_has_its_usual_meaning) {
  ScriptedAccount account;
  const auto kind_of = [&account](int status) {
    account.expect(kUpsert, status, "");
    if (status == 401) account.expect(kUpsert, status, "");
    return std::string(to_string(account.write({account.ticket("k1")})[0].error().kind));
  };
  for (const int status : {423, 477}) BOOST_TEST(kind_of(status) == "transient", status);
  for (const int status : {500, 502, 503, 504}) BOOST_TEST(kind_of(status) == "unknown", status);
  for (const int status : {401, 403}) BOOST_TEST(kind_of(status) == "auth", status);
  BOOST_TEST(kind_of(414) == "invalid");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::hubspot
