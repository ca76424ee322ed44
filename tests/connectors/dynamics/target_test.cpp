// Change sets, conditions and proof, as Dataverse answers them.
#include <boost/test/unit_test.hpp>

#include "core/base/base64.hpp"
#include "tests/connectors/dynamics/scripted_environment.hpp"

namespace hub::connectors::dynamics {

namespace {

std::string refusal(std::string_view code, std::string_view message) {
  return R"({"error":{"code":")" + std::string(code) + R"(","message":")" + std::string(message) + "\"}}";
}

constexpr auto kExists =
    R"({"error":{"code":"","message":"A record with matching key values already exists."}})";
constexpr auto kAbsent =
    R"({"error":{"code":"0x80040217","message":"incident With Id = 0b Does Not Exist"}})";

}  // namespace

BOOST_AUTO_TEST_SUITE(dynamics_target)

BOOST_AUTO_TEST_CASE(a_case_and_its_document_are_created_once_in_one_change_set) {
  WriteOptions options;
  options.collector = "contacts(5c1a5c1a-0000-4000-8000-000000000000)";
  ScriptedEnvironment environment(std::move(options));
  environment.expect({{204}});
  const auto one =
      environment.case_record("k1", {}, R"({"title":"A & B","Document":"hi\n","DocumentName":"c.txt"})");
  const auto stored = environment.write({one});
  const std::string id = id_of_key("k1");
  BOOST_TEST(stored[0]->id == id);
  BOOST_TEST(stored[0]->created);
  const std::string_view sent = environment.sent();
  BOOST_TEST(contains(
      sent, "PATCH /api/data/v9.2/incidents(" + id +
                ") HTTP/1.1\r\nIf-None-Match: *\r\nContent-Type: application/json\r\n\r\n"
                R"x({"customerid_contact@odata.bind":"/contacts(5c1a5c1a-0000-4000-8000-000000000000)",)x"
                R"("title":"A & B"})"));
  BOOST_TEST(contains(sent, R"({"subject":"Chat transcript","filename":"c.txt","mimetype":"text/plain",)"
                            R"("isdocument":true,"documentbody":")" +
                                base64_encode("hi\n") + R"(","objectid_incident@odata.bind":"/incidents()" +
                                id + ")\"}"));
  BOOST_TEST(*environment.http.last().headers.find("Prefer") == "odata.continue-on-error");
  BOOST_TEST(*environment.http.last().headers.find("Authorization") == "Bearer t0ken");
}

