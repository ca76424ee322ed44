#include <boost/test/unit_test.hpp>
#include <set>

#include "core/admin/openapi.hpp"
#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
namespace model = hub::model;
namespace store = hub::store;
using admin::testing::Json;
using admin::testing::RunningApi;
using store::DeliveryState;

namespace {

store::DeliveryView delivery(store::CaseRow row, store::LaneId lane, DeliveryState state) {
  store::DeliveryView view;
  view.delivery = {row, lane};
  view.tenant = lane == 1 ? "acme" : "globex";
  view.target = "crm";
  view.state = state;
  if (state == DeliveryState::dead_letter)
    view.error = hub::invalid_error("STRING_TOO_LONG", "a field is too long");
  return view;
}

void check_members(const model::Value& object, std::string_view schema_name) {
  for (const admin::ApiSchema& schema : admin::schemas()) {
    if (schema.name != schema_name) continue;
    for (const admin::SchemaMember& member : schema.members)
      if (member.required) BOOST_TEST(object.find(member.name) != nullptr, schema_name << '.' << member.name);
    for (const model::Member& member : object.as_object()) {
      const bool described = std::ranges::any_of(
          schema.members,
          [&](const admin::SchemaMember& described_one) { return described_one.name == member.name; });
      BOOST_TEST(described, schema_name << '.' << member.name);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_deliveries)

BOOST_AUTO_TEST_CASE(a_dead_letter_shows_reason_and_fields_as_described) {
  RunningApi hub;
  hub.views.all = {delivery(7, 1, DeliveryState::dead_letter)};
  hub.views.events = {
      {hub.clock.wall_now(), DeliveryState::sent, "", ""},
      {hub.clock.wall_now(), DeliveryState::dead_letter, "STRING_TOO_LONG", "a field is too long"}};
  const Json json(hub.ask("viewer", "GET", "/api/v1/deliveries/7-1").body);
  check_members(*json, "DeliveryDetail");
  check_members(*json->find("delivery"), "Delivery");
  check_members(*json->find("delivery")->find("error"), "DeliveryError");
  for (const model::Value& event : json->find("history")->as_array()) check_members(event, "DeliveryEvent");
  BOOST_TEST(json->find("delivery")->text_at("state") == "dead_letter");
  BOOST_TEST(json->find("history")->as_array().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_delivery_that_is_gone_is_404) {
  RunningApi hub;
  hub.views.all = {delivery(8, 1, DeliveryState::pending)};
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/deliveries/7-1").status == 404);
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/deliveries/8-2").status == 404);
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/deliveries/8-1").status == 200);
}

BOOST_AUTO_TEST_CASE(pages_lose_no_delivery_when_a_case_has_several) {
  RunningApi hub;
  for (store::CaseRow row = 1; row <= 5; ++row)
    for (store::LaneId lane = 1; lane <= 2; ++lane)
      hub.views.all.push_back(delivery(row, lane, DeliveryState::pending));
  std::set<std::string> seen;
  std::string next;
  for (int page = 0; page < 10; ++page) {
    const Json json(hub.ask("viewer", "GET", "/api/v1/deliveries?limit=3" + next).body);
    for (const model::Value& item : json->find("deliveries")->as_array())
      seen.insert(std::string(item.text_at("id")));
    const model::Value* after = json->find("next");
    if (after == nullptr) break;
    next = "&after=" + std::to_string(after->as_integer());
  }
  BOOST_TEST(seen.size() == 10u);
}

BOOST_AUTO_TEST_CASE(filters_narrow_the_list_and_a_misspelt_one_is_refused) {
  RunningApi hub;
  hub.views.all = {delivery(1, 1, DeliveryState::dead_letter), delivery(2, 2, DeliveryState::pending)};
  const Json json(hub.ask("viewer", "GET", "/api/v1/deliveries?tenant=globex").body);
  BOOST_TEST(json->find("deliveries")->as_array().size() == 1u);
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/deliveries?tennant=globex").status == 400);
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/deliveries?older_than=yesterday").status == 400);
}

BOOST_AUTO_TEST_CASE(a_dry_run_counts_and_moves_nothing) {
  RunningApi hub;
  for (store::CaseRow row = 1; row <= 2500; ++row)
    hub.views.all.push_back(delivery(row, 1, DeliveryState::dead_letter));
  const auto answer = hub.ask("operator", "POST", "/api/v1/deliveries/retry",
                              R"({"filter":{"tenant":"acme"},"dry_run":true})");
  const Json json(answer.body);
  check_members(*json, "RetryResult");
  BOOST_TEST(json->find("matched")->as_integer() == 2500);
  BOOST_TEST(json->find("retried")->as_integer() == 0);
  BOOST_TEST(hub.control.retried.empty());
}

BOOST_AUTO_TEST_CASE(a_retry_by_filter_takes_dead_letters_only_and_leaves_a_trace) {
  RunningApi hub;
  hub.views.all = {delivery(1, 1, DeliveryState::dead_letter), delivery(2, 1, DeliveryState::pending),
                   delivery(3, 2, DeliveryState::dead_letter)};
  const auto answer =
      hub.ask("operator", "POST", "/api/v1/deliveries/retry", R"({"filter":{"tenant":"acme"}})");
  BOOST_TEST(Json(answer.body)->find("retried")->as_integer() == 1);
  BOOST_REQUIRE(hub.control.retried.size() == 1u);
  BOOST_TEST(hub.control.retried.front().row == 1);
  BOOST_TEST(hub.log.events.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_retry_can_ask_for_another_mapping_and_nothing_else_can) {
  RunningApi hub;
  const std::string body = R"({"deliveries":["1-1"],"mapping_version":4})";
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/deliveries/retry", body).status == 200);
  BOOST_TEST(hub.control.retried_with.value_or(0) == 4);
  BOOST_TEST(hub.ask("admin", "POST", "/api/v1/deliveries/discard", body).status == 400);
  BOOST_TEST(hub.control.discarded.empty());
  BOOST_TEST(hub.ask("viewer", "POST", "/api/v1/deliveries/results", body).status == 400);
}

BOOST_AUTO_TEST_CASE(a_retry_names_its_deliveries_or_a_filter_never_everything_by_accident) {
  RunningApi hub;
  hub.views.all = {delivery(1, 1, DeliveryState::dead_letter)};
  for (const char* body :
       {"", "[]", "{}", R"({"dry_run":true})", R"({"deliveries":[]})", R"({"deliveries":["x"]})",
        R"({"filter":{"tennant":"acme"}})", R"({"filter":{"state":"pending"}})",
        R"({"filter":{},"deliveries":["1-1"]})", R"({"all":true})"}) {
    BOOST_TEST(hub.ask("operator", "POST", "/api/v1/deliveries/retry", body).status == 400, body);
  }
  BOOST_TEST(hub.control.retried.empty());
}

BOOST_AUTO_TEST_CASE(a_retry_goes_on_where_it_stopped_and_leaves_what_failed_since) {
  RunningApi hub;
  hub.views.all = {delivery(1, 1, DeliveryState::dead_letter), delivery(2, 1, DeliveryState::dead_letter)};
  const Json first(
      hub.ask("operator", "POST", "/api/v1/deliveries/retry", R"({"filter":{},"dry_run":true})").body);
  BOOST_TEST(first->find("matched")->as_integer() == 2);
  hub.clock.advance(std::chrono::hours(1));
  hub.views.all[0].changed_at = hub.clock.wall_now();  // it was retried, and failed again
  const std::string as_of(first->text_at("as_of"));
  const Json again(hub.ask("operator", "POST", "/api/v1/deliveries/retry",
                           R"({"filter":{"changed_before":")" + as_of + R"("}})")
                       .body);
  BOOST_TEST(again->text_at("as_of") == as_of);
  BOOST_REQUIRE(hub.control.retried.size() == 1u);
  BOOST_TEST(hub.control.retried.front().row == 2);
}

BOOST_AUTO_TEST_CASE(a_discard_is_an_administrators_and_leaves_a_trace) {
  RunningApi hub;
  hub.views.all = {delivery(1, 1, DeliveryState::dead_letter), delivery(2, 2, DeliveryState::dead_letter)};
  const std::string body = R"({"filter":{"tenant":"acme"}})";
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/deliveries/discard", body).status == 403);
  BOOST_TEST(hub.control.discarded.empty());
  const Json json(hub.ask("admin", "POST", "/api/v1/deliveries/discard", body).body);
  check_members(*json, "DiscardResult");
  BOOST_TEST(json->find("discarded")->as_integer() == 1);
  BOOST_REQUIRE(hub.control.discarded.size() == 1u);
  BOOST_TEST(hub.control.discarded.front().row == 1);
  BOOST_TEST(hub.log.events.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_became_of_deliveries_is_counted) {
  RunningApi hub;
  hub.control.states = {{1, DeliveryState::dead_letter},
                        {2, DeliveryState::confirmed},
                        {3, DeliveryState::sent},
                        {4, DeliveryState::discarded},
                        {5, DeliveryState::retrying}};
  const Json json(hub.ask("viewer", "POST", "/api/v1/deliveries/results",
                          R"({"deliveries":["1-1","2-1","3-1","4-1","5-1","6-1"]})")
                      .body);
  check_members(*json, "DeliveryResults");
  BOOST_TEST(json->find("gone")->as_integer() == 1);
  BOOST_TEST(json->find("confirmed")->as_integer() == 1);
  BOOST_TEST(json->find("dead_letters")->as_integer() == 1);
  BOOST_TEST(json->find("discarded")->as_integer() == 1);
  BOOST_TEST(json->find("under_way")->as_integer() == 2);
}

BOOST_AUTO_TEST_CASE(every_kind_of_dead_letter_says_what_can_be_done) {
  for (const hub::ErrorKind kind :
       {hub::ErrorKind::config, hub::ErrorKind::invalid, hub::ErrorKind::transient,
        hub::ErrorKind::rate_limited, hub::ErrorKind::auth, hub::ErrorKind::unknown}) {
    RunningApi api;
    api.views.all = {delivery(1, 1, DeliveryState::dead_letter)};
    api.views.all.front().error->kind = kind;
    const Json json(api.ask("viewer", "GET", "/api/v1/deliveries/1-1").body);
    BOOST_TEST(!json->find("delivery")->text_at("suggestion").empty(), hub::to_string(kind));
    api.views.all.front().state = DeliveryState::retrying;
    const Json waits(api.ask("viewer", "GET", "/api/v1/deliveries/1-1").body);
    BOOST_TEST(waits->find("delivery")->text_at("suggestion").empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
