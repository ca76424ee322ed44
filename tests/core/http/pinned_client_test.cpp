// A target that is pinned to hosts is reached there and nowhere else.
#include "core/http/pinned_client.hpp"

#include <boost/test/unit_test.hpp>

#include "core/http/host_patterns.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

using namespace hub;
using namespace hub::http;

namespace {

std::string error_of(Client& client, const std::string& url) {
  IoContext io{1};
  testing::VirtualClock clock;
  Request request;
  request.url = url;
  const auto answer = testing::run_task(io, clock, client.send(std::move(request)));
  return answer.ok() ? "" : answer.error().code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pinned_client)

BOOST_AUTO_TEST_CASE(a_request_to_another_host_is_never_sent) {
  testing::ScriptedClient behind;
  PinnedClient client(behind, {"api.us.example"});
  behind.expect("GET", "/v1", testing::json_answer(200, "{}"));
  BOOST_TEST(error_of(client, "https://api.us.example/v1") == "");
  for (const char* url : {"https://api.eu.example/v1", "https://api.us.example.evil.example/v1",
                          "https://evil.example/api.us.example", "https://xapi.us.example/v1"})
    BOOST_TEST(error_of(client, url) == "host_not_allowed", url);
  BOOST_TEST(behind.seen().size() == 1u);
}

BOOST_AUTO_TEST_CASE(patterns_mean_what_is_below_and_a_port_only_where_it_is_named) {
  const std::vector<std::string> patterns = {"*.us.example", "127.0.0.1:8080"};
  const struct {
    const char* host;
    bool is_among;
  } cases[] = {{"a.us.example", true}, {"b.a.us.example:8443", true}, {"us.example", false},
               {"xus.example", false}, {"127.0.0.1:8080", true},      {"127.0.0.1:8081", false},
               {"127.0.0.1", false},   {".us.example", false}};
  for (const auto& one : cases) BOOST_TEST(is_host_among(one.host, patterns) == one.is_among, one.host);
}

BOOST_AUTO_TEST_SUITE_END()
