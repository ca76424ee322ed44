// Cases are found by id, group, time and state; a kept one is opened and deleted by those who may, and it is
// noted.
#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
namespace model = hub::model;
using admin::testing::Answer;
using admin::testing::Json;
using admin::testing::RunningApi;
using hub::delivery::CaseStanding;
using Lines = std::vector<std::string>;

namespace {

constexpr char kDocument[] = R"({"event":{"id":"e1"},"tenant":{"id":"acme"},"data":{
  "case":{"id":"C-1","channel":"chat","outcome":"solved"},
  "visitor":{"name":"Vera Visitor","email":"vera@mail.example"},
  "prechat":[{"key":"pin","value":"546368","secret":true}],
  "group":{"id":"G1","name":"Card services"},
  "attachments":[{"name":"passport.png","bytes_base64":"cGFzc3BvcnQ="}],
  "transcript":{"messages":[
    {"seq":1,"at":"2026-11-02T05:58:00Z","role":"visitor","participant":"v-1","type":"text","text":"My \"card\" <b>"},
    {"seq":2,"role":"agent","type":"file","ref":"https://files.example/1"},
    {"seq":3,"role":"agent","type":"text","text":17}]}}})";

model::KeyedHash hash(int number) {
  model::KeyedHash made;
  made.bytes[0] = static_cast<std::byte>(number);
  return made;
}

struct Hub : RunningApi {
  Hub() {
    for (int row = 1; row <= 3; ++row) {
      hub::delivery::CaseView view;
      view.row = row;
      view.tenant = "acme";
      view.case_ref = hash(row);
      view.standing = row == 3 ? CaseStanding::waiting : CaseStanding::kept;
      view.is_readable = row != 3;
      view.received_at = clock.wall_now() + std::chrono::hours(row);
      control.live.push_back(view);
    }
    control.refs = {{"C-1", hash(1)}, {"C-3", hash(3)}};
    control.groups = {{1, "Card services"}, {2, "Loans"}, {3, "Card services"}};
    control.kept_document = kDocument;
  }
  // The rows that a search finds, and its `next`.
  std::string rows(const std::string& more, const std::string& who = "operator") {
    const Answer answer = ask(who, "POST", "/api/v1/cases/search", R"({"tenant":"acme",)" + more + "}");
    if (answer.status != 200) return std::to_string(answer.status);
    return rows_of(answer);
  }
  static std::string rows_of(const Answer& answer) {
    const Json page(answer.body);
    std::string text;
    for (const model::Value& one : page->find("cases")->as_array())
      text += std::to_string(one.find("row")->as_integer()) + ' ';
    if (const auto* next = page->find("next")) text += "next " + std::to_string(next->as_integer());
    return text;
  }
  std::string time(int hours) const {
    return hub::format_timestamp(clock.wall_now() + std::chrono::hours(hours));
  }
};

const std::string kPath = "/api/v1/tenants/acme/cases/" + hash(1).text();
const std::string kReason = R"({"reason":"complaint"})";

}  // namespace

BOOST_AUTO_TEST_SUITE(case_browser)

BOOST_AUTO_TEST_CASE(cases_are_found_by_id_or_reference) {
  Hub hub;
  BOOST_TEST(hub.rows(R"("case":"C-1")") == "1 ");
  BOOST_TEST(hub.rows(R"("case":"C-3")") == "3 ");
  BOOST_TEST(hub.rows("\"case\":\"" + hash(2).text() + '"') == "2 ");
  BOOST_TEST(hub.rows(R"("case":"C-9")") == "");
  BOOST_TEST(hub.rows(R"("case":"C-1","state":"waiting")") == "");
}

BOOST_AUTO_TEST_CASE(kept_cases_are_found_by_group_in_pages) {
  Hub hub;
  BOOST_TEST(hub.rows(R"("group":"Card services")") == "1 ");
  BOOST_TEST(hub.rows(R"("group":"Card services","limit":1)") == "1 next 1");
  BOOST_TEST(hub.rows(R"("group":"Card services","limit":1,"after":1)") == "next 2");
  BOOST_TEST(hub.rows("\"group\":\"Loans\",\"from\":\"" + hub.time(3) + '"') == "");
}

BOOST_AUTO_TEST_CASE(the_list_is_narrowed_by_time_and_says_what_may_be_opened) {
  Hub hub;
  const auto list = [&](const std::string& query) {
    return hub.ask("viewer", "GET", "/api/v1/cases?" + query);
  };
  BOOST_TEST(Hub::rows_of(list("from=" + hub.time(2))) == "2 3 ");
  BOOST_TEST(Hub::rows_of(list("to=" + hub.time(2))) == "1 ");
  BOOST_TEST(list("to=yesterday").status == 400);
  const Json page(list("").body);
  BOOST_TEST(page->find("cases")->as_array()[0].find("transcript")->as_boolean());
  BOOST_TEST(!page->find("cases")->as_array()[2].find("transcript")->as_boolean());
}

BOOST_AUTO_TEST_CASE(a_search_names_a_tenant_and_one_thing_to_look_for) {
  Hub hub;
  for (const char* body :
       {R"("from":"2026-11-30T00:00:00Z")", R"("case":"C-1","group":"Loans")", R"("case":"")", R"("case":{})",
        R"("case":"C-1","limit":0)", R"("case":"C-1","status":"kept")"})
    BOOST_TEST(hub.rows(body) == "400", body);
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/cases/search", R"({"case":"C-1"})").status == 400);
  BOOST_TEST(
      hub.ask("operator", "POST", "/api/v1/cases/search", R"({"tenant":"nobody","case":"C-1"})").status ==
      400);
}

