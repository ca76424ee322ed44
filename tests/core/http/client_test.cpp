#include <boost/test/unit_test.hpp>

#include "tests/core/http/client_fixture.hpp"
#include "tests/support/scripted_server.hpp"

using hub::ErrorKind;
using hub::testing::ClientFixture;
using hub::testing::get;
using hub::testing::post;
using hub::testing::ScriptedConnection;
using hub::testing::ScriptedServer;
namespace http = hub::http;
using namespace std::chrono_literals;

namespace {
void answer_all(ScriptedConnection& connection, int) {
  while (!connection.read_request().empty()) {
    connection.send(hub::testing::answer("HTTP/1.1 200 OK", "fine", "X-Kind: test\r\n"));
  }
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(client)

BOOST_AUTO_TEST_CASE(an_answer_comes_with_status_headers_and_body) {
  ScriptedServer server(answer_all);
  ClientFixture fixture;
  const auto answer = fixture.send(get(server.url("/a?b=c")));
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST(answer->status == 200);
  BOOST_TEST(answer->headers.find("x-kind").value() == "test");
  BOOST_TEST(answer->body.view() == "fine");
  BOOST_TEST(server.requests().front().starts_with("GET /a?b=c HTTP/1.1\r\n"));
}

BOOST_AUTO_TEST_CASE(a_post_carries_its_body_and_headers_and_expects_nothing) {
  ScriptedServer server(answer_all);
  ClientFixture fixture;
  auto request = post(server.url("/x"), std::string(100'000, 'b'));
  request.headers.add("Content-Type", "application/json");
  request.headers.add("X-Empty", "");
  BOOST_REQUIRE(fixture.send(std::move(request)).ok());
  const std::string seen = server.requests().front();
  BOOST_TEST(contains(seen, "\r\nContent-Length: 100000\r\n"));
  BOOST_TEST(contains(seen, "\r\nContent-Type: application/json\r\n"));
  BOOST_TEST(contains(seen, "\r\nX-Empty:"));
  BOOST_TEST(!contains(seen, "Expect"));
  BOOST_TEST(seen.ends_with("bbb"));
}

BOOST_AUTO_TEST_CASE(every_method_goes_out_as_named) {
  ScriptedServer server(answer_all);
  ClientFixture fixture;
  for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    auto request = post(server.url("/"), "");
    request.method = method;
    BOOST_REQUIRE(fixture.send(std::move(request)).ok());
    BOOST_TEST(server.requests().back().starts_with(std::string(method) + " / HTTP/1.1\r\n"));
  }
  auto request = post(server.url("/"), "patched");
  request.method = "PATCH";
  BOOST_REQUIRE(fixture.send(std::move(request)).ok());
  BOOST_TEST(server.requests().back().ends_with("\r\n\r\npatched"));
}

BOOST_AUTO_TEST_CASE(an_error_status_and_a_redirect_are_answers_like_any_other) {
  ScriptedServer server([](ScriptedConnection& connection, int) {
    connection.read_request();
    connection.send(hub::testing::answer("HTTP/1.1 503 Busy", "wait"));
    connection.read_request();
    connection.send(hub::testing::answer("HTTP/1.1 302 Found", "", "Location: http://169.254.169.254/\r\n"));
  });
  ClientFixture fixture;
  const auto busy = fixture.send(get(server.url("/")));
  BOOST_REQUIRE(busy.ok());
  BOOST_TEST(busy->status == 503);
  const auto moved = fixture.send(get(server.url("/")));
  BOOST_REQUIRE(moved.ok());
  BOOST_TEST(moved->status == 302);
  BOOST_TEST(server.requests().size() == 2u);
}

BOOST_AUTO_TEST_CASE(connections_are_kept_and_used_again) {
  ScriptedServer server(answer_all);
  ClientFixture fixture;
  for (int i = 0; i < 10; ++i) BOOST_REQUIRE(fixture.send(post(server.url("/"), "x")).ok());
  BOOST_TEST(server.connections() == 1);
}

BOOST_AUTO_TEST_CASE(many_requests_run_at_once_within_the_cap_on_connections) {
  ScriptedServer server(answer_all);
  auto settings = hub::testing::loopback();
  settings.connections_max = 8;
  ClientFixture fixture(settings);
  std::vector<http::Request> requests;
  for (int i = 0; i < 200; ++i) requests.push_back(post(server.url("/"), "x"));
  for (const auto& answer : fixture.send_all(std::move(requests))) BOOST_TEST(answer.ok());
  BOOST_TEST(server.requests().size() == 200u);
  BOOST_TEST(server.connections() <= 8);
}

BOOST_AUTO_TEST_CASE(a_compressed_answer_is_unpacked_within_the_limit) {
  ClientFixture fixture;
  ScriptedServer server([](ScriptedConnection& connection, int) {
    const std::string packed(  // gzip of "abc"
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\x4b\x4c\x4a\x06\x00\xc2\x41\x24\x35\x03\x00\x00\x00", 23);
    while (connection.read_request().find("gzip") != std::string::npos) {
      connection.send(hub::testing::answer("HTTP/1.1 200 OK", packed, "Content-Encoding: gzip\r\n"));
    }
  });
  const auto whole = fixture.send(get(server.url("/")));
  BOOST_REQUIRE(whole.ok());
  BOOST_TEST(whole->body.view() == "abc");
  auto limited = get(server.url("/"));
  limited.answer_bytes_max = 2;
  const auto refused = fixture.send(std::move(limited));
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "answer_too_large");
}

BOOST_AUTO_TEST_CASE(a_header_that_would_split_the_request_is_refused) {
  ScriptedServer server(answer_all);
  ClientFixture fixture;
  auto request = get(server.url("/"));
  request.headers.add("X-Name", "a\r\nX-Other: b");
  const auto answer = fixture.send(std::move(request));
  BOOST_REQUIRE(!answer.ok());
  BOOST_TEST(answer.error().code == "bad_header");
  BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_CASE(the_environment_chooses_no_proxy) {
  ScriptedServer proxy(answer_all), server(answer_all);
  ::setenv("http_proxy", proxy.url("").c_str(), 1);
  ClientFixture fixture;
  const auto answer = fixture.send(get(server.url("/")));
  ::unsetenv("http_proxy");
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST(proxy.connections() == 0);
  BOOST_TEST(server.connections() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
