// Many dead letters at once: begun, followed, stopped.
#include "core/admin/jobs.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
namespace store = hub::store;
using admin::testing::Answer;
using admin::testing::Json;
using admin::testing::RunningApi;

namespace {

void add_dead_letters(RunningApi& hub, store::CaseRow count) {
  for (store::CaseRow row = 1; row <= count; ++row) {
    store::DeliveryView view;
    view.delivery = {row, 1};
    view.tenant = "acme";
    view.state = store::DeliveryState::dead_letter;
    view.changed_at = hub.clock.wall_now() - std::chrono::minutes(1);
    hub.views.all.push_back(view);
    hub.control.states[row] = store::DeliveryState::pending;
  }
}

std::string id_of(const Answer& job) {
  return std::string(Json(job.body)->text_at("id"));
}
std::int64_t number(const Answer& job, const char* name) {
  const Json parsed(job.body);
  const auto* value = parsed->find(name);
  return value == nullptr ? -1 : value->as_integer();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_jobs)

BOOST_AUTO_TEST_CASE(a_filter_chooses_all_pages_and_every_one_is_moved_once) {
  RunningApi hub;
  add_dead_letters(hub, 2500);
  const Answer begun = hub.ask("operator", "POST", "/api/v1/jobs/retry", R"({"filter":{"tenant":"acme"}})");
  BOOST_TEST(begun.status == 200);
  BOOST_TEST(number(begun, "chosen") == 2500);
  const Answer job = hub.ask("viewer", "GET", "/api/v1/jobs/" + id_of(begun));
  BOOST_TEST(Json(job.body)->text_at("state") == "done");
  BOOST_TEST(number(job, "moved") == 2500);
  BOOST_TEST(hub.control.retried.size() == 2500u);
}

BOOST_AUTO_TEST_CASE(what_fails_after_the_choice_is_left_alone) {
  RunningApi hub;
  add_dead_letters(hub, 3);
  const std::string as_of = hub::format_timestamp(hub.clock.wall_now());
  hub.clock.advance(std::chrono::minutes(5));
  hub.views.all[2].changed_at = hub.clock.wall_now();
  const Answer job = hub.ask("operator", "POST", "/api/v1/jobs/retry",
                             R"({"filter":{"changed_before":")" + as_of + R"("}})");
  BOOST_TEST(number(job, "chosen") == 2);
}

BOOST_AUTO_TEST_CASE(it_tells_what_became_of_each) {
  RunningApi hub;
  add_dead_letters(hub, 5);
  const std::string id =
      id_of(hub.ask("operator", "POST", "/api/v1/jobs/retry", R"({"filter":{"tenant":"acme"}})"));
  Answer job = hub.ask("viewer", "GET", "/api/v1/jobs/" + id);
  BOOST_TEST(job.body.find(R"("under_way":5)") != std::string::npos);
  hub.control.states.erase(1);
  hub.control.states.erase(2);
  hub.control.states[3] = store::DeliveryState::confirmed;
  hub.control.states[4] = hub.control.states[5] = store::DeliveryState::dead_letter;
  job = hub.ask("viewer", "GET", "/api/v1/jobs/" + id);
  const std::string known =
      R"("results":{"gone":2,"confirmed":1,"dead_letters":2,"discarded":0,"under_way":0})";
  BOOST_TEST(job.body.find(known) != std::string::npos);
  // All of it is known: a later retry of the same is another job's.
  hub.control.states.clear();
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/jobs").body.find(known) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_stop_comes_after_the_batch_and_what_was_moved_stays) {
  hub::IoContext io;
  hub::testing::VirtualClock clock;
  admin::testing::FakeControl control;
  admin::Jobs jobs(control, clock, io.get_executor());
  std::vector<store::DeliveryKey> deliveries(1000, store::DeliveryKey{1, 1});
  const auto job = jobs.start({admin::Job::Action::discard, "anna", deliveries, {}});
  BOOST_REQUIRE(job.ok());
  BOOST_TEST(jobs.stop((*job)->id));  // before its first batch
  io.run();
  BOOST_TEST((jobs.find((*job)->id)->state == admin::Job::State::stopped));
  BOOST_TEST(control.discarded.size() == static_cast<std::size_t>((*job)->handled));
  BOOST_TEST((*job)->handled < 1000);
  BOOST_TEST(!jobs.stop("none"));
}

BOOST_AUTO_TEST_CASE(only_so_many_run_at_once) {
  hub::IoContext io;
  hub::testing::VirtualClock clock;
  admin::testing::FakeControl control;
  admin::Jobs jobs(control, clock, io.get_executor());
  for (int i = 0; i < 4; ++i) BOOST_TEST(jobs.start({admin::Job::Action::retry, "anna", {{1, 1}}, {}}).ok());
  BOOST_TEST(jobs.start({admin::Job::Action::retry, "anna", {{1, 1}}, {}}).error().code == "busy");
  io.run();
  BOOST_TEST(jobs.start({admin::Job::Action::retry, "anna", {{1, 1}}, {}}).ok());
  BOOST_TEST(jobs.list().size() == 5u);
}

BOOST_AUTO_TEST_CASE(an_operator_stops_no_discard_and_nobody_guesses_a_job) {
  RunningApi hub;
  add_dead_letters(hub, 1);
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/jobs/discard", R"({"deliveries":["1-1"]})").status == 403);
  const std::string id = id_of(hub.ask("admin", "POST", "/api/v1/jobs/discard", R"({"deliveries":["1-1"]})"));
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/jobs/" + id + "/stop").status == 403);
  BOOST_TEST(hub.ask("admin", "POST", "/api/v1/jobs/" + id + "/stop").status == 200);
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/jobs/1-1").status == 404);
  BOOST_TEST(
      hub.ask("operator", "POST", "/api/v1/jobs/retry", R"({"dry_run":true,"deliveries":["1-1"]})").status ==
      400);
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/jobs/retry", "{}").status == 400);
}

BOOST_AUTO_TEST_CASE(groups_say_how_many_and_what_to_do) {
  RunningApi hub;
  store::DeliveryGroup group;
  group.tenant = "acme";
  group.target = "crm";
  group.count = 180;
  group.error_kind = hub::ErrorKind::auth;
  group.error_code = "INVALID_SESSION_ID";
  group.fields = {"Priority"};
  hub.views.grouped = {group};
  const auto answer =
      hub.ask("viewer", "GET", "/api/v1/deliveries/groups?state=dead_letter&mapping_version=7");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body.find(R"("count":180,"error_kind":"auth","error_code":"INVALID_SESSION_ID")") !=
             std::string::npos);
  BOOST_TEST(answer.body.find("renew them, then retry") != std::string::npos);
  BOOST_TEST(hub.views.group_filter.mapping.value_or(0) == 7);
  BOOST_TEST(hub.ask("auditor", "GET", "/api/v1/deliveries/groups").status == 403);
}

BOOST_AUTO_TEST_SUITE_END()