BOOST_AUTO_TEST_CASE(who_opens_a_case_gets_its_transcript_and_nothing_else_of_it) {
  Hub hub;
  const Answer answer = hub.ask("admin", "POST", kPath + "/open", kReason);
  BOOST_TEST_REQUIRE(answer.status == 200);
  const Json opened(answer.body);
  BOOST_TEST(opened->text_at("id") == "C-1");
  BOOST_TEST(opened->text_at("group") == "Card services");
  BOOST_TEST(opened->text_at("opened_by") == "admin-person");
  const auto messages = opened->find("messages")->as_array();
  BOOST_TEST_REQUIRE(messages.size() == 3u);
  BOOST_TEST(messages[0].text_at("text") == "My \"card\" <b>");
  BOOST_TEST((messages[2].find("text") == nullptr), "what is no text is not shown");
  for (const char* hidden : {"Vera", "vera@", "546368", "passport", "files.example"})
    BOOST_TEST(answer.body.find(hidden) == std::string::npos, hidden);
}

BOOST_AUTO_TEST_CASE(where_metadata_are_kept_they_are_listed_as_such_and_all_of_them_are_shown) {
  Hub hub;
  hub.control.live[0].is_of_metadata = true;
  const Json page(hub.ask("viewer", "GET", "/api/v1/cases?").body);
  const auto cases = page->find("cases")->as_array();
  BOOST_TEST((!cases[0].find("transcript")->as_boolean() && cases[0].find("metadata")->as_boolean()));
  BOOST_TEST((cases[1].find("transcript")->as_boolean() && !cases[1].find("metadata")->as_boolean()));

  hub.control.keeps_metadata = true;
  hub.control.kept_document =
      R"({"event":{"source":"/e"},"data":{"case":{"channel":"chat","durations":{"wait":5}},)"
      R"("conversions":[{"goal_id":"g"}],"group":{"name":"Loans"}}})";
  const Answer answer = hub.ask("admin", "POST", kPath + "/open", kReason);
  BOOST_TEST_REQUIRE(answer.status == 200);
  const Json opened(answer.body);
  std::string fields;
  for (const model::Value& field : opened->find("metadata")->as_array())
    fields += std::string(field.text_at("field")) + '=' + std::string(field.text_at("value")) + ' ';
  BOOST_TEST(
      fields ==
      "event.source=/e case.channel=chat case.durations.wait=5 conversions[0].goal_id=g group.name=Loans ");
  BOOST_TEST(opened->find("messages")->as_array().empty());
  BOOST_TEST(hub.log.events == Lines{"the metadata of a kept case were opened"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(only_an_administrator_opens_or_deletes_and_every_try_is_noted) {
  Hub hub;
  for (const char* role : {"operator", "viewer", "auditor", "partner"}) {
    BOOST_TEST(hub.ask(role, "POST", kPath + "/open", kReason).status == 403, role);
    BOOST_TEST(hub.ask(role, "DELETE", kPath).status == 403, role);
  }
  BOOST_TEST(hub.audit.entries.size() == 8u);
  hub.ask("admin", "POST", kPath + "/open", kReason);
  const hub::store::AuditEntry& entry = hub.audit.entries.back();
  BOOST_TEST(entry.operation == "openCase");
  BOOST_TEST(entry.tenant == "acme");
  BOOST_TEST(entry.resource == "case " + hash(1).text() + ", reason complaint");
  BOOST_TEST(hub.log.events == Lines{"the transcript of a kept case was opened"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_a_reason_of_the_list_nothing_is_opened_and_no_word_of_it_is_noted) {
  Hub hub;
  for (const char* body :
       {"", "{}", R"({"reason":"Vera Visitor called"})", R"({"reason":"legal","for":"Vera"})"})
    BOOST_TEST(hub.ask("admin", "POST", kPath + "/open", body).status == 400, body);
  for (const auto& entry : hub.audit.entries) BOOST_TEST(entry.resource.find("Vera") == std::string::npos);
  BOOST_TEST(hub.log.events.empty());
}

BOOST_AUTO_TEST_CASE(a_case_that_is_not_kept_is_not_found) {
  Hub hub;
  for (const std::string& path :
       {"/api/v1/tenants/nobody/cases/" + hash(1).text(), std::string("/api/v1/tenants/acme/cases/C-1")}) {
    BOOST_TEST(hub.ask("admin", "POST", path + "/open", kReason).status == 404, path);
    BOOST_TEST(hub.ask("admin", "DELETE", path).status == 404, path);
  }
}

BOOST_AUTO_TEST_CASE(a_case_is_deleted_unless_it_is_held_or_its_news_are_under_way) {
  Hub hub;
  for (const char* code : {"held", "under_way"}) {
    hub.control.keeping_error = hub::invalid_error(code, "not now");
    BOOST_TEST(hub.ask("admin", "DELETE", kPath).status == 409, code);
  }
  hub.control.keeping_error.reset();
  const Answer answer = hub.ask("admin", "DELETE", kPath);
  BOOST_TEST(Json(answer.body)->find("deleted")->as_integer() == 2);
  BOOST_TEST(hub.control.deleted_cases == Lines{"acme " + hash(1).text()}, boost::test_tools::per_element());
  BOOST_TEST(hub.audit.entries.back().outcome == "2 deleted");
  BOOST_TEST(hub.audit.entries.back().resource == "case " + hash(1).text());
}

BOOST_AUTO_TEST_SUITE_END()