BOOST_AUTO_TEST_CASE(a_known_visitor_is_the_customer_and_nobody_else) {
  WriteOptions options;
  options.collector = "accounts(5c1a5c1a-0000-4000-8000-000000000000)";
  ScriptedEnvironment environment(std::move(options));
  environment.expect({{204}, {204}});
  environment.write({environment.case_record("k1", "c1"), environment.case_record("k2")});
  BOOST_TEST(contains(environment.sent(), R"({"title":"Hello","customerid_contact@odata.bind":"/contacts()" +
                                              id_of_key("c1") + ")\"}"));
  BOOST_TEST(contains(environment.sent(), R"("customerid_account@odata.bind":"/accounts()"));
}

BOOST_AUTO_TEST_CASE(what_is_there_is_brought_to_what_is_written_now) {
  ScriptedEnvironment environment;
  environment.expect({{204}, {412, kExists}});
  environment.expect({{204}});
  const auto stored = environment.write({environment.case_record("k1"), environment.case_record("k2")});
  BOOST_TEST(stored[0]->created);
  BOOST_REQUIRE(stored[1].ok());
  BOOST_TEST(!stored[1]->created);
  BOOST_TEST(contains(environment.sent(), "incidents(" + id_of_key("k2") + ") HTTP/1.1\r\nIf-Match: *\r\n"));
  BOOST_TEST(!contains(environment.sent(), id_of_key("k1")));
}

BOOST_AUTO_TEST_CASE(a_record_of_somebody_else_is_changed_and_never_made) {
  ScriptedEnvironment environment;
  auto one = environment.case_record("k1");
  one.target_id = "0B0E6A5E-0000-4000-8000-00000000C0DE";
  environment.expect({{204}});
  BOOST_TEST(environment.write({one})[0]->id == "0b0e6a5e-0000-4000-8000-00000000c0de");
  BOOST_TEST(contains(environment.sent(),
                      "incidents(0b0e6a5e-0000-4000-8000-00000000c0de) HTTP/1.1\r\nIf-Match: *"));
  environment.expect({{404, kAbsent}});
  BOOST_TEST(to_string(environment.write({one})[0].error().kind) == "transient");
}

BOOST_AUTO_TEST_CASE(resolving_is_part_of_the_change_set) {
  WriteOptions options;
  options.resolve_status = "5";
  ScriptedEnvironment environment(std::move(options));
  environment.expect({{412, kExists}});
  environment.expect({{204}});
  environment.write({environment.case_record("k1")});
  BOOST_TEST(
      contains(environment.http.seen()[0].body.view(),
               R"({"IncidentResolution":{"subject":"Chat closed","incidentid@odata.bind":"/incidents()" +
                   id_of_key("k1") + ")\"},\"Status\":5}"));
  BOOST_TEST(!contains(environment.sent(), "CloseIncident"), "a case is resolved once");
}

BOOST_AUTO_TEST_CASE(each_record_has_its_own_refusal_and_no_value_is_in_it) {
  ScriptedEnvironment environment;
  environment.expect(
      {{400,
        refusal("0x80044331",
                "A validation error occurred.  The length of the 'title' attribute of the 'incident' entity "
                "exceeded the maximum allowed length of '200'.")},
       {204},
       {400,
        refusal("0x80048d19", "Cannot convert the literal 'Kim Berg' to the expected type 'Edm.Int32'.")},
       {403,
        refusal("0x80040220", "Principal user (Kim Berg) is missing prvCreateIncident privilege (Id=3c)")}});
  const auto stored = environment.write({environment.case_record("k1"), environment.case_record("k2"),
                                         environment.case_record("k3"), environment.case_record("k4")});
  BOOST_TEST(to_string(stored[0].error().kind) == "invalid");
  BOOST_TEST(stored[0].error().fields == std::vector<std::string>{"title"}, boost::test_tools::per_element());
  BOOST_TEST(!stored[0].error().whole_request);
  BOOST_TEST(!environment.target.suggests_drift(stored[0].error()));
  BOOST_TEST(stored[1].ok());
  BOOST_TEST(environment.target.suggests_drift(stored[2].error()));
  BOOST_TEST(to_string(stored[3].error().kind) == "auth");
  BOOST_TEST(contains(stored[3].error().message, "prvCreateIncident"));
  for (const std::size_t place : {2u, 3u}) BOOST_TEST(!contains(stored[place].error().message, "Kim"));
}

BOOST_AUTO_TEST_CASE(a_missing_column_is_named_and_may_mean_drift) {
  ScriptedEnvironment environment;
  environment.expect({{400, refusal("0x0",
                                    "An error occurred while validating input parameters: Invalid property "
                                    "'new_score' was found in entity 'Microsoft.Dynamics.CRM.incident'.")}});
  const Error error = environment.write({environment.case_record("k1")})[0].error();
  BOOST_TEST(error.fields == std::vector<std::string>{"new_score"}, boost::test_tools::per_element());
  BOOST_TEST(environment.target.suggests_drift(error));
}

BOOST_AUTO_TEST_CASE(an_answer_that_lacks_parts_leaves_those_in_doubt) {
  ScriptedEnvironment environment;
  environment.expect({{204}});
  const auto stored = environment.write({environment.case_record("k1"), environment.case_record("k2")});
  BOOST_TEST(stored[0].ok());
  BOOST_TEST(to_string(stored[1].error().kind) == "unknown");
  environment.http.expect("POST", "$batch", testing::json_answer(200, "{}"));
  BOOST_TEST(to_string(environment.write({environment.case_record("k1")})[0].error().kind) == "unknown");
}

BOOST_AUTO_TEST_CASE(a_parent_that_is_missing_is_waited_for_and_a_collector_is_told) {
  ScriptedEnvironment environment;
  environment.expect({{404, kAbsent}, {404, kAbsent}});
  const auto stored = environment.write({environment.case_record("k1", "c1"), environment.case_record("k2")});
  BOOST_TEST(stored[0].error().code == "parent_missing");
  BOOST_TEST(to_string(stored[0].error().kind) == "transient");
  BOOST_TEST(to_string(stored[1].error().kind) == "invalid");
  BOOST_TEST(contains(stored[1].error().message, "'collector'"));
}

BOOST_AUTO_TEST_CASE(the_document_is_compared_byte_by_byte_and_the_rest_in_its_form) {
  ScriptedEnvironment environment;
  const auto one = environment.case_record(
      "k1", "c1",
      R"({"title":" Hello ","followupby":"2026-11-01T10:00:00.250Z","caseorigincode":3,"gone":"x",)"
      R"x("ownerid@bind":"/systemusers(0B0E6A5E-0000-4000-8000-00000000C0DE)","Document":" a\r\n"})x");
  environment.expect(
      {{200, R"({"incidentid":")" + id_of_key("k1") +
                 R"(","title":"Hello",)"
                 R"("followupby":"2026-11-01T10:00:00Z","caseorigincode":3,"gone":null,)"
                 R"("_ownerid_value":"0b0e6a5e-0000-4000-8000-00000000c0de","_customerid_value":")" +
                 id_of_key("c1") + "\"}"},
       {200, R"({"_objectid_value":")" + id_of_key("k1") + R"(","documentbody":")" + base64_encode(" a\r\n") +
                 "\"}"}});
  const auto stored = environment.read({{&one, id_of_key("k1")}});
  const auto expected = environment.target.expected(one, environment.arena);
  for (const model::Member& member : expected.as_object()) {
    if (member.name == "gone") continue;
    const model::Value* held = (*stored[0])->find(member.name);
    BOOST_REQUIRE((held != nullptr));
    BOOST_TEST((*held == member.value), member.name);
  }
  BOOST_TEST((*stored[0])->find("gone")->is_null());
  BOOST_TEST((*stored[0])->text_at("incidentid") == "k1");
  BOOST_TEST((*stored[0])->text_at("customerid_contact") == "c1");
  BOOST_TEST((*stored[0])->text_at("Document") == " a\r\n");
  BOOST_TEST(contains(
      environment.sent(),
      "?$select=incidentid,_customerid_value,title,followupby,caseorigincode,gone,_ownerid_value HTTP"));
}

