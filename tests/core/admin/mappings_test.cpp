#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

namespace model = hub::model;
namespace store = hub::store;
using hub::admin::testing::Json;
using hub::admin::testing::RunningApi;

BOOST_AUTO_TEST_SUITE(admin_mappings)

BOOST_AUTO_TEST_CASE(what_is_published_carries_the_name_of_the_key) {
  RunningApi hub;
  const auto answer = hub.ask("admin", "POST", "/api/v1/mappings/publish",
                              R"({"tenant":"acme","target":"crm","file":"case.yaml","text":"mapping: m"})");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(hub.control.proposed.tenant == "acme");
  BOOST_TEST(hub.control.proposed.target == "crm");
  BOOST_TEST(hub.control.proposed.file == "case.yaml");
  BOOST_TEST(hub.control.proposed.text == "mapping: m");
  BOOST_TEST(hub.control.proposed.author == "admin-person");
  BOOST_TEST(Json(answer.body)->find("version")->as_integer() == 7);
  BOOST_TEST(hub.log.events == std::vector<std::string>{"a mapping was published"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_refused_mapping_shows_every_problem_with_its_place) {
  RunningApi hub;
  hub.control.refusal = hub::invalid_error("mapping_refused", "m.yaml:3:5: one\nm.yaml:8:9: two");
  const auto answer = hub.ask("admin", "POST", "/api/v1/mappings/publish",
                              R"({"tenant":"acme","target":"crm","text":"mapping: m"})");
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(Json(answer.body)->text_at("detail") == "m.yaml:3:5: one\nm.yaml:8:9: two");
  BOOST_TEST(hub.log.events.empty());
}

BOOST_AUTO_TEST_CASE(a_check_answers_with_each_problem_and_publishes_nothing) {
  RunningApi hub;
  hub.control.problems_found = {{"m.yaml", 3, 5, "records", "Case has no field 'A'", "add the field"}};
  const auto answer = hub.ask("operator", "POST", "/api/v1/mappings/check",
                              R"({"tenant":"acme","target":"crm","file":"m.yaml","text":"mapping: m"})");
  const Json json(answer.body);
  const model::Value& problem = json->find("problems")->as_array().front();
  BOOST_TEST(problem.text_at("file") == "m.yaml");
  BOOST_TEST(problem.find("line")->as_integer() == 3);
  BOOST_TEST(problem.find("column")->as_integer() == 5);
  BOOST_TEST(problem.text_at("message") == "Case has no field 'A'");
  BOOST_TEST(problem.text_at("fix") == "add the field");
  BOOST_TEST(hub.log.events.empty());
}

BOOST_AUTO_TEST_CASE(a_request_that_is_not_whole_or_has_more_is_refused) {
  RunningApi hub;
  for (const char* body :
       {"", "[]", R"({"tenant":"acme","target":"crm"})", R"({"tenant":"acme","target":1,"text":"m"})",
        R"({"tenant":"acme","target":"crm","text":"m","version":1})"})
    BOOST_TEST(hub.ask("admin", "POST", "/api/v1/mappings/publish", body).status == 400, body);
  for (const char* body :
       {R"({"tenant":"acme","target":"crm"})", R"({"tenant":"acme","target":"crm","version":"3"})"})
    BOOST_TEST(hub.ask("admin", "POST", "/api/v1/mappings/rollback", body).status == 400, body);
  BOOST_TEST(hub.ask("admin", "GET", "/api/v1/mappings?tenant=acme").status == 400);
}

BOOST_AUTO_TEST_CASE(a_rollback_names_a_version) {
  RunningApi hub;
  const auto answer = hub.ask("admin", "POST", "/api/v1/mappings/rollback",
                              R"({"tenant":"acme","target":"crm","version":3})");
  const Json json(answer.body);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(json->find("version")->as_integer() == 3);
  BOOST_TEST(json->text_at("origin") == "rolled_back");
  BOOST_TEST(json->text_at("author") == "admin-person");
}

BOOST_AUTO_TEST_CASE(versions_are_listed_and_shown) {
  RunningApi hub;
  store::Publication publication;
  publication.version = 4;
  publication.number = 2;
  publication.author = "anna";
  hub.views.published = {publication, {}};
  hub.views.mapping_texts = {{4, "mapping: m"}};
  const Json list(hub.ask("viewer", "GET", "/api/v1/mappings?tenant=acme&target=crm").body);
  BOOST_TEST(list->find("current")->as_integer() == 4);
  BOOST_TEST(list->find("publications")->as_array().size() == 2u);
  BOOST_TEST(list->find("publications")->as_array().front().text_at("author") == "anna");
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/mappings?tenant=acme&target=other").status == 404);
  BOOST_TEST(Json(hub.ask("viewer", "GET", "/api/v1/mappings/4").body)->text_at("text") == "mapping: m");
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/mappings/5").status == 404);
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/mappings/x").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
