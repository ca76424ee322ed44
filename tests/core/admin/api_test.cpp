#include "core/admin/api.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "core/admin/openapi.hpp"
#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
namespace model = hub::model;
namespace store = hub::store;
using admin::testing::Json;
using admin::testing::RunningApi;

BOOST_AUTO_TEST_SUITE(admin_api)

BOOST_AUTO_TEST_CASE(a_wrong_key_is_no_key) {
  RunningApi hub;
  BOOST_TEST(hub.ask("mallory", "GET", "/api/v1/status").status == 401);
}

BOOST_AUTO_TEST_CASE(readiness_says_what_is_missing) {
  RunningApi hub;
  BOOST_TEST(hub.ask("", "GET", "/readyz").status == 200);
  hub.control.not_ready = "the store is away";
  const auto answer = hub.ask("", "GET", "/readyz");
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(Json(answer.body)->text_at("reason") == "the store is away");
  hub.control.not_ready.clear();
  BOOST_TEST(hub.ask("", "GET", "/readyz").status == 200);
}

BOOST_AUTO_TEST_CASE(a_canary_is_erased_by_its_event) {
  RunningApi hub;
  const auto erase = [&](std::string_view tenant, std::string_view event) {
    return hub.ask("admin", "POST", "/api/v1/proof/erase",
                   R"({"tenant":")" + std::string(tenant) + R"(","event":)" + std::string(event) + '}');
  };
  const auto answer = erase("acme", R"({"id":"e","data":{"case":{"id":"hub-canary-1"}}})");
  BOOST_TEST(answer.body == R"({"targets":[{"target":"crm","records":3,"found":3,"left":0}]})");
  BOOST_TEST(hub.control.erased_canaries.size() == 1u);
  BOOST_TEST(hub.control.erased_canaries.at(0) == "hub-canary-1");
  BOOST_TEST(erase("nobody", R"({"data":{"case":{"id":"hub-canary-1"}}})").status == 400);
  for (const char* event : {"7", "{}", R"({"data":7})", R"({"data":{"case":7}})"})
    BOOST_TEST(erase("acme", event).status == 400, event);
}

BOOST_AUTO_TEST_CASE(metrics_are_in_the_text_format_of_prometheus) {
  RunningApi hub;
  hub.figures.counter("hub_accepted_total", "Cases taken.", {{"tenant", "acme"}}).add(5);
  const auto answer = hub.ask("viewer", "GET", "/metrics");
  BOOST_TEST(answer.body ==
             "# HELP hub_accepted_total Cases taken.\n# TYPE hub_accepted_total counter\n"
             "hub_accepted_total{tenant=\"acme\"} 5\n");
  BOOST_TEST(hub.control.figures_refreshed == 1);
}

BOOST_AUTO_TEST_CASE(status_shows_each_lane_with_its_reason) {
  RunningApi hub;
  admin::LaneStatus lane;
  lane.tenant = "acme";
  lane.target = "crm";
  lane.state = admin::LaneState::paused;
  lane.reason = "credentials are refused";
  lane.drift = {"mapping 'm' version 3: Case has no field 'A'"};
  lane.waiting = 12;
  lane.oldest = hub.clock.wall_now() - std::chrono::minutes(2);
  hub.control.now.lanes = {lane};
  hub.control.now.totals.accepted = 40;
  const Json json(hub.ask("viewer", "GET", "/api/v1/status").body);
  BOOST_TEST(json->find("totals")->find("accepted")->as_integer() == 40);
  const model::Value& shown = json->find("lanes")->as_array().front();
  BOOST_TEST(shown.text_at("state") == "paused");
  BOOST_TEST(shown.text_at("reason") == "credentials are refused");
  BOOST_TEST(shown.find("oldest_seconds")->as_integer() == 120);
  BOOST_TEST(shown.find("drift")->as_array().front().as_string() ==
             "mapping 'm' version 3: Case has no field 'A'");
}

BOOST_AUTO_TEST_CASE(an_operator_pauses_and_resumes_a_lane) {
  RunningApi hub;
  const auto paused = hub.ask("operator", "POST", "/api/v1/lanes/acme/crm%20two/pause", "{}");
  BOOST_TEST(paused.body == R"({"paused":true})");
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/lanes/acme/crm%20two/resume").body ==
             R"({"paused":false})");
  BOOST_TEST(hub.control.paused_lanes.size() == 2u);
  BOOST_TEST(hub.control.paused_lanes.front().first == "acme/crm two");
  BOOST_TEST(hub.control.paused_lanes.front().second);
  BOOST_TEST(!hub.control.paused_lanes.back().second);
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/lanes/acme/away/pause", "{}").status == 503);
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/lanes/acme/unknown/pause").status == 404);
  BOOST_TEST(hub.log.events.size() == 2u, "each is in the log");
}

