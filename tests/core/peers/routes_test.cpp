#include <boost/test/unit_test.hpp>

#include "core/peers/messages.hpp"
#include "core/peers/routes.hpp"
#include "tests/support/run_task.hpp"

using namespace hub;

namespace {

Task<http::Response> greet(http::Request request, std::string peer) {
  http::Response response;
  response.body.append(peer + " " + request.method);
  co_return response;
}

struct Served {
  Served() { routes.add("GET", "/peers/v1/hello", greet); }
  http::Response ask(const char* method, const char* url, const char* subject) {
    http::Request request;
    request.method = method;
    request.url = url;
    const http::Peer from{"192.0.2.1", subject};
    return testing::run_task(io, clock, routes.serve(std::move(request), from));
  }
  IoContext io;
  testing::VirtualClock clock;
  peers::Routes routes;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(peer_routes)

BOOST_AUTO_TEST_CASE(an_end_point_is_found_by_method_and_path_and_told_who_asks) {
  Served served;
  BOOST_TEST(served.ask("GET", "/peers/v1/hello?x=1", "CN=b,O=fleet").body.view() == "b GET");
  BOOST_TEST(served.ask("PUT", "/peers/v1/hello", "CN=b").status == 404);
  BOOST_TEST(served.ask("GET", "/peers/v1/hello/", "CN=b").status == 404);
}

BOOST_AUTO_TEST_CASE(whoever_shows_no_certificate_is_refused_whatever_the_path) {
  Served served;
  BOOST_TEST(served.ask("GET", "/peers/v1/hello", "").status == 403);
  BOOST_TEST(served.ask("GET", "/nowhere", "").status == 403);
  BOOST_TEST(served.ask("GET", "/peers/v1/hello", "O=fleet").status == 403);
}

BOOST_AUTO_TEST_CASE(the_common_name_is_found_wherever_it_stands) {
  BOOST_TEST(peers::common_name("O=fleet,CN=node-a") == "node-a");
  BOOST_TEST(peers::common_name("OU=x+CN=node-a,O=fleet") == "node-a");
  BOOST_TEST(peers::common_name("XCN=node-a") == "");
}

BOOST_AUTO_TEST_CASE(messages_of_half_a_key_or_of_too_many_are_refused) {
  BOOST_TEST(peers::parse_parcels(std::string(95, 'x')).error().code == "bad_message");
  BOOST_TEST(peers::parse_epochs(std::string(17, 'x')).error().code == "bad_message");
  BOOST_TEST(peers::parse_parcel(std::string(192, 'x')).error().code == "bad_message");
  BOOST_TEST(peers::parse_epochs(std::string(16 * 1025, 'x')).error().code == "bad_message");
  BOOST_TEST(peers::parse_epochs(std::string(16 * 1024, 'x'))->size() == 1024u);
}

BOOST_AUTO_TEST_SUITE_END()