BOOST_AUTO_TEST_CASE(a_document_below_another_case_or_without_a_note_is_none) {
  ScriptedEnvironment environment;
  const auto one = environment.case_record("k1", {}, R"({"Document":"a"})");
  const std::string row = R"({"incidentid":")" + id_of_key("k1") + "\"}";
  environment.expect(
      {{200, row}, {200, R"({"_objectid_value":")" + id_of_key("k2") + R"(","documentbody":"YQ=="})"}});
  BOOST_TEST((*environment.read({{&one, ""}})[0])->find("Document")->is_null());
  environment.expect({{200, row}, {404, kAbsent}});
  BOOST_TEST((*environment.read({{&one, ""}})[0])->find("Document")->is_null());
  environment.expect({{404, kAbsent}, {404, kAbsent}});
  BOOST_TEST(!environment.read({{&one, ""}})[0]->has_value());
}

BOOST_AUTO_TEST_CASE(the_text_of_a_note_is_html_at_dynamics_and_text_for_us) {
  ScriptedEnvironment environment;
  const auto one = environment.note("n1", "k1", R"({"subject":"s","notetext":"a < b & c\nnext"})");
  environment.expect({{204}});
  BOOST_TEST(environment.write({one})[0].ok());
  BOOST_TEST(contains(environment.sent(), R"("notetext":"a &lt; b &amp; c<br>next")"));
  environment.expect(
      {{200, R"({"annotationid":")" + id_of_key("n1") + R"(","_objectid_value":")" + id_of_key("k1") +
                 R"(","subject":"s","notetext":"<div>a &lt; b &amp; c<br />next</div>"})"}});
  const auto stored = environment.read({{&one, ""}});
  BOOST_TEST((**stored[0] == environment.target.expected(one, environment.arena)));
}

