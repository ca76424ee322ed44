// Signing in at an identity provider: who gets in, with which role, and who does not.
#include "core/admin/sign_on.hpp"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "tests/core/admin/fake_identity_provider.hpp"
#include "tests/core/admin/running_api.hpp"
#include "tests/support/run_task.hpp"

namespace admin = hub::admin;
namespace http = hub::http;
using admin::testing::Json;

namespace {

// What a browser keeps of an answer's cookies: "name=value".
std::string cookie_in(const http::Response& answer, std::string_view name) {
  for (const auto& [header, value] : answer.headers)
    if (header == "Set-Cookie" && value.starts_with(name)) return value.substr(0, value.find(';'));
  return {};
}

std::string location_of(const http::Response& answer) {
  return std::string(answer.headers.find("Location").value_or(""));
}

std::string parameter(const std::string& url, const std::string& name) {
  const std::size_t begin = url.find(name + '=') + name.size() + 1;
  return url.substr(begin, url.find('&', begin) - begin);
}

admin::SignOnSettings settings(const std::string& public_url) {
  using Kind = admin::Reach::Kind;
  return {"Acme",
          public_url,
          {{"ops", admin::Role::operator_, {}},
           {"nordic", admin::Role::viewer, {Kind::tenant, "acme"}},
           {"admins", admin::Role::admin, {}}},
          std::chrono::hours(8)};
}

struct Company {
  explicit Company(const std::string& public_url = "https://hub.example")
      : sign_on({provider, hub.sessions, hub.clock, hub.random, hub.log}, settings(public_url)) {}

  http::Response get(const std::string& target, const std::string& cookie = {},
                     const std::string& method = "GET") {
    http::Request request;
    request.method = method;
    request.url = target;
    if (!cookie.empty()) request.headers.add("Cookie", cookie);
    return hub::testing::run_task(io, hub.clock, sign_on.handle(std::move(request)));
  }
  // A browser is sent to the provider; what the provider signs belongs to that unless told otherwise.
  void begin(const std::string& view = "/overview") {
    const http::Response answer = get("/sign-on/start?return=" + view);
    cookie = cookie_in(answer, "hub_sign_on");
    state = parameter(location_of(answer), "state");
    identity.nonce = parameter(location_of(answer), "nonce");
  }
  http::Response come_back(const std::string& more = "&code=c-1") {
    return get("/sign-on/callback?state=" + state + more, cookie);
  }
  // Where the browser ends up; no session may be open unless it was let in.
  std::string end_of(const http::Response& answer) {
    const bool is_in = !cookie_in(answer, "hub_session").empty();
    BOOST_TEST(is_in == (location_of(answer).find("sign_in=") == std::string::npos));
    BOOST_TEST(answer.status == 303);
    return location_of(answer);
  }

