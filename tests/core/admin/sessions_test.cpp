// Signing in with a browser: a cookie instead of a key, and what it may not be used for.
#include "core/admin/sessions.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
using admin::testing::Answer;
using admin::testing::Json;
using admin::testing::RunningApi;

namespace {

Answer sign_in(RunningApi& hub, const std::string& role) {
  return hub.ask_from_page("", "POST", "/api/v1/session", R"({"key":")" + role + R"(-key"})");
}

// As a browser sends it back: without the attributes.
std::string cookie_of(const Answer& answer) {
  return answer.cookie ? answer.cookie->substr(0, answer.cookie->find(';')) : std::string();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_sessions)

BOOST_AUTO_TEST_CASE(a_key_becomes_a_cookie_that_scripts_cannot_read) {
  RunningApi hub;
  const Answer answer = sign_in(hub, "operator");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(Json(answer.body)->text_at("role") == "operator");
  BOOST_REQUIRE(answer.cookie);
  BOOST_TEST(answer.cookie->find("HttpOnly") != std::string::npos);
  BOOST_TEST(answer.cookie->find("SameSite=Strict") != std::string::npos);
  BOOST_TEST(answer.cookie->find("operator-key") == std::string::npos);
  const Answer status = hub.ask_from_page(cookie_of(answer), "GET", "/api/v1/status");
  BOOST_TEST(status.status == 200);
}

BOOST_AUTO_TEST_CASE(the_session_says_what_its_role_may_do) {
  RunningApi hub;
  const Answer viewer = sign_in(hub, "viewer");
  BOOST_TEST(viewer.body.find("\"listDeliveries\"") != std::string::npos);
  BOOST_TEST(viewer.body.find("\"retryDeliveries\"") == std::string::npos);
  const Answer retry =
      hub.ask_from_page(cookie_of(viewer), "POST", "/api/v1/deliveries/retry", R"({"deliveries":["1-1"]})");
  BOOST_TEST(retry.status == 403);
}

BOOST_AUTO_TEST_CASE(a_wrong_key_opens_nothing) {
  RunningApi hub;
  const Answer answer = sign_in(hub, "mallory");
  BOOST_TEST(answer.status == 401);
  BOOST_TEST(!answer.cookie.has_value());
  BOOST_TEST(hub.ask_from_page("hub_session=made-up", "GET", "/api/v1/status").status == 401);
  BOOST_TEST(hub.ask_from_page("hub_session=", "GET", "/api/v1/status").status == 401);
}

BOOST_AUTO_TEST_CASE(another_site_cannot_use_the_cookie_to_change_anything) {
  RunningApi hub;
  const std::string cookie = cookie_of(sign_in(hub, "operator"));
  const std::string pause = "/api/v1/lanes/acme/crm/pause";
  BOOST_TEST(hub.ask_from_page(cookie, "POST", pause, "", "http://evil.example").status == 403);
  hub::http::Request form;  // a form of another site: no header of ours, and no origin in old browsers
  form.method = "POST";
  form.url = pause;
  form.headers.add("Host", "hub:8481");
  form.headers.add("Cookie", cookie);
  BOOST_TEST(hub.send(std::move(form), "").status == 403);
  BOOST_TEST(hub.control.paused_lanes.empty());
  BOOST_TEST(hub.ask_from_page(cookie, "POST", pause).status == 200);
}

BOOST_AUTO_TEST_CASE(another_site_cannot_sign_somebody_in) {
  RunningApi hub;
  const Answer answer =
      hub.ask_from_page("", "POST", "/api/v1/session", R"({"key":"admin-key"})", "http://evil.example");
  BOOST_TEST(answer.status == 403);
  BOOST_TEST(!answer.cookie.has_value());
}

BOOST_AUTO_TEST_CASE(signing_out_ends_it_and_so_does_time) {
  RunningApi hub;
  const std::string first = cookie_of(sign_in(hub, "viewer")), second = cookie_of(sign_in(hub, "viewer"));
  BOOST_TEST(first != second);
  BOOST_TEST(hub.ask_from_page(first, "DELETE", "/api/v1/session").status == 200);
  BOOST_TEST(hub.ask_from_page(first, "GET", "/api/v1/status").status == 401);
  BOOST_TEST(hub.ask_from_page(second, "GET", "/api/v1/status").status == 200);
  hub.clock.advance(admin::Sessions::kLife);
  BOOST_TEST(hub.ask_from_page(second, "GET", "/api/v1/status").status == 401);
}

BOOST_AUTO_TEST_CASE(over_tls_the_cookie_is_never_sent_without) {
  RunningApi hub;
  admin::Sessions sessions(hub.clock, hub.random, true);
  BOOST_TEST(sessions.open({}).find("; Secure") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
