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
constexpr std::string_view kOk = "HTTP/1.1 200 OK";

void answer_all(ScriptedConnection& connection, int) {
  while (!connection.read_request().empty()) connection.send(hub::testing::answer(kOk, "fine"));
}

// The first connection suffers `fault`, later ones are served.
ScriptedServer::Script faulty_once(std::function<void(ScriptedConnection&)> fault) {
  return [fault](ScriptedConnection& connection, int number) {
    if (number == 0) {
      fault(connection);
    } else {
      answer_all(connection, number);
    }
  };
}

void expect(const hub::Result<http::Response>& answer, ErrorKind kind, std::string_view code) {
  BOOST_REQUIRE(!answer.ok());
  BOOST_TEST(hub::to_string(answer.error().kind) == hub::to_string(kind));
  BOOST_TEST(answer.error().code == code);
}

// One POST meets the fault and is judged, the next one finds the server healed.
void meets(std::function<void(ScriptedConnection&)> fault, ErrorKind kind, std::string_view code,
           std::chrono::milliseconds deadline = 10s) {
  ScriptedServer server(faulty_once(std::move(fault)));
  ClientFixture fixture;
  auto request = post(server.url("/"), "body");
  request.deadline = deadline;
  request.answer_bytes_max = 1000;
  expect(fixture.send(std::move(request)), kind, code);
  BOOST_TEST(fixture.send(post(server.url("/"), "again")).ok());
}
}  // namespace

BOOST_AUTO_TEST_SUITE(client_faults)

BOOST_AUTO_TEST_CASE(a_refused_connection_is_transient_and_the_next_one_works) {
  ScriptedServer server(answer_all);
  server.refuse();
  ClientFixture fixture;
  expect(fixture.send(post(server.url("/"), "body")), ErrorKind::transient, "refused");
  server.heal();
  BOOST_TEST(fixture.send(post(server.url("/"), "body")).ok());
}

BOOST_AUTO_TEST_CASE(a_refusal_after_a_good_request_on_the_same_handle_is_still_transient) {
  ScriptedServer server([](ScriptedConnection& connection, int) {
    connection.read_request();
    connection.send(hub::testing::answer(kOk, "", "Connection: close\r\n"));
  });
  ClientFixture fixture;
  BOOST_TEST(fixture.send(post(server.url("/"), "body")).ok());
  server.refuse();
  expect(fixture.send(post(server.url("/"), "body")), ErrorKind::transient, "refused");
  server.heal();
  BOOST_TEST(fixture.send(post(server.url("/"), "body")).ok());
}

BOOST_AUTO_TEST_CASE(a_name_that_does_not_resolve_is_transient) {
  ClientFixture fixture{http::ClientSettings()};
  auto request = post("https://no-such-host.invalid/", "body");
  expect(fixture.send(std::move(request)), ErrorKind::transient, "unresolved");
}

BOOST_AUTO_TEST_CASE(a_server_that_speaks_no_tls_is_a_failed_handshake) {
  ScriptedServer server([](ScriptedConnection& connection, int) { connection.send("this is not TLS\r\n"); });
  ClientFixture fixture;
  const auto url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  expect(fixture.send(post(url, "body")), ErrorKind::transient, "handshake_failed");
}

BOOST_AUTO_TEST_CASE(silence_after_the_request_is_unknown) {
  meets([](ScriptedConnection& connection) { connection.wait_for_close(); }, ErrorKind::unknown, "timeout",
        200ms);
}

BOOST_AUTO_TEST_CASE(silence_during_the_handshake_is_transient) {
  ScriptedServer server([](ScriptedConnection& connection, int) { connection.wait_for_close(); });
  ClientFixture fixture;
  auto request = post("https://127.0.0.1:" + std::to_string(server.port()) + "/", "body");
  request.deadline = 200ms;
  expect(fixture.send(std::move(request)), ErrorKind::transient, "timeout");
}

BOOST_AUTO_TEST_CASE(a_connection_cut_after_the_request_is_unknown) {
  meets([](ScriptedConnection& connection) { connection.read_request(); }, ErrorKind::unknown, "truncated");
}

BOOST_AUTO_TEST_CASE(a_reset_after_the_request_is_unknown) {
  meets(
      [](ScriptedConnection& connection) {
        connection.read_request();
        connection.reset();
      },
      ErrorKind::unknown, "connection_lost");
}

BOOST_AUTO_TEST_CASE(an_answer_cut_in_its_body_is_unknown) {
  meets(
      [](ScriptedConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
      },
      ErrorKind::unknown, "truncated");
}

BOOST_AUTO_TEST_CASE(an_answer_cut_between_chunks_is_unknown) {
  meets(
      [](ScriptedConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
      },
      ErrorKind::unknown, "truncated");
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_not_http_is_unknown) {
  meets(
      [](ScriptedConnection& connection) {
        connection.read_request();
        connection.send("220 mail.example ESMTP\r\n");
      },
      ErrorKind::unknown, "bad_answer");
}

