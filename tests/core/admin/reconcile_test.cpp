#include <boost/test/unit_test.hpp>

#include "core/admin/openapi.hpp"
#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
namespace model = hub::model;
using admin::testing::Json;
using admin::testing::RunningApi;
using hub::delivery::Whereabouts;
using Place = hub::delivery::Whereabouts::Place;

namespace {

constexpr const char* kPath = "/api/v1/reconcile";

std::vector<std::string> answers_of(const Json& json) {
  std::vector<std::string> answers;
  for (const model::Value& one : json->find("cases")->as_array()) answers.emplace_back(one.text_at("answer"));
  return answers;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_reconcile)

BOOST_AUTO_TEST_CASE(each_named_case_gets_its_answer) {
  RunningApi hub;
  hub.views.certificate_total = 5;
  hub.control.places = {{"gone", {Place::gone, 3, std::nullopt, {}}},
                        {"old", {Place::gone, -1, std::nullopt, {}}},
                        {"waits", {Place::waiting, -1, std::nullopt, {}}},
                        {"dead", {Place::dead_letter, -1, hub::store::DeliveryKey{7, 2}, {}}},
                        {"bad", {Place::refused, -1, std::nullopt, "invalid-case"}}};
  const Json json(hub.ask("operator", "POST", kPath,
                          R"({"tenant":"acme","cases":["gone","old","waits",{"id":"dead"},"bad","lost"]})")
                      .body);
  BOOST_TEST(answers_of(json) == (std::vector<std::string>{"delivered", "gone", "waiting", "dead_letter",
                                                           "refused", "never_seen"}),
             boost::test_tools::per_element());
  const auto& cases = json->find("cases")->as_array();
  BOOST_TEST(cases[0].find("certificate")->as_integer() == 3);
  BOOST_TEST(cases[3].text_at("delivery") == "7-2");
  BOOST_TEST(cases[4].text_at("reason") == "invalid-case");
  for (const model::Value& one : cases)
    for (const model::Member& member : one.as_object())
      for (const admin::ApiSchema& schema : admin::schemas())
        if (schema.name == "ReconciledCase")
          BOOST_TEST(
              std::ranges::any_of(schema.members,
                                  [&](const auto& described) { return described.name == member.name; }),
              member.name);
}

BOOST_AUTO_TEST_CASE(the_platforms_list_is_compared_page_by_page) {
  RunningApi hub;
  hub.platform.pages = {
      {{{"c1", "e1", "/engage/acme", "2026-11-02T00:00:00Z", "https://engage.example/c1"}}, "1"},
      {{{"c2", {}, {}, {}, {}}}, ""}};
  const std::string range = R"({"tenant":"acme","from":"2026-11-01T00:00:00Z","to":"2026-12-01T00:00:00Z")";
  const Json first(hub.ask("operator", "POST", kPath, range + "}").body);
  BOOST_TEST(first->text_at("next") == "1");
  const model::Value& listed = first->find("cases")->as_array().front();
  BOOST_TEST(listed.text_at("event") == "e1");
  BOOST_TEST(listed.text_at("dataref") == "https://engage.example/c1");
  const Json second(hub.ask("operator", "POST", kPath, range + R"(,"after":"1"})").body);
  BOOST_TEST(second->find("cases")->as_array().front().text_at("id") == "c2");
  BOOST_TEST(second->find("next") == nullptr);
  BOOST_TEST(hub.platform.asked.back() == "acme 2026-11-01T00:00:00.000Z 2026-12-01T00:00:00.000Z 1");
}

BOOST_AUTO_TEST_CASE(missing_cases_are_fetched_one_by_one_and_leave_a_trace) {
  RunningApi hub;
  const Json json(hub.ask("operator", "POST", "/api/v1/reconcile/fetch",
                          R"({"tenant":"acme","cases":[{"id":"c1","event":"e1"},"bad"]})")
                      .body);
  const auto& cases = json->find("cases")->as_array();
  BOOST_TEST(cases[0].text_at("result") == "accepted");
  BOOST_TEST(cases[1].text_at("result") == "refused");
  BOOST_TEST(cases[1].text_at("reason") == "invalid-case");
  BOOST_REQUIRE(hub.platform.fetched.size() == 2u);
  BOOST_TEST(hub.platform.fetched.front().event == "e1");
  BOOST_TEST(hub.log.events.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_asked_must_be_clear) {
  RunningApi hub;
  for (const char* body :
       {"", "[]", "{}", R"({"tenant":"acme"})", R"({"cases":["c1"]})",
        R"({"tenant":"acme","cases":["c1"],"from":"2026-11-01T00:00:00Z"})",
        R"({"tenant":"acme","from":"yesterday"})", R"({"tenant":"acme","cases":["a b"]})",
        R"({"tenant":"acme","cases":[{"case":"c1"}]})", R"({"tenant":"nobody","cases":["c1"]})",
        R"({"tenant":"acme","from":"2026-12-01T00:00:00Z","to":"2026-11-01T00:00:00Z"})",
        R"({"tenant":"acme","from":"2026-11-01T00:00:00Z"})"}) {
    BOOST_TEST(hub.ask("operator", "POST", kPath, body).status == 400, body);
  }
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/reconcile/fetch",
                     R"({"tenant":"acme","from":"2026-01-01T00:00:00Z"})")
                 .status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
