// What is asked through one node about a tenant that another one has, without a network between them.
#include "core/admin/elsewhere.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

using namespace hub;
using namespace hub::admin;
using admin::testing::RunningApi;

namespace {

// The other node has "globex"; what is sent to it is answered by its API.
struct Line final : Elsewhere, http::Client {
  std::optional<std::string> address_of(const std::string& tenant) const override {
    return tenant == "globex" ? std::optional<std::string>("https://south:8482") : std::nullopt;
  }
  Task<http::Response> ask(std::string address, http::Request request, AdminKey caller) override {
    return ask_node(*this, std::move(address), std::move(request), std::move(caller));
  }
  Task<Result<http::Response>> send(http::Request request) override {
    url = request.url;
    if (is_cut) co_return unknown_outcome("timeout", "the line is cut");
    if (is_foreign) co_return http::Response{};
    const HandleAsked handle = [this](http::Request asked, AdminKey caller) {
      return other.api().handle_asked(std::move(asked), std::move(caller));
    };
    auto answering = answer_asked(handle, std::move(request));
    co_return co_await std::move(answering);
  }

  RunningApi other;
  std::string url;
  bool is_cut = false, is_foreign = false;
};

struct TwoNodes {
  Line line;
  RunningApi hub{line};
};

using Paused = std::vector<std::pair<std::string, bool>>;

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_elsewhere)

BOOST_FIXTURE_TEST_CASE(a_call_is_answered_by_the_node_that_has_the_tenant_and_noted_there, TwoNodes) {
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/lanes/globex/crm%20two/pause", "{}").status == 200);
  BOOST_TEST(line.url == "https://south:8482/peers/v1/admin");
  BOOST_TEST((line.other.control.paused_lanes == Paused{{"globex/crm two", true}}));
  BOOST_TEST_REQUIRE(line.other.audit.entries.size() == 1u);
  BOOST_TEST(line.other.audit.entries.front().who == "operator-person");
  BOOST_TEST((hub.control.paused_lanes.empty() && hub.audit.entries.empty()));
}

BOOST_FIXTURE_TEST_CASE(a_call_about_an_own_tenant_stays_here, TwoNodes) {
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/lanes/acme/crm/pause", "{}").status == 200);
  BOOST_TEST((hub.control.paused_lanes == Paused{{"acme/crm", true}}));
  BOOST_TEST(line.url.empty());
}

BOOST_FIXTURE_TEST_CASE(the_tenant_may_be_named_in_query_body_or_filter, TwoNodes) {
  (void)hub.ask("viewer", "GET", "/api/v1/cases?tenant=globex");
  BOOST_TEST(!std::exchange(line.url, {}).empty());
  (void)hub.ask("operator", "POST", "/api/v1/cases/search", R"({"tenant":"globex","case":"c1"})");
  BOOST_TEST(!std::exchange(line.url, {}).empty());
  (void)hub.ask("operator", "POST", "/api/v1/deliveries/retry", R"({"filter":{"tenant":"globex"}})");
  BOOST_TEST(!std::exchange(line.url, {}).empty());
  (void)hub.ask("viewer", "GET", "/api/v1/cases");
  BOOST_TEST(line.url.empty());
}

BOOST_FIXTURE_TEST_CASE(whoever_may_not_is_refused_here_and_the_refusal_is_noted, TwoNodes) {
  BOOST_TEST(hub.ask("viewer", "POST", "/api/v1/lanes/globex/crm/pause", "{}").status == 403);
  BOOST_TEST(hub.ask("", "POST", "/api/v1/lanes/globex/crm/pause", "{}").status == 401);
  BOOST_TEST(line.url.empty());
  BOOST_TEST(hub.audit.entries.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_is_a_refusal_is_handed_on, TwoNodes) {
  const auto refused = hub.ask("operator", "POST", "/api/v1/lanes/globex/unknown/pause", "{}");
  BOOST_TEST(refused.status == 404);
}

BOOST_FIXTURE_TEST_CASE(a_node_that_does_not_answer_is_asked_again_later, TwoNodes) {
  for (bool* fault : {&line.is_cut, &line.is_foreign}) {
    *fault = true;
    const auto refused = hub.ask("operator", "POST", "/api/v1/lanes/globex/crm/pause", "{}");
    BOOST_TEST(refused.status == 503);
    BOOST_TEST(refused.retry_after.value_or("") == "1");
    *fault = false;
  }
  BOOST_TEST(line.other.control.paused_lanes.empty());
}

BOOST_AUTO_TEST_CASE(a_caller_keeps_role_and_reach_on_the_way) {
  http::Request request;
  request.method = "POST";
  request.url = "/api/v1/cases/hold";
  request.headers.add("Content-Type", "application/json");
  request.body.append("{\"a\":\"b\\n\"}");
  AdminKey caller;
  caller.name = "anna";
  caller.role = Role::partner;
  caller.id = "k1";
  caller.reach = {Reach::Kind::partner, "nordic"};
  const auto asked = parse_asked(encoded(request, caller).view());
  BOOST_TEST_REQUIRE(asked.ok());
  BOOST_TEST((asked->request.method == "POST" && asked->request.url == request.url));
  BOOST_TEST(asked->request.headers.find("content-type").value_or("") == "application/json");
  BOOST_TEST(asked->request.body.view() == request.body.view());
  BOOST_TEST(
      (asked->caller.name == "anna" && asked->caller.role == Role::partner && asked->caller.id == "k1"));
  BOOST_TEST((asked->caller.reach == caller.reach));
  for (const char* message : {"", "{}\n", "nonsense\n",
                              R"({"role":"king","reach":0})"
                              "\n",
                              R"({"role":"admin","reach":3})"
                              "\n"})
    BOOST_TEST(!parse_asked(message).ok(), message);
}

BOOST_AUTO_TEST_SUITE_END()