BOOST_AUTO_TEST_CASE(certificates_come_in_pages_from_the_first) {
  RunningApi hub;
  hub.views.certificate_total = 5;
  std::set<std::int64_t> seen;
  std::string next;
  for (int page = 0; page < 3; ++page) {
    const Json json(hub.ask("auditor", "GET", "/api/v1/certificates?limit=2" + next).body);
    BOOST_TEST(json->find("total")->as_integer() == 5);
    for (const model::Value& item : json->find("certificates")->as_array())
      seen.insert(item.find("index")->as_integer());
    if (const model::Value* after = json->find("next"))
      next = "&after=" + std::to_string(after->as_integer());
  }
  BOOST_TEST(seen == (std::set<std::int64_t>{0, 1, 2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_404_and_another_method_405) {
  RunningApi hub;
  BOOST_TEST(hub.ask("admin", "GET", "/api/v1/nothing").status == 404);
  BOOST_TEST(hub.ask("admin", "DELETE", "/api/v1/status").status == 405);
}

BOOST_AUTO_TEST_CASE(input_is_never_echoed) {
  RunningApi hub;
  for (const char* target : {"/api/v1/marker4711", "/api/v1/deliveries?marker4711=1",
                             "/api/v1/deliveries/marker4711", "/api/v1/deliveries?state=marker4711",
                             "/api/v1/certificates?limit=marker4711", "/api/v1/deliveries?a=%zzmarker4711"}) {
    const auto answer = hub.ask("admin", "GET", target);
    BOOST_TEST(answer.status >= 400, target);
    BOOST_TEST(answer.body.find("marker4711") == std::string::npos, target);
  }
}

BOOST_AUTO_TEST_CASE(the_description_covers_every_operation_and_every_schema_it_names) {
  const Json json(admin::openapi());
  for (const admin::Operation& operation : admin::operations())
    BOOST_TEST(json->find("paths")->find(operation.path) != nullptr, operation.path);
  std::set<std::string> known, named;
  for (const admin::ApiSchema& schema : admin::schemas()) known.insert(std::string(schema.name));
  const std::string prefix = "#/components/schemas/";
  const std::string& text = admin::openapi();
  for (auto found = text.find(prefix); found != std::string::npos; found = text.find(prefix, found + 1)) {
    const auto start = found + prefix.size();
    named.insert(text.substr(start, text.find('"', start) - start));
  }
  for (const std::string& name : named) BOOST_TEST(known.count(name) == 1u, name);
}

BOOST_AUTO_TEST_CASE(a_tenants_certificate_key_is_given_to_administrators) {
  RunningApi hub;
  const auto given = hub.ask("admin", "GET", "/api/v1/tenants/acme/certificate-key");
  BOOST_TEST(given.status == 200);
  BOOST_TEST(given.body == R"({"key":"key of acme"})");
  BOOST_TEST(hub.ask("admin", "GET", "/api/v1/tenants/nobody/certificate-key").status == 404);
}

BOOST_AUTO_TEST_CASE(the_root_is_rotated_on_demand_and_an_error_is_told) {
  RunningApi hub;
  BOOST_TEST(hub.ask("admin", "POST", "/api/v1/keys/rotate-root", "{}").status == 200);
  BOOST_TEST(hub.control.rotations == 1);
  hub.control.rotation_error = hub::invalid_error("no_next_root", "no next_root_key is configured");
  const auto refused = hub.ask("admin", "POST", "/api/v1/keys/rotate-root", "{}");
  BOOST_TEST(refused.status == 400);
  BOOST_TEST(refused.body.find("next_root_key") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_last_proof_run_is_kept_until_the_next) {
  RunningApi hub;
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/proof/result").body == "{}");
  BOOST_TEST(hub.ask("admin", "POST", "/api/v1/proof/result", R"({"passed":1})").status == 400);
  BOOST_TEST(hub.ask("admin", "POST", "/api/v1/proof/result", R"({"passed":true})").status == 200);
  BOOST_TEST(hub.ask("admin", "POST", "/api/v1/proof/result", R"({"passed":false})").status == 200);
  const Json last(hub.ask("viewer", "GET", "/api/v1/proof/result").body);
  BOOST_TEST(!last->find("passed")->as_boolean());
  BOOST_TEST(last->text_at("by") == "admin-person");
}

BOOST_AUTO_TEST_SUITE_END()
