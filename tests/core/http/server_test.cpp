#include "core/http/server.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "tests/core/http/running_server.hpp"
#include "tests/support/raw_client.hpp"

using hub::testing::body_of;
using hub::testing::RawClient;
using hub::testing::RunningServer;
using hub::testing::status_of;
namespace http = hub::http;

namespace {
// "METHOD target body" comes back.
hub::Task<http::Response> echo(http::Request request, const http::Peer&) {
  http::Response response;
  response.body.append(request.method);
  response.body.append(" ");
  response.body.append(request.url);
  response.body.append(" ");
  response.body.append(request.body.view());
  co_return response;
}

hub::Task<http::Response> count_to_three(http::Request, const http::Peer&) {
  http::Response response;
  response.stream = [n = 0]() mutable -> hub::Task<hub::Buffer> {
    hub::Buffer piece;
    if (++n <= 3) piece.append(std::to_string(n));
    co_return piece;
  };
  co_return response;
}

hub::Task<http::Response> split_attempt(http::Request, const http::Peer&) {
  http::Response response;
  response.headers.add("X-Echo", "a\r\nSet-Cookie: evil");
  response.headers.add("Content-Length", "999");
  co_return response;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(server)

BOOST_AUTO_TEST_CASE(a_connection_serves_many_requests) {
  RunningServer server({}, echo);
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send("POST /v1/cases HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
    const auto answer = client.read_answer();
    BOOST_TEST(status_of(answer) == 200);
    BOOST_TEST(body_of(answer) == "POST /v1/cases hello");
  }
  BOOST_TEST(server.connections() == 1u);
}

BOOST_AUTO_TEST_CASE(connections_wait_in_a_socket_that_one_server_leaves_to_the_next) {
  int kept = -1;
  std::optional<RawClient> waiting;
  {
    RunningServer first({}, echo);
    kept = ::dup(first.call([&] { return first.server().listening_socket(); }));
    first.drain().get();
    waiting.emplace(first.port());
    waiting->send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  http::ServerSettings settings;
  settings.listening_socket = kept;
  RunningServer second(settings, echo);
  BOOST_TEST(body_of(waiting->read_answer()) == "GET /a ");
}

BOOST_AUTO_TEST_CASE(pipelined_requests_are_answered_in_order) {
  RunningServer server({}, echo);
  RawClient client(server.port());
  client.send(
      "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab"
      "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n"
      "POST /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n2\r\nyz\r\n0\r\n\r\n"
      "GET /4 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  BOOST_TEST(body_of(client.read_answer()) == "POST /1 ab");
  BOOST_TEST(body_of(client.read_answer()) == "GET /2 ");
  BOOST_TEST(body_of(client.read_answer()) == "POST /3 xyz");
  const auto last = client.read_answer();
  BOOST_TEST(body_of(last) == "GET /4 ");
  BOOST_TEST(last.find("Connection: close") != std::string::npos);
  BOOST_TEST(client.closed_within(std::chrono::seconds(20)));
}

BOOST_AUTO_TEST_CASE(a_body_larger_than_any_buffer_arrives_whole) {
  RunningServer server({}, echo);
  RawClient client(server.port());
  const std::string body(3'000'000, 'x');
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n");
  client.send(body);
  const auto answer = client.read_answer();
  BOOST_TEST((body_of(answer) == "POST / " + body));
}

BOOST_AUTO_TEST_CASE(who_reads_only_after_sending_a_body_that_is_too_large_is_told_so) {
  http::ServerSettings settings;
  settings.limits.body_bytes_max = 1u << 20;
  RunningServer server(settings, echo);
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n");
  BOOST_TEST(client.send_flood(std::string(50'000, 'x'), 20'000'000) == 20'000'000u);
  BOOST_TEST(status_of(client.read_to_end()) == 413);
}

BOOST_AUTO_TEST_CASE(a_client_that_expects_continue_is_told_to_go_on) {
  RunningServer server({}, echo);
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(status_of(client.read_answer()) == 100);
  client.send("hi");
  BOOST_TEST(body_of(client.read_answer()) == "POST / hi");
}

BOOST_AUTO_TEST_CASE(head_gets_the_length_without_the_body) {
  RunningServer server({}, echo);
  RawClient client(server.port());
  client.send("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const auto answer = client.read_to_end();
  BOOST_TEST(answer.find("Content-Length: 8\r\n") != std::string::npos);
  BOOST_TEST(body_of(answer) == "");
}

BOOST_AUTO_TEST_CASE(an_old_client_without_keep_alive_is_answered_and_closed) {
  RunningServer server({}, echo);
  RawClient client(server.port());
  client.send("GET /a HTTP/1.0\r\n\r\n");
  BOOST_TEST(body_of(client.read_to_end()) == "GET /a ");
}

BOOST_AUTO_TEST_CASE(a_streamed_answer_goes_out_in_chunks) {
  RunningServer server({}, count_to_three);
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const auto answer = client.read_to_end();
  BOOST_TEST(answer.find("Transfer-Encoding: chunked") != std::string::npos);
  BOOST_TEST(body_of(answer) == "1\r\n1\r\n1\r\n2\r\n1\r\n3\r\n0\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(a_header_value_cannot_split_the_answer) {
  RunningServer server({}, split_attempt);
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const auto answer = client.read_to_end();
  BOOST_TEST(answer.find("\r\nSet-Cookie") == std::string::npos);
  BOOST_TEST(answer.find("999") == std::string::npos);
  BOOST_TEST(answer.find("Content-Length: 0\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(two_loops_share_a_port_only_when_told_to) {
  http::ServerSettings settings;
  settings.share_port = true;
  RunningServer first(settings, echo);
  settings.port = first.port();
  RunningServer second(settings, echo);
  RawClient client(first.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  BOOST_TEST(status_of(client.read_answer()) == 200);

  settings.share_port = false;
  hub::IoContext io;
  const auto third = http::Server::start(io, settings, echo);
  BOOST_REQUIRE(!third.ok());
  BOOST_TEST((third.error().kind == hub::ErrorKind::config));
}

BOOST_AUTO_TEST_SUITE_END()
