// Records in, proof out: batches, results by element, reading back and erasing.
#include <boost/test/unit_test.hpp>

#include "core/delivery/compare.hpp"
#include "tests/connectors/salesforce/scripted_org.hpp"

namespace hub::connectors::salesforce {

namespace {

std::string kind_of(const Error& error) {
  return std::string(to_string(error.kind));
}

// What the engine does with the two forms.
std::vector<std::string> differences(ScriptedOrg& org, const model::Record& record,
                                     const model::Value& stored) {
  return delivery::differing_fields(*record.shape, org.target.expected(record, org.arena), stored);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(salesforce_target)

BOOST_AUTO_TEST_CASE(one_bad_record_leaves_its_neighbours_alone) {
  ScriptedOrg org;
  org.expect_login();
  org.expect_case_upsert(200, R"([{"id":"500A","success":true,"errors":[],"created":true},
    {"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"Subject: data value too large","fields":["Subject"]}]},
    {"id":"500C","success":true,"errors":[],"created":false}])");
  const auto results = org.write({org.case_record("k1"), org.case_record("k2"), org.case_record("k3")});
  BOOST_TEST(results[0]->id == "500A");
  BOOST_TEST(kind_of(results[1].error()) == "invalid");
  BOOST_TEST(!results[2]->created);
}

BOOST_AUTO_TEST_CASE(whatever_leaves_a_write_in_doubt_is_unknown) {
  using testing::json_answer;
  const std::pair<const char*, Result<http::Response>> doubts[] = {
      {"reset", unknown_outcome("reset", "reset")},
      {"answer too large", invalid_error("answer_too_large", "large")},
      {"500", json_answer(500, R"([{"errorCode":"UNKNOWN_EXCEPTION","message":"x"}])")},
      {"503 JSON", json_answer(503, R"([{"errorCode":"SERVER_UNAVAILABLE","message":"x"}])")},
      {"503 HTML", json_answer(503, "<html>busy</html>")},
      {"502 empty", json_answer(502, "")},
      {"200 cut short", json_answer(200, R"([{"id":"500A","succ)")},
      {"200 HTML", json_answer(200, "<html></html>")},
      {"200 empty array", json_answer(200, "[]")},
      {"200 without body", json_answer(200, "")},
      {"200 without id", json_answer(200, R"([{"success":true,"errors":[]}])")},
  };
  for (const auto& [name, answer] : doubts) {
    ScriptedOrg org;
    org.expect_login();
    org.http.expect("PATCH", "Hub_Key__c", answer);
    const auto result = org.write_one();
    BOOST_TEST(!result.ok(), name);
    BOOST_TEST(kind_of(result.error()) == "unknown", name);
    org.expect_case_upsert(200, R"([{"id":"500A","success":true,"errors":[],"created":false}])");
    BOOST_TEST(org.write_one().ok(), name);
  }
}

BOOST_AUTO_TEST_CASE(a_request_that_never_left_is_transient) {
  ScriptedOrg org;
  org.expect_login();
  org.http.expect("PATCH", "Hub_Key__c", transient_error("refused", "connection refused"));
  BOOST_TEST(kind_of(org.write_one().error()) == "transient");
}

BOOST_AUTO_TEST_CASE(a_request_refused_as_a_whole_says_so_that_the_batch_can_be_split) {
  ScriptedOrg org;
  org.expect_login();
  org.expect_case_upsert(
      400, R"([{"errorCode":"INVALID_FIELD","message":"No such column 'X__c' on sobject of type Case"}])");
  const auto results = org.write({org.case_record("k1"), org.case_record("k2")});
  for (const auto& result : results) {
    BOOST_TEST(kind_of(result.error()) == "invalid");
    BOOST_TEST(result.error().whole_request);
    BOOST_TEST(result.error().fields == std::vector<std::string>{"X__c"}, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_missing_object_or_key_field_is_not_split) {
  ScriptedOrg org;
  org.expect_login();
  org.expect_case_upsert(404,
                         R"({"errorCode":"NOT_FOUND","message":"The requested resource does not exist"})");
  const Error error = org.write_one().error();
  BOOST_TEST(error.code == "NOT_FOUND");
  BOOST_TEST(!error.whole_request);
}

BOOST_AUTO_TEST_CASE(the_lane_pauses_when_the_org_has_used_up_its_calls) {
  ScriptedOrg org;
  org.expect_login();
  org.expect_case_upsert(
      403, R"([{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}])");
  const Error error = org.write_one().error();
  BOOST_TEST(kind_of(error) == "rate_limited");
  BOOST_TEST((error.retry_after == std::chrono::minutes(15)));
}

BOOST_AUTO_TEST_CASE(a_told_wait_is_passed_on) {
  for (const int status : {429, 503}) {
    ScriptedOrg org;
    org.expect_login();
    http::Response answer = testing::json_answer(status, "");
    answer.headers.add("Retry-After", "120");
    org.http.expect("PATCH", "Hub_Key__c", std::move(answer));
    BOOST_TEST((org.write_one().error().retry_after == std::chrono::seconds(120)), status);
  }
}

BOOST_AUTO_TEST_CASE(cases_are_read_by_id_and_equal_what_was_sent) {
  ScriptedOrg org;
  const auto record = org.case_record(
      "k1",
      R"({"Subject":"  Hi\u0007 there ","Description":"","Closed__c":"2026-03-01T10:20:30.987Z","Score__c":4})");
  org.expect_login();
  org.expect("POST", "/composite/sobjects/Case", 200,
             R"([{"attributes":{"type":"Case","url":"/x"},"Id":"500A","Hub_Key__c":"k1","Subject":"Hi there",
                  "Description":null,"Closed__c":"2026-03-01T10:20:30.000+0000","Score__c":4.0}])");
  const auto stored = org.read({{&record, "500A"}});
  BOOST_TEST(org.http.last().body.view() ==
             R"({"ids":["500A"],"fields":["Hub_Key__c","Subject","Description","Closed__c","Score__c"]})");
  BOOST_TEST(differences(org, record, **stored[0]).empty());
}

BOOST_AUTO_TEST_CASE(a_truncated_text_names_its_field) {
  ScriptedOrg org;
  const auto record = org.case_record("k1", R"({"Subject":"Hello","Description":"a long story"})");
  org.expect_login();
  org.expect("POST", "/composite/sobjects/Case", 200,
             R"([{"Hub_Key__c":"k1","Subject":"Hello","Description":"a long"}])");
  const auto stored = org.read({{&record, "500A"}});
  BOOST_TEST(differences(org, record, **stored[0]) == std::vector<std::string>{"Description"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(ignored_and_nested_fields_are_not_asked_for) {
  ScriptedOrg org;
  org.cases.compare = {{"OwnerId", model::Compare::ignore}, {"Contact", model::Compare::ignore}};
  const auto record =
      org.case_record("k1", R"({"OwnerId":"005A","Contact":{"Hub_Key__c":"c1"},"Subject":"Hello"})");
  org.expect_login();
  org.expect("POST", "/composite/sobjects/Case", 200, R"([{"Hub_Key__c":"k1","Subject":"Hello"}])");
  const auto stored = org.read({{&record, "500A"}});
  BOOST_TEST(org.http.last().body.view() == R"({"ids":["500A"],"fields":["Hub_Key__c","Subject"]})");
  BOOST_TEST(differences(org, record, **stored[0]).empty());
}

BOOST_AUTO_TEST_CASE(transcripts_are_read_with_their_parents_key) {
  ScriptedOrg org;
  const auto mine = org.transcript_record("k1-1", "k1", R"({"Body__c":"Hello"})");
  const auto moved = org.transcript_record("k2-1", "k2", R"({"Body__c":"Hello"})");
  org.expect_login();
  org.expect(
      "GET",
      "/query?q=SELECT%20Hub_Key__c%2CBody__c%2CCase__r.Hub_Key__c%20FROM%20Chat_Transcript__c%20WHERE%20"
      "Hub_Key__c%20IN%20%28%27k1-1%27%2C%27k2-1%27%29",
      200, R"({"done":true,"records":[
    {"Hub_Key__c":"k2-1","Body__c":"Hello","Case__r":null},
    {"Hub_Key__c":"k1-1","Body__c":"Hello","Case__r":{"attributes":{"type":"Case"},"Hub_Key__c":"k1"}}]})");
  const auto stored = org.read({{&mine, "a01A"}, {&moved, "a01B"}});
  BOOST_TEST(differences(org, mine, **stored[0]).empty());
  BOOST_TEST(differences(org, moved, **stored[1]) == std::vector<std::string>{"Case__c"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_record_that_is_gone_reads_as_nothing) {
  ScriptedOrg org;
  const auto there = org.case_record("k1");
  const auto gone = org.case_record("k2");
  org.expect_login();
  org.expect("POST", "/composite/sobjects/Case", 200, R"([{"Hub_Key__c":"k1","Subject":"Hello"},null])");
  const auto stored = org.read({{&there, "500A"}, {&gone, "500B"}});
  BOOST_TEST(stored[0]->has_value());
  BOOST_TEST(!stored[1]->has_value());
}

BOOST_AUTO_TEST_CASE(an_answer_for_other_records_proves_nothing) {
  ScriptedOrg org;
  const auto record = org.case_record("k1");
  org.expect_login();
  org.expect("POST", "/composite/sobjects/Case", 200, "[]");
  BOOST_TEST(kind_of(org.read({{&record, "500A"}}).front().error()) == "transient");
  org.expect("POST", "/composite/sobjects/Case", 200, R"([{"Hub_Key__c":"other","Subject":"Hello"}])");
  const auto stored = org.read({{&record, "500A"}});
  BOOST_TEST(differences(org, record, **stored[0]) == std::vector<std::string>{"Hub_Key__c"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_key_that_two_records_have_needs_an_administrator) {
  ScriptedOrg org;
  org.expect_login();
  org.expect("GET", "%29", 200,
             R"({"done":true,"records":[{"Id":"500A","Hub_Key__c":"k1"},{"Id":"500B","Hub_Key__c":"k1"}]})");
  const std::vector<model::Record> batch{org.case_record("k1")};
  const auto found = org.run(org.target.look_up(batch));
  BOOST_TEST(kind_of(found[0].error()) == "invalid");
  BOOST_TEST(found[0].error().code == "MULTIPLE_CHOICES");
}

BOOST_AUTO_TEST_CASE(a_look_up_tells_written_from_never_written) {
  ScriptedOrg org;
  org.expect_login();
  org.expect("GET", "%29", 200, R"({"done":true,"records":[{"Id":"500A","Hub_Key__c":"k1"}]})");
  const std::vector<model::Record> batch{org.case_record("k1"), org.case_record("k2")};
  const auto found = org.run(org.target.look_up(batch));
  BOOST_TEST((*found[0])->id == "500A");
  BOOST_TEST(!found[1]->has_value());
}

BOOST_AUTO_TEST_CASE(erasing_what_is_gone_is_done) {
  ScriptedOrg org;
  const auto first = org.case_record("k1"), second = org.case_record("k2"), third = org.case_record("k3"),
             never = org.case_record("k4");
  org.expect_login();
  org.expect("GET", "%29", 200,
             R"({"done":true,"records":[{"Id":"500Hb00000aAAAA","IsDeleted":false,"Hub_Key__c":"k1"},
                 {"Id":"500Hb00000aAAAB","IsDeleted":false,"Hub_Key__c":"k2"},
                 {"Id":"500Hb00000aAAAC","IsDeleted":false,"Hub_Key__c":"k3"}]})");
  org.expect("DELETE",
             "/composite/sobjects?allOrNone=false&ids=500Hb00000aAAAA,500Hb00000aAAAB,500Hb00000aAAAC", 200,
             R"([{"id":"500Hb00000aAAAA","success":true,"errors":[]},
                 {"success":false,"errors":[{"statusCode":"ENTITY_IS_DELETED","message":"x","fields":[]}]},
                 {"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"x","fields":[]}]}])");
  org.expect("POST", "/services/Soap/u/62.0", 200,
             "<e:Envelope><emptyRecycleBinResponse><result><success>true</success></result><result><errors>"
             "<statusCode>INVALID_CROSS_REFERENCE_KEY</statusCode></errors><success>false</success></result>"
             "</emptyRecycleBinResponse></e:Envelope>");
  const std::vector<delivery::ReadRequest> batch{{&first, ""}, {&second, ""}, {&third, ""}, {&never, ""}};
  const auto results = org.run(org.target.erase(batch));
  BOOST_TEST(results[0].ok());
  BOOST_TEST(results[1].ok());
  BOOST_TEST(kind_of(results[2].error()) == "transient");
  BOOST_TEST(results[3].ok());
  BOOST_TEST(org.http.seen().back().body.view().find("500Hb00000aAAAC") == std::string_view::npos);
}

// Also those that were deleted before: an erasure that was interrupted leaves them there.
BOOST_AUTO_TEST_CASE(what_lies_in_the_recycle_bin_is_purged) {
  ScriptedOrg org;
  const auto one = org.case_record("k1"), other = org.case_record("k2");
  const std::string first = "500Hb00000aAAAA", second = "500Hb00000aAAAB";
  org.expect_login();
  org.expect("GET",
             "/queryAll?q=SELECT%20Id%2CIsDeleted%2CHub_Key__c%20FROM%20Case%20WHERE%20Hub_Key__c%20IN%20%28"
             "%27k1%27%2C%27k2%27%29",
             200,
             R"({"done":true,"records":[{"Id":")" + first + R"(","IsDeleted":true,"Hub_Key__c":"k1"},
                 {"Id":")" +
                 second + R"(","IsDeleted":true,"Hub_Key__c":"k2"}]})");
  org.expect("POST", "/services/Soap/u/62.0", 200,
             "<e:Envelope><emptyRecycleBinResponse><result><id>" + first +
                 "</id><success>true</success></result><result><errors><message>x</message><statusCode>"
                 "INSUFFICIENT_ACCESS_OR_READONLY</statusCode></errors><success>false</success></result>"
                 "</emptyRecycleBinResponse></e:Envelope>");
  const std::vector<delivery::ReadRequest> batch{{&one, ""}, {&other, ""}};
  const auto results = org.run(org.target.erase(batch));
  BOOST_TEST(results[0].ok());
  BOOST_TEST(results[1].error().code == "INSUFFICIENT_ACCESS_OR_READONLY");
  const std::string sent(org.http.seen().back().body.view());
  BOOST_TEST(sent.find("<sessionId>00Dx!one</sessionId>") != sent.npos);
  BOOST_TEST(sent.find("<ids>" + first + "</ids><ids>" + second + "</ids></emptyRecycleBin>") != sent.npos);
}

BOOST_AUTO_TEST_CASE(a_purge_that_fails_as_a_whole_leaves_every_record_to_be_erased_again) {
  ScriptedOrg org;
  const auto one = org.case_record("k1");
  org.expect_login();
  for (const auto& [status, body, kind] :
       {std::tuple(500, "<f><faultcode>sf:INVALID_SESSION_ID</faultcode></f>", "transient"),
        std::tuple(500, "<f><faultcode>sf:INSUFFICIENT_ACCESS</faultcode></f>", "invalid"),
        std::tuple(503, "not now", "unknown"), std::tuple(200, "<html>a proxy</html>", "unknown")}) {
    org.expect("GET", "%29", 200,
               R"({"done":true,"records":[{"Id":"500Hb00000aAAAA","IsDeleted":true,"Hub_Key__c":"k1"}]})");
    org.expect("POST", "/services/Soap/u/62.0", status, body);
    const std::vector<delivery::ReadRequest> batch{{&one, ""}};
    BOOST_TEST(kind_of(org.run(org.target.erase(batch))[0].error()) == kind, body);
  }
}

BOOST_AUTO_TEST_CASE(describe_teaches_scales_and_link_names) {
  ScriptedOrg org;
  const auto record = org.transcript_record("k1-1", "k1", R"({"Score__c":1.005001})");
  org.expect_login();
  org.expect("GET", "/services/data", 200, R"([{"version":"62.0"}])");
  org.expect("GET", "/sobjects/Chat_Transcript__c/describe", 200,
             R"({"name":"Chat_Transcript__c","queryable":true,
    "fields":[{"name":"Score__c","type":"double","scale":2},
              {"name":"Case__c","type":"reference","relationshipName":"Parent_Case__r"}]})");
  BOOST_TEST(org.run(org.target.describe({"Chat_Transcript__c"})).ok());
  org.expect(
      "GET", "%29", 200,
      R"({"done":true,"records":[{"Hub_Key__c":"k1-1","Score__c":1.01,"Parent_Case__r":{"Hub_Key__c":"k1"}}]})");
  const auto stored = org.read({{&record, ""}});
  BOOST_TEST(org.http.last().url.find("Parent_Case__r.Hub_Key__c") != std::string::npos);
  BOOST_TEST(differences(org, record, **stored[0]).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::salesforce