BOOST_AUTO_TEST_CASE(a_huge_body_is_too_large_before_it_is_read) {
  meets(
      [](ScriptedConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
        const std::string piece(64 * 1024, 'x');
        for (int i = 0; i < 1'600 && connection.send(piece); ++i) {
        }
      },
      ErrorKind::invalid, "answer_too_large");
}

BOOST_AUTO_TEST_CASE(endless_answer_headers_are_too_large) {
  meets(
      [](ScriptedConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\n");
        const std::string line = "X-More: " + std::string(1'000, 'x') + "\r\n";
        for (int i = 0; i < 100'000 && connection.send(line); ++i) {
        }
      },
      ErrorKind::invalid, "answer_too_large");
}

BOOST_AUTO_TEST_CASE(an_answer_one_byte_at_a_time_is_an_answer) {
  ScriptedServer server([](ScriptedConnection& connection, int) {
    connection.read_request();
    connection.send_bytewise(hub::testing::answer(kOk, "slow"));
  });
  ClientFixture fixture;
  const auto answer = fixture.send(post(server.url("/"), "body"));
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST(answer->body.view() == "slow");
}

BOOST_AUTO_TEST_CASE(a_drip_fed_answer_ends_at_the_deadline) {
  meets(
      [](ScriptedConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        while (connection.send("x")) std::this_thread::sleep_for(5ms);
      },
      ErrorKind::unknown, "timeout", 200ms);
}

BOOST_AUTO_TEST_CASE(a_post_cut_on_a_reused_connection_arrives_there_once_and_is_unknown) {
  ScriptedServer server([](ScriptedConnection& connection, int number) {
    if (connection.read_request().empty()) return;
    connection.send(hub::testing::answer(kOk, "first"));
    if (connection.read_request().empty() || number == 0) return;  // read, maybe done, never answered
    connection.send(hub::testing::answer(kOk, "second"));
  });
  {
    ClientFixture fixture;
    BOOST_REQUIRE(fixture.send(get(server.url("/"))).ok());
    const auto answer = fixture.send(post(server.url("/"), "ticket"));
    BOOST_REQUIRE(!answer.ok());
    BOOST_TEST(hub::to_string(answer.error().kind) == "unknown");
    BOOST_TEST(fixture.send(post(server.url("/"), "later")).ok());
  }
  server.finish();  // curl may have connected again, but no byte of the ticket goes there
  const auto requests = server.requests();
  BOOST_REQUIRE(requests.size() == 3u);
  BOOST_TEST(requests[0].starts_with("GET "));
  BOOST_TEST(requests[1].ends_with("ticket"));
  BOOST_TEST(requests[2].ends_with("later"));
}

BOOST_AUTO_TEST_CASE(a_post_without_body_goes_out_on_a_fresh_connection_and_arrives_once) {
  ScriptedServer server([](ScriptedConnection& connection, int number) {
    connection.read_request();
    if (number == 1) return;
    connection.send(hub::testing::answer(kOk, "first"));
    connection.wait_for_close();
  });
  ClientFixture fixture;
  BOOST_REQUIRE(fixture.send(get(server.url("/"))).ok());
  const auto answer = fixture.send(post(server.url("/activate"), ""));
  expect(answer, ErrorKind::unknown, "truncated");
  BOOST_TEST(server.connections() == 2);
  BOOST_TEST(server.requests().size() == 2u);
  BOOST_TEST(fixture.send(post(server.url("/activate"), "")).ok());
}

BOOST_AUTO_TEST_CASE(a_dead_kept_connection_is_replaced_in_silence_for_a_get) {
  ScriptedServer server([](ScriptedConnection& connection, int number) {
    connection.read_request();
    connection.send(hub::testing::answer(kOk, "first"));
    if (number > 0) connection.wait_for_close();
    connection.read_request();
  });
  ClientFixture fixture;
  BOOST_REQUIRE(fixture.send(get(server.url("/"))).ok());
  BOOST_TEST(fixture.send(get(server.url("/"))).ok());
}

BOOST_AUTO_TEST_CASE(a_client_that_may_not_send_opens_no_connection) {
  ScriptedServer server(answer_all);
  bool may = true;
  auto settings = hub::testing::loopback();
  settings.may_send = [&may] { return may; };
  ClientFixture fixture{std::move(settings)};
  BOOST_TEST(fixture.send(post(server.url("/"), "body")).ok());
  may = false;
  expect(fixture.send(post(server.url("/"), "body")), ErrorKind::transient, "may_not_send");
  BOOST_TEST(server.requests().size() == 1u);
  may = true;
  BOOST_TEST(fixture.send(post(server.url("/"), "body")).ok());
}

BOOST_AUTO_TEST_CASE(what_may_not_be_sent_any_more_once_it_is_connected_is_not_sent) {
  ScriptedServer server(answer_all);
  for (const bool has_body : {true, false}) {
    int asked = 0;
    auto settings = hub::testing::loopback();
    settings.may_send = [&asked] { return asked++ == 0; };
    ClientFixture fixture{std::move(settings)};
    auto request = has_body ? post(server.url("/"), "body") : get(server.url("/"));
    expect(fixture.send(std::move(request)), ErrorKind::transient, "may_not_send");
  }
  BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_SUITE_END()
