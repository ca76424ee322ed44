#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
namespace model = hub::model;
using admin::testing::Json;
using admin::testing::RunningApi;
using hub::delivery::CaseStanding;
using Lines = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(admin_cases)

BOOST_AUTO_TEST_CASE(a_case_is_held_and_released_by_its_id_and_the_log_says_who_did_it) {
  RunningApi hub;
  const std::string body = R"({"tenant":"acme","case":"c1"})";
  BOOST_TEST(Json(hub.ask("admin", "POST", "/api/v1/cases/hold", body).body)->find("changed")->as_integer() ==
             1);
  BOOST_TEST(hub.ask("admin", "POST", "/api/v1/cases/release", body).status == 200);
  BOOST_TEST(hub.control.holds == (Lines{"acme c1 held", "acme c1 released"}),
             boost::test_tools::per_element());
  BOOST_TEST(hub.log.events == (Lines{"a case was put on legal hold", "a case was released from legal hold"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_case_that_is_not_here_cannot_be_held) {
  RunningApi hub;
  const auto answer = hub.ask("admin", "POST", "/api/v1/cases/hold", R"({"tenant":"acme","case":"gone"})");
  BOOST_TEST(answer.status == 404);
  BOOST_TEST(hub.log.events.empty());
}

BOOST_AUTO_TEST_CASE(a_hold_names_a_tenant_and_a_case_and_nothing_else) {
  RunningApi hub;
  for (const char* body : {"", "[]", R"({"tenant":"acme"})", R"({"case":"c1"})",
                           R"({"tenant":"","case":"c1"})", R"({"tenant":"acme","case":"c1","until":"2027"})"})
    BOOST_TEST(hub.ask("admin", "POST", "/api/v1/cases/hold", body).status == 400, body);
  BOOST_TEST(hub.control.holds.empty());
}

BOOST_AUTO_TEST_CASE(an_erasure_says_of_each_target_what_is_gone_and_what_it_cannot_remove) {
  RunningApi hub;
  const auto answer = hub.ask("admin", "POST", "/api/v1/cases/erase",
                              R"({"tenant":"acme","case":"c1","reason":"subject_request","shared":true})");
  BOOST_TEST(answer.status == 200);
  const Json json(answer.body);
  BOOST_TEST(json->find("finished")->as_boolean());
  const model::Value& erased = json->find("cases")->as_array()[0];
  BOOST_TEST(erased.find("here")->as_integer() == 1);
  const model::Value& target = erased.find("targets")->as_array()[0];
  BOOST_TEST(target.text_at("state") == "erased");
  BOOST_TEST(target.text_at("leaves") == "Backups.");
  BOOST_TEST(target.find("unsearched")->as_array()[0].as_string() == "case");
  BOOST_REQUIRE(hub.control.erasures.size() == 1u);
  BOOST_TEST(hub.control.erasures[0].with_shared);
  BOOST_TEST((hub.control.erasures[0].reason == hub::delivery::ErasureReason::subject_request));
  BOOST_TEST(hub.log.events == (Lines{"a case was erased"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_erasure_that_a_target_did_not_finish_says_so) {
  RunningApi hub;
  const Json json(
      hub.ask("admin", "POST", "/api/v1/cases/erase", R"({"tenant":"acme","case":"stuck"})").body);
  BOOST_TEST(!json->find("finished")->as_boolean());
  const model::Value& target = json->find("cases")->as_array()[0].find("targets")->as_array()[0];
  BOOST_TEST(target.text_at("state") == "unfinished");
  BOOST_TEST(target.text_at("problem") == "the connection was refused");
}

BOOST_AUTO_TEST_CASE(a_dry_run_of_an_erasure_leaves_no_line_in_the_log) {
  RunningApi hub;
  const Json json(
      hub.ask("admin", "POST", "/api/v1/cases/erase", R"({"tenant":"acme","case":"c1","dry_run":true})")
          .body);
  BOOST_TEST(json->find("dry_run")->as_boolean());
  BOOST_TEST(json->find("cases")->as_array()[0].find("targets")->as_array()[0].text_at("state") == "present");
  BOOST_TEST(hub.log.events.empty());
}

BOOST_AUTO_TEST_CASE(a_case_on_legal_hold_is_not_erased) {
  RunningApi hub;
  const auto answer = hub.ask("admin", "POST", "/api/v1/cases/erase", R"({"tenant":"acme","case":"held"})");
  BOOST_TEST(answer.status == 409);
  BOOST_TEST(answer.body.find("on legal hold since then") != std::string::npos);
  BOOST_TEST(hub.log.events.empty());
}

BOOST_AUTO_TEST_CASE(a_session_is_erased_with_all_its_cases_and_one_on_hold_keeps_no_other) {
  RunningApi hub;
  const Json json(
      hub.ask("admin", "POST", "/api/v1/cases/erase", R"({"tenant":"acme","session":"s1"})").body);
  BOOST_TEST(!json->find("finished")->as_boolean());
  const auto cases = json->find("cases")->as_array();
  BOOST_REQUIRE(cases.size() == 3u);
  BOOST_TEST(cases[1].text_at("problem") == "on legal hold since then");
  BOOST_REQUIRE(hub.control.erasures.size() == 2u);
  BOOST_TEST(hub.control.erasures[0].case_id == "c1");
  BOOST_TEST(hub.control.erasures[1].case_id == "c2");
}

BOOST_AUTO_TEST_CASE(where_sessions_are_not_remembered_the_answer_is_not_that_nothing_was_found) {
  RunningApi hub;
  const auto answer =
      hub.ask("admin", "POST", "/api/v1/cases/erase", R"({"tenant":"acme","session":"forgotten"})");
  BOOST_TEST(answer.status == 409);
  BOOST_TEST(answer.body.find("Not searchable by session") != std::string::npos);
  BOOST_TEST(hub.ask("admin", "POST", "/api/v1/cases/erase", R"({"tenant":"acme","session":"s2"})").status ==
             200);
}

BOOST_AUTO_TEST_CASE(the_reason_of_an_erasure_is_a_known_word_because_certificates_stay) {
  RunningApi hub;
  for (const char* body :
       {"", "[]", R"({"tenant":"acme"})", R"({"tenant":"acme","case":"c1","reason":"Anna asked"})",
        R"({"tenant":"acme","case":"c1","session":"s1"})", R"({"tenant":"acme","case":"c1","dry_run":"yes"})",
        R"({"tenant":"acme","case":"c1","until":"2027"})"})
    BOOST_TEST(hub.ask("admin", "POST", "/api/v1/cases/erase", body).status == 400, body);
  BOOST_TEST(hub.control.erasures.empty());
}

BOOST_AUTO_TEST_CASE(cases_are_listed_in_pages_by_state) {
  RunningApi hub;
  for (hub::store::CaseRow row = 1; row <= 3; ++row) {
    hub::delivery::CaseView view;
    view.row = row;
    view.tenant = "acme";
    view.standing = row == 2 ? CaseStanding::held : CaseStanding::kept;
    if (row == 2) view.held_from = hub.clock.wall_now();
    hub.control.live.push_back(view);
  }
  const auto rows = [&](const std::string& query) {
    std::string text;
    const Json json(hub.ask("viewer", "GET", "/api/v1/cases?" + query).body);
    for (const model::Value& one : json->find("cases")->as_array())
      text += std::to_string(one.find("row")->as_integer()) + ' ' + std::string(one.text_at("state")) + ' ';
    if (const auto* next = json->find("next")) text += "next " + std::to_string(next->as_integer());
    return text;
  };
  BOOST_TEST(rows("") == "1 kept 2 held 3 kept ");
  BOOST_TEST(rows("limit=2") == "1 kept 2 held next 2");
  BOOST_TEST(rows("limit=2&after=2") == "3 kept ");
  BOOST_TEST(rows("state=held") == "2 held ");
  for (const char* query : {"state=gone", "limit=0", "limit=1001", "after=x"})
    BOOST_TEST(hub.ask("viewer", "GET", std::string("/api/v1/cases?") + query).status == 400, query);
}

BOOST_AUTO_TEST_SUITE_END()