BOOST_AUTO_TEST_CASE(every_search_of_a_batch_is_one_call_and_counts_only_what_it_holds) {
  ScriptedEnvironment environment;
  model::RecordShape shape = case_shape();
  shape.object = "contacts";
  shape.key_field = "contactid";
  shape.match.emplace();
  std::vector<model::Record> batch(2, testing::make_record(shape, "k", {}, 0, environment.json("{}")));
  batch[0].match = environment.json(R"({"emailaddress1":"o'neil@example.com"})");
  batch[1].match = environment.json(R"({"emailaddress1":"jose@example.com"})");
  environment.expect({{200, R"({"value":[{"contactid":"C1","emailaddress1":"O'Neil@example.com"}]})"},
                      {200, R"({"value":[{"contactid":"C2","emailaddress1":"josé@example.com"}]})"}});
  const auto found = environment.run(environment.target.find_existing(batch));
  BOOST_REQUIRE(found[0]->size() == 1u);
  BOOST_TEST(found[0]->front().id == "c1");
  BOOST_TEST(found[1]->empty());
  BOOST_TEST(
      contains(environment.sent(), "$filter=emailaddress1%20eq%20%27o%27%27neil%40example.com%27&$orderby="));
}

BOOST_AUTO_TEST_CASE(what_can_be_no_id_is_not_asked_for) {
  ScriptedEnvironment environment;
  model::RecordShape shape = case_shape();
  shape.attach.emplace();
  auto one = testing::make_record(shape, "k", {}, 0, environment.json("{}"));
  one.attach_id = "1) or incidents(2";
  const std::vector<model::Record> batch{one};
  BOOST_TEST(environment.run(environment.target.find_existing(batch))[0]->empty());
  BOOST_TEST(environment.http.seen().empty());
}

BOOST_AUTO_TEST_CASE(erasing_takes_the_note_first_and_what_is_gone_is_done) {
  ScriptedEnvironment environment;
  const auto one = environment.case_record("k1", {}, R"({"Document":"a"})");
  environment.expect({{404, kAbsent}, {200}});
  const std::vector<delivery::ReadRequest> batch{{&one, ""}};
  BOOST_TEST(environment.run(environment.target.erase(batch))[0].ok());
  const std::string_view sent = environment.sent();
  BOOST_TEST(sent.find("DELETE /api/data/v9.2/annotations(" + document_id(one)) <
             sent.find("DELETE /api/data/v9.2/incidents(" + id_of_key("k1")));
  BOOST_TEST(!contains(sent, "changeset"));
}

BOOST_AUTO_TEST_CASE(each_limit_is_told_apart_and_waited_for_as_long_as_it_says) {
  ScriptedEnvironment environment;
  for (const auto& [code, words] :
       {std::pair("0x80072322", "6,000 requests"), std::pair("0x80072321", "execution time"),
        std::pair("0x80072326", "52 requests")}) {
    http::Response answer = testing::json_answer(429, refusal(code, "exceeded"));
    answer.headers.add("Retry-After", "17");
    environment.http.expect("POST", "$batch", std::move(answer));
    const Error error = environment.write({environment.case_record("k1")})[0].error();
    BOOST_TEST(to_string(error.kind) == "rate_limited");
    BOOST_TEST((error.retry_after == std::chrono::seconds(17)));
    BOOST_TEST(contains(error.message, words));
  }
}

BOOST_AUTO_TEST_CASE(the_budget_is_what_the_headers_say) {
  ScriptedEnvironment environment;
  http::Response answer = testing::json_answer(200, R"({"value":[]})");
  answer.headers.add("x-ms-ratelimit-burst-remaining-xrm-requests", "5990");
  environment.http.expect("GET", "incidents?$select=incidentid&$top=1", std::move(answer));
  BOOST_TEST(environment.run(environment.target.probe()).ok());
  BOOST_TEST(*environment.target.budget().used == 10);
  BOOST_TEST(*environment.target.budget().limit == 6'000);
}

BOOST_AUTO_TEST_CASE(a_status_of_the_whole_batch_has_its_usual_meaning) {
  ScriptedEnvironment environment;
  const auto kind_of = [&environment](int status) {
    environment.http.expect("POST", "$batch", testing::json_answer(status, ""));
    if (status == 401) environment.http.expect("POST", "$batch", testing::json_answer(status, ""));
    return std::string(to_string(environment.write({environment.case_record("k1")})[0].error().kind));
  };
  for (const int status : {500, 502, 503, 504}) BOOST_TEST(kind_of(status) == "unknown", status);
  for (const int status : {401, 403}) BOOST_TEST(kind_of(status) == "auth", status);
  for (const int status : {400, 413}) BOOST_TEST(kind_of(status) == "invalid", status);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::dynamics
