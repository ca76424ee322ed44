#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

namespace log = hub::log;
using hub::admin::testing::Json;
using hub::admin::testing::RunningApi;

namespace {
constexpr const char* kPath = "/api/v1/log/level";
}  // namespace

BOOST_AUTO_TEST_SUITE(log_level)

BOOST_AUTO_TEST_CASE(an_operator_changes_it_for_a_while) {
  RunningApi hub;
  const auto answer = hub.ask("operator", "POST", kPath, R"({"level":"debug","seconds":600})");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST((hub.least == log::Level::debug));
  const auto shown = hub.ask("viewer", "GET", kPath);
  BOOST_TEST(shown.body == answer.body);
  BOOST_TEST(Json(shown.body)->text_at("level") == "debug");
  BOOST_TEST(Json(shown.body)->text_at("configured") == "info");
  BOOST_TEST(!Json(shown.body)->text_at("until").empty());
  hub.clock.advance(std::chrono::minutes(10));
  BOOST_TEST((hub.least == log::Level::info));
  BOOST_TEST(hub.ask("viewer", "GET", kPath).body == R"({"level":"info","configured":"info"})");
}

BOOST_AUTO_TEST_CASE(the_audit_log_says_to_which_level_and_for_how_long) {
  RunningApi hub;
  hub.ask("operator", "POST", kPath, R"({"level":"debug","seconds":600})");
  const Json log(hub.ask("admin", "GET", "/api/v1/audit").body);
  const auto& entry = log->find("entries")->as_array().front();
  BOOST_TEST(entry.text_at("operation") == "setLogLevel");
  BOOST_TEST(entry.text_at("outcome") == "debug for 600 s");
}

BOOST_AUTO_TEST_CASE(what_is_no_level_or_no_time_changes_nothing) {
  RunningApi hub;
  for (const char* body : {"", "{}", R"({"level":"loud"})", R"({"level":"debug","seconds":0})",
                           R"({"level":"debug","seconds":"10"})", R"({"level":"debug","seconds":9999999})"})
    BOOST_TEST(hub.ask("admin", "POST", kPath, body).status == 400, body);
  BOOST_TEST(hub.ask("viewer", "POST", kPath, R"({"level":"debug"})").status == 403);
  BOOST_TEST((hub.least == log::Level::info));
}

BOOST_AUTO_TEST_SUITE_END()
