#include <malloc.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/core/http/running_server.hpp"
#include "tests/support/raw_client.hpp"

using hub::testing::body_of;
using hub::testing::RawClient;
using hub::testing::RunningServer;
using hub::testing::status_of;
namespace http = hub::http;
using namespace std::chrono_literals;

namespace {
constexpr std::string_view kGood = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi";

hub::Task<http::Response> take_it(http::Request, const http::Peer&) {
  http::Response response;
  response.status = 202;
  co_return response;
}

// Limits so small that a test need not wait for them.
http::ServerSettings short_deadlines() {
  http::ServerSettings settings;
  settings.limits.header_deadline = 150ms;
  settings.limits.body_deadline = 200ms;
  settings.limits.idle_deadline = 150ms;
  settings.limits.body_bytes_max = 1u << 20;
  return settings;
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * 4096;
}

// The server has survived: it serves the next client.
void serves(RunningServer& server) {
  RawClient client(server.port());
  client.send(kGood);
  BOOST_TEST(status_of(client.read_answer()) == 202);
}

void refused(std::string_view request, int status) {
  RunningServer server({}, take_it);
  RawClient client(server.port());
  client.send(request);
  const auto answer = client.read_to_end();
  BOOST_TEST(status_of(answer) == status, request.substr(0, 200));
  BOOST_TEST(answer.find("Connection: close") != std::string::npos);
  serves(server);
}

std::string post_with(std::string_view headers, std::string_view body) {
  return "POST / HTTP/1.1\r\nHost: h\r\n" + std::string(headers) + "\r\n" + std::string(body);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_clients)

BOOST_AUTO_TEST_CASE(a_hundred_megabytes_announced_are_refused_before_they_are_read) {
  RunningServer server({}, take_it);
  serves(server);
  const auto before = resident_bytes();
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
  const auto sent = client.send_flood(std::string(64 * 1024, 'x'), 100'000'000);
  BOOST_TEST(status_of(client.read_to_end()) == 413);
  BOOST_TEST(sent < 50'000'000u);
  BOOST_TEST(resident_bytes() < before + (8u << 20));
  serves(server);
}

BOOST_AUTO_TEST_CASE(a_hundred_megabytes_in_chunks_are_refused_at_the_limit) {
  http::ServerSettings settings;
  settings.limits.body_bytes_max = 1u << 20;
  RunningServer server(settings, take_it);
  serves(server);
  const auto before = resident_bytes();
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  client.send_flood("10000\r\n" + std::string(0x10000, 'x') + "\r\n", 100'000'000);
  BOOST_TEST(status_of(client.read_to_end()) == 413);
  BOOST_TEST(resident_bytes() < before + (12u << 20));
  serves(server);
}

BOOST_AUTO_TEST_CASE(a_header_of_64_megabytes_is_refused_at_the_limit) {
  RunningServer server({}, take_it);
  serves(server);
  const auto before = resident_bytes();
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Long: ");
  client.send_flood(std::string(64 * 1024, 'x'), 64'000'000);
  BOOST_TEST(status_of(client.read_to_end()) == 431);
  BOOST_TEST(resident_bytes() < before + (8u << 20));
  serves(server);
}

BOOST_AUTO_TEST_CASE(endless_small_headers_trailers_and_chunk_extensions_are_refused) {
  for (const std::string& start :
       {std::string("GET / HTTP/1.1\r\nHost: h\r\n"), post_with("Transfer-Encoding: chunked\r\n", "0\r\n"),
        post_with("Transfer-Encoding: chunked\r\n", "1;")}) {
    RunningServer server({}, take_it);
    RawClient client(server.port());
    client.send(start);
    client.send_flood(start.ends_with(";") ? "abcdefgh" : "X-A: b\r\n", 4'000'000);
    const int status = status_of(client.read_to_end());
    BOOST_TEST((status == 431 || status == 400), start);
    serves(server);
  }
}

BOOST_AUTO_TEST_CASE(drip_fed_headers_end_at_the_deadline) {
  RunningServer server(short_deadlines(), take_it);
  RawClient client(server.port());
  BOOST_TEST(client.drip("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: " + std::string(100'000, 'x'), 2, 5ms));
  serves(server);
}

BOOST_AUTO_TEST_CASE(a_drip_fed_body_ends_at_the_deadline_with_408) {
  RunningServer server(short_deadlines(), take_it);
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
  BOOST_TEST(client.drip(std::string(100'000, 'x'), 2, 5ms));
  BOOST_TEST(status_of(client.read_to_end()) == 408);
  serves(server);
}

BOOST_AUTO_TEST_CASE(a_client_that_never_reads_its_answer_is_dropped) {
  auto settings = short_deadlines();
  settings.limits.write_deadline = 150ms;
  RunningServer server(settings, [](http::Request, const http::Peer&) -> hub::Task<http::Response> {
    http::Response response;
    response.body.resize(64u << 20);
    co_return response;
  });
  RawClient client(server.port());
  client.send(kGood);
  BOOST_TEST(server.reaches_connections(1));
  BOOST_TEST(server.reaches_connections(0));
}

BOOST_AUTO_TEST_CASE(a_kept_connection_without_requests_is_closed) {
  RunningServer server(short_deadlines(), take_it);
  RawClient client(server.port());
  client.send(kGood);
  BOOST_TEST(status_of(client.read_answer()) == 202);
  BOOST_TEST(client.closed_within(20s));
}

BOOST_AUTO_TEST_CASE(a_handler_that_hangs_is_answered_for_with_503) {
  auto settings = short_deadlines();
  settings.limits.handler_deadline = 100ms;
  std::shared_ptr<hub::Event> release;
  RunningServer server(settings, [&](http::Request, const http::Peer&) -> hub::Task<http::Response> {
    if (!release) {
      release = std::make_shared<hub::Event>(server.io().get_executor());
      co_await release->wait();
    }
    http::Response response;
    response.status = 202;
    co_return response;
  });
  RawClient client(server.port());
  client.send(kGood);
  BOOST_TEST(status_of(client.read_to_end()) == 503);
  serves(server);
  server.call([&] { release->set(); });
  BOOST_TEST(server.reaches_connections(0));
}

BOOST_AUTO_TEST_CASE(a_thousand_idle_connections_do_not_keep_a_new_request_waiting) {
  http::ServerSettings settings;
  settings.limits.header_deadline = 2s;
  RunningServer server(settings, take_it);
  serves(server);
  const auto before = resident_bytes();
  std::vector<RawClient> idle;
  for (int i = 0; i < 1'000; ++i) idle.emplace_back(server.port());
  serves(server);
  BOOST_TEST(resident_bytes() < before + (48u << 20));
  for (RawClient& client : idle) BOOST_TEST(client.closed_within(20s));
  BOOST_TEST(server.reaches_connections(0));
}

BOOST_AUTO_TEST_CASE(a_connection_over_the_cap_is_told_503_and_there_is_room_again_later) {
  auto settings = short_deadlines();
  settings.limits.header_deadline = 5s;
  settings.limits.connections_max = 2;
  RunningServer server(settings, take_it);
  {
    RawClient first(server.port()), second(server.port());
    BOOST_TEST(server.reaches_connections(2));
    RawClient third(server.port());
    BOOST_TEST(status_of(third.read_to_end()) == 503);
  }
  BOOST_TEST(server.reaches_connections(0));
  serves(server);
}

BOOST_AUTO_TEST_CASE(bodies_of_all_connections_together_are_bounded) {
  http::ServerSettings settings;
  settings.limits.bodies_bytes_max = 1u << 20;
  std::promise<void> handling;
  std::shared_ptr<hub::Event> release;
  RunningServer server(settings, [&](http::Request, const http::Peer&) -> hub::Task<http::Response> {
    if (!release) {
      release = std::make_shared<hub::Event>(server.io().get_executor());
      handling.set_value();
    }
    co_await release->wait();
    http::Response response;
    response.status = 202;
    co_return response;
  });
  const auto request = post_with("Content-Length: 700000\r\n", std::string(700'000, 'x'));
  RawClient first(server.port()), second(server.port());
  first.send(request);
  handling.get_future().wait();
  second.send(request);
  const auto refusal = second.read_to_end();
  BOOST_TEST(status_of(refusal) == 503);
  BOOST_TEST(refusal.find("Retry-After: 1") != std::string::npos);
  server.call([&] { release->set(); });
  BOOST_TEST(status_of(first.read_answer()) == 202);
  RawClient later(server.port());
  later.send(request);
  BOOST_TEST(status_of(later.read_answer()) == 202);
}

BOOST_AUTO_TEST_CASE(lengths_that_are_no_lengths_are_refused) {
  for (const char* length : {"-5", "+5", "5x", "0x5", "5, 6", "5 5", "99999999999999999999", ""}) {
    refused(post_with("Content-Length: " + std::string(length) + "\r\n", "hello"), 400);
  }
  refused(post_with("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400);
  refused(post_with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), 400);
  refused(post_with("Content-Length: 99999999999999\r\n", "hello"), 413);
}

BOOST_AUTO_TEST_CASE(a_length_beside_chunks_is_refused) {
  constexpr std::string_view kChunks = "5\r\nhello\r\n0\r\n\r\n";
  refused(post_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", kChunks), 400);
  refused(post_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", kChunks), 400);
  refused(post_with("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n", kChunks), 400);
  refused(post_with("Transfer-Encoding: identity\r\nContent-Length: 5\r\n", "hello"), 400);
  refused(post_with("Transfer-Encoding: gzip, chunked\r\n", kChunks), 400);
  refused(post_with("Transfer-Encoding: chunked, chunked\r\n", kChunks), 400);
  refused(post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", kChunks), 400);
  refused(post_with("Transfer-Encoding: chunked, identity\r\n", kChunks), 400);
}

BOOST_AUTO_TEST_CASE(chunk_sizes_that_lie_are_refused) {
  refused(post_with("Transfer-Encoding: chunked\r\n", "7fffffff\r\nhello"), 413);
  refused(post_with("Transfer-Encoding: chunked\r\n", "ffffffff\r\nhello"), 413);
  refused(post_with("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nhello"), 400);
  refused(post_with("Transfer-Encoding: chunked\r\n", "-5\r\nhello\r\n0\r\n\r\n"), 400);
  refused(post_with("Transfer-Encoding: chunked\r\n", "zz\r\nhello\r\n0\r\n\r\n"), 400);
  refused(post_with("Transfer-Encoding: chunked\r\n", "2\r\nhello\r\n0\r\n\r\n"), 400);
  refused(post_with("Transfer-Encoding: chunked\r\n", "\r\nhello\r\n0\r\n\r\n"), 400);
}

BOOST_AUTO_TEST_CASE(request_lines_and_headers_that_are_not_http_are_refused) {
  using namespace std::string_view_literals;
  refused("GET / HTTP/9.9\r\nHost: h\r\n\r\n", 400);
  refused("GET /\0a HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400);
  refused("GET / HTTP/1.1\r\nHost: h\r\nno colon here\r\n\r\n", 400);
  refused("GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400);
  refused("GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"sv, 400);
  refused("GET / HTTP/1.1\r\n\r\n", 400);
  refused("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
  refused("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"sv, 400);
  refused(post_with("Content-Length: 2\r\nExpect: the-moon\r\n", "hi"), 417);
}

BOOST_AUTO_TEST_CASE(a_truncated_body_is_never_handled) {
  std::atomic<int> handled = 0;
  RunningServer server({}, [&](http::Request request, const http::Peer& peer) {
    ++handled;
    return take_it(std::move(request), peer);
  });
  {
    RawClient cut_by_length(server.port()), cut_in_chunks(server.port());
    cut_by_length.send(post_with("Content-Length: 10\r\n", "hello"));
    cut_in_chunks.send(post_with("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"));
    BOOST_TEST(server.reaches_connections(2));
  }
  BOOST_TEST(server.reaches_connections(0));
  BOOST_TEST(handled == 0);
  serves(server);
  BOOST_TEST(handled == 1);
}

BOOST_AUTO_TEST_CASE(memory_stays_flat_under_many_refused_requests) {
  RunningServer server({}, take_it);
  const std::string body(512 * 1024, 'x');
  auto round = [&] {
    for (int i = 0; i < 50; ++i) {
      RawClient large(server.port()), cut(server.port()), bad(server.port());
      large.send(post_with("Content-Length: 524288\r\n", body));
      BOOST_REQUIRE(status_of(large.read_answer()) == 202);
      cut.send(post_with("Content-Length: 524288\r\n", body.substr(1)));
      bad.send(post_with("Content-Length: -1\r\n", body));
    }
    BOOST_REQUIRE(server.reaches_connections(0));
    malloc_trim(0);
  };
  for (int i = 0; i < 2; ++i) round();  // allocators settle
  const auto before = resident_bytes();
  for (int i = 0; i < 4; ++i) round();
  BOOST_TEST(resident_bytes() < before + (32u << 20));
}

BOOST_AUTO_TEST_SUITE_END()