  admin::testing::RunningApi hub;
  hub::IoContext io;
  admin::testing::FakeIdentityProvider identity{hub.clock};
  hub::oidc::Provider provider{{"https://login.example",
                                "hub",
                                hub::Buffer("secret"),
                                "https://hub.example/sign-on/callback",
                                {"openid"},
                                "preferred_username",
                                "groups"},
                               identity,
                               hub.clock};
  admin::SignOn sign_on;
  std::string cookie, state;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_sign_on)

BOOST_AUTO_TEST_CASE(somebody_of_a_known_group_gets_its_role_and_the_view_they_came_for) {
  Company company;
  company.begin("/deliveries%3Fstate=dead_letter");
  const http::Response back = company.come_back();
  BOOST_TEST(company.end_of(back) == "/deliveries?state=dead_letter");
  const auto session = company.hub.ask_from_page(cookie_in(back, "hub_session"), "GET", "/api/v1/session");
  BOOST_TEST(session.status == 200);
  BOOST_TEST(Json(session.body)->text_at("role") == "operator");
  BOOST_TEST(Json(session.body)->text_at("name") == "anna (Acme)");
}

BOOST_AUTO_TEST_CASE(the_first_of_the_listed_groups_counts_and_its_reach_holds) {
  Company company;
  company.identity.groups = R"(["admins","unknown","nordic"])";
  company.begin();
  const std::string cookie = cookie_in(company.come_back(), "hub_session");
  const auto session = company.hub.ask_from_page(cookie, "GET", "/api/v1/session");
  BOOST_TEST(Json(session.body)->text_at("role") == "viewer");
  BOOST_TEST(Json(session.body)->text_at("tenant") == "acme");
  BOOST_TEST(company.hub.ask_from_page(cookie, "GET", "/api/v1/history").status == 403);
  BOOST_TEST(company.hub.ask_from_page(cookie, "POST", "/api/v1/lanes/acme/crm/pause").status == 403);
}

BOOST_AUTO_TEST_CASE(somebody_of_no_known_group_is_told_so) {
  for (const std::string groups : {R"(["staff"])", "[]", "null", R"("OPS")"}) {
    Company company;
    company.identity.groups = groups;
    company.begin();
    BOOST_TEST(company.end_of(company.come_back()) == "/?sign_in=no_role", groups);
  }
}

BOOST_AUTO_TEST_CASE(a_session_ends_after_its_time_and_by_signing_out) {
  Company company;
  company.begin();
  const std::string first = cookie_in(company.come_back(), "hub_session");
  company.begin();
  const std::string second = cookie_in(company.come_back(), "hub_session");
  BOOST_TEST(company.hub.ask_from_page(first, "DELETE", "/api/v1/session").status == 200);
  BOOST_TEST(company.hub.ask_from_page(first, "GET", "/api/v1/status").status == 401);
  BOOST_TEST(company.hub.ask_from_page(second, "GET", "/api/v1/status").status == 200);
  company.hub.clock.advance(std::chrono::hours(8));
  BOOST_TEST(company.hub.ask_from_page(second, "GET", "/api/v1/status").status == 401);
}

BOOST_AUTO_TEST_CASE(an_answer_counts_once) {
  Company company;
  company.begin();
  company.end_of(company.come_back());
  BOOST_TEST(company.end_of(company.come_back()) == "/?sign_in=failed");
  BOOST_TEST(company.identity.exchanges == 1);
}

BOOST_AUTO_TEST_CASE(a_code_that_was_used_lets_nobody_in_with_another_state) {
  Company company;
  company.begin();
  company.end_of(company.come_back("&code=used"));
  company.begin();
  BOOST_TEST(company.end_of(company.come_back("&code=used")) == "/?sign_in=failed");
}

// Somebody could otherwise be signed in as the attacker, and work for them.
BOOST_AUTO_TEST_CASE(an_answer_for_another_browser_lets_nobody_in) {
  Company company;
  company.begin();
  const std::string theirs = company.state;
  company.begin();
  const auto with_their_state = company.get("/sign-on/callback?code=c-1&state=" + theirs, company.cookie);
  BOOST_TEST(company.end_of(with_their_state) == "/?sign_in=failed");
  for (const std::string& target :
       {"/sign-on/callback?code=c-1&state=" + company.state,
        std::string("/sign-on/callback?code=c-1&state=made-up"), std::string("/sign-on/callback?code=c-1"),
        std::string("/sign-on/callback")})
    BOOST_TEST(company.end_of(company.get(target)) == "/?sign_in=failed", target);
  BOOST_TEST(company.identity.exchanges == 0);
}

BOOST_AUTO_TEST_CASE(a_sign_in_that_takes_too_long_is_over) {
  Company company;
  company.begin();
  company.hub.clock.advance(std::chrono::minutes(10));
  BOOST_TEST(company.end_of(company.come_back()) == "/?sign_in=failed");
}

BOOST_AUTO_TEST_CASE(a_token_that_is_not_for_this_sign_in_lets_nobody_in) {
  using Lie = std::function<void(admin::testing::FakeIdentityProvider&)>;
  const std::vector<std::pair<std::string, Lie>> lies = {
      {"issuer", [](auto& provider) { provider.issuer = "https://evil.example"; }},
      {"audience", [](auto& provider) { provider.audience = "other"; }},
      {"nonce", [](auto& provider) { provider.nonce = "another"; }},
      {"expired", [](auto& provider) { provider.life = std::chrono::minutes(-5); }},
      {"alg none", [](auto& provider) { provider.header = R"({"alg":"none"})"; }},
      {"shared secret", [](auto& provider) { provider.header = R"({"alg":"HS256","kid":"e1"})"; }},
  };
  for (const auto& [name, lie] : lies) {
    Company company;
    company.begin();
    lie(company.identity);
    BOOST_TEST(company.end_of(company.come_back()) == "/?sign_in=failed", name);
  }
}

BOOST_AUTO_TEST_CASE(an_answer_of_another_provider_is_refused) {
  Company company;
  company.begin();
  BOOST_TEST(company.end_of(company.come_back("&code=c-1&iss=https%3A%2F%2Fevil.example")) ==
             "/?sign_in=failed");
  BOOST_TEST(company.identity.exchanges == 0);
}

BOOST_AUTO_TEST_CASE(whom_the_provider_refuses_is_told_so_in_our_words) {
  Company company;
  company.begin();
  BOOST_TEST(company.end_of(company.come_back("&error=access_denied&error_description=%3Cscript%3E")) ==
             "/?sign_in=refused");
  company.begin();
  BOOST_TEST(company.end_of(company.come_back("&error=server_error")) == "/?sign_in=failed");
}

BOOST_AUTO_TEST_CASE(a_provider_that_is_away_is_told) {
  Company company;
  company.identity.is_away = true;
  BOOST_TEST(company.end_of(company.get("/sign-on/start")) == "/?sign_in=unreachable");
}

BOOST_AUTO_TEST_CASE(the_way_back_leads_to_this_console_only) {
  for (const std::string view : {"https://evil.example", "//evil.example", "/%5Cevil.example", "evil", "",
                                 "/%0d%0aSet-Cookie:a=b", "/%09/evil.example"}) {
    Company company;
    company.begin(view);
    BOOST_TEST(company.end_of(company.come_back()) == "/", view);
  }
}

BOOST_AUTO_TEST_CASE(the_state_is_in_a_cookie_of_its_own_that_ends_with_the_sign_in) {
  Company company;
  const http::Response start = company.get("/sign-on/start");
  const std::string cookie(start.headers.find("Set-Cookie").value_or(""));
  BOOST_TEST(cookie.find("; Path=/sign-on/; HttpOnly; SameSite=Lax; Secure; Max-Age=600") !=
             std::string::npos);
  company.begin();
  BOOST_TEST(cookie_in(company.come_back(), "hub_sign_on") == "hub_sign_on=");
  Company plain("http://localhost:8481");
  BOOST_TEST(plain.get("/sign-on/start").headers.find("Set-Cookie")->find("Secure") ==
             std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(who_signed_in_is_logged_and_so_is_who_was_refused) {
  Company company;
  company.begin();
  company.come_back();
  BOOST_TEST(company.hub.log.events.back() == "somebody signed in to the console");
  company.come_back();
  BOOST_TEST(company.hub.log.events.back() == "a sign-in to the console at the identity provider failed");
}

BOOST_AUTO_TEST_CASE(there_is_nothing_else_below_its_path) {
  Company company;
  BOOST_TEST(company.get("/sign-on/other").status == 404);
  BOOST_TEST(company.get("/sign-on/start", {}, "POST").status == 405);
  BOOST_TEST(company.get("/sign-on/callback?a=%zz").status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
