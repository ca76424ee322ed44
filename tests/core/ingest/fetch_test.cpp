// Thin events and attachments over real sockets, against servers that do what the script says.
#include <boost/test/unit_test.hpp>

#include "core/async/system_clock.hpp"
#include "core/http/curl_client.hpp"
#include "tests/core/ingest/door_fixture.hpp"
#include "tests/support/scripted_server.hpp"

using namespace hub::ingest;
using namespace hub::ingest::testing;
using hub::testing::answer;
using hub::testing::ScriptedConnection;
using hub::testing::ScriptedServer;
using namespace std::chrono_literals;

namespace {

enum class Loopback { allowed, private_to_the_guard };

// A front door whose fetcher goes through the real client.
class FetchingDoor {
 public:
  FetchingDoor(const std::vector<std::string>& hosts, FetchLimits limits = {},
               Loopback loopback = Loopback::allowed)
      : clock_(io_),
        book_(both_credentials()),
        client_(io_, client_settings(loopback)),
        fetcher_(client_, clock_, fetch_hosts(hosts)),
        door_({book_, intake, fetcher_, clock_, io_.get_executor(), standard_verifiers(clock_), tracking_},
              settings(limits)) {}

  FakeIntake intake;

  hub::http::Response send(const std::string& event) {
    std::optional<hub::http::Response> result;
    const hub::http::Peer peer;
    auto request = Door::as_partner(Door::structured(event));
    io_.restart();
    hub::spawn(io_.get_executor(), hub::testing::keep_result(door_.handle(std::move(request), peer), result));
    while (!result && io_.run_one() > 0) {
    }
    BOOST_REQUIRE(result.has_value());
    return std::move(*result);
  }

 private:
  static hub::http::ClientSettings client_settings(Loopback loopback) {
    hub::http::ClientSettings settings;
    if (loopback == Loopback::allowed) {
      settings.guard = std::move(hub::http::AddressGuard::with_allowed({"127.0.0.1/32"})).value();
    }
    return settings;
  }
  static std::vector<FetchHost> fetch_hosts(const std::vector<std::string>& hosts) {
    std::vector<FetchHost> result;
    for (const std::string& host : hosts) result.push_back({host, "Bearer of-the-platform"});
    return result;
  }
  static FrontDoorSettings settings(FetchLimits limits) {
    FrontDoorSettings result;
    result.limits.fetch = limits;
    return result;
  }

  hub::IoContext io_{1};
  hub::SystemClock clock_;
  CredentialBook book_;
  hub::http::CurlClient client_;
  Fetcher fetcher_;
  hub::testing::FakeTracking tracking_;
  FrontDoor door_;
};

std::string host_of(const ScriptedServer& server) {
  return "127.0.0.1:" + std::to_string(server.port());
}

std::string thin_event(const std::string& url) {
  return R"({"specversion":"1.0","id":"thin-1","source":"/engage/us/north","subject":"C-1","type":)"
         R"("com.vergic.engage.case.closed.v1","dataref":")" +
         url + "\"}";
}

std::string event_with_attachments(const std::string& attachments) {
  return event_text("full-1", case_text("C-1", ",\"attachments\":[" + attachments + "]"), "/engage/us/north");
}

// Answers every request of a connection with the same text.
ScriptedServer::Script always(std::string text) {
  return [text = std::move(text)](ScriptedConnection& connection, int) {
    while (!connection.read_request().empty()) connection.send(text);
  };
}

// Its own problem, pointing at the reference, and nothing stored.
void check_failure(FetchingDoor& door, const std::string& event, int status, const char* name,
                   const char* pointer) {
  const auto refused = door.send(event);
  BOOST_TEST(refused.status == status, name);
  BOOST_TEST(problem_name(refused) == name);
  BOOST_TEST(points_at(refused, pointer), refused.body.view());
  BOOST_TEST((header(refused, "Retry-After") != "absent") == (status == 503), name);
  BOOST_TEST(door.intake.seen.empty(), name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fetch)

BOOST_AUTO_TEST_CASE(a_thin_event_is_fetched_and_handed_over_whole) {
  ScriptedServer server(always(answer("HTTP/1.1 200 OK", case_text("C-1"))));
  FetchingDoor door({host_of(server)});
  const auto taken = door.send(thin_event(server.url("/cases/1")));
  BOOST_TEST(taken.status == 202);
  BOOST_REQUIRE(door.intake.seen.size() == 1u);
  BOOST_TEST(door.intake.seen[0].data == case_text("C-1"));
  BOOST_TEST(server.requests().at(0).starts_with("GET /cases/1 HTTP/1.1"));
  BOOST_TEST(server.requests().at(0).find("Authorization: Bearer of-the-platform") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(attachments_are_fetched_and_sealed_with_the_case) {
  ScriptedServer server([](ScriptedConnection& connection, int) {
    for (std::string request = connection.read_request(); !request.empty();
         request = connection.read_request()) {
      connection.send(
          answer("HTTP/1.1 200 OK", request.starts_with("GET /a ") ? "first" : std::string(1, '\0')));
    }
  });
  FetchingDoor door({host_of(server)});
  const std::string inline_one = R"({"id":"2","bytes_base64":"eA=="})";
  const auto taken =
      door.send(event_with_attachments(R"({"id":"1","ref":")" + server.url("/a") + "\"}," + inline_one +
                                       R"(,{"id":"3","ref":")" + server.url("/b") + "\"}"));
  BOOST_TEST(taken.status == 202);
  BOOST_REQUIRE(door.intake.seen.size() == 1u);
  BOOST_TEST(door.intake.seen[0].data ==
             case_text("C-1", R"(,"attachments":[{"id":"1","ref":")" + server.url("/a") +
                                  R"(","bytes_base64":"Zmlyc3Q="},)" + inline_one + R"(,{"id":"3","ref":")" +
                                  server.url("/b") + R"(","bytes_base64":"AA=="}])"));
}

BOOST_AUTO_TEST_CASE(a_host_that_is_not_on_the_list_is_not_asked) {
  ScriptedServer server(always(answer("HTTP/1.1 200 OK", case_text("C-1"))));
  FetchingDoor door({"files.example.com"});
  for (const std::string& url :
       {server.url("/x"), std::string("http://files.example.com.evil.example/x"), std::string("/relative"),
        std::string("ftp://files.example.com/x"), std::string("http://files.example.com@127.0.0.1/x"),
        std::string("http://files.example.com:8080/x")}) {
    check_failure(door, thin_event(url), 422, "fetch-wrong-host", "/dataref");
  }
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_private_address_is_not_reached_even_when_its_host_is_on_the_list) {
  ScriptedServer server(always(answer("HTTP/1.1 200 OK", case_text("C-1"))));
  FetchingDoor door({host_of(server), "127.0.0.1", "169.254.169.254", "localhost"}, {},
                    Loopback::private_to_the_guard);
  for (const std::string& url :
       {server.url("/x"), std::string("https://127.0.0.1/x"), std::string("https://169.254.169.254/latest"),
        std::string("https://localhost/x")}) {
    check_failure(door, thin_event(url), 422, "fetch-private-address", "/dataref");
  }
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_not_read_to_its_end) {
  FetchLimits limits;
  limits.document_bytes_max = 1000;
  ScriptedServer announced(always(answer("HTTP/1.1 200 OK", std::string(1001, ' '))));
  FetchingDoor door({host_of(announced)}, limits);
  check_failure(door, thin_event(announced.url("/x")), 422, "fetch-too-large", "/dataref");

  ScriptedServer endless([](ScriptedConnection& connection, int) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (connection.send("400\r\n" + std::string(1024, 'x') + "\r\n")) {
    }
  });
  FetchingDoor other({host_of(endless)}, limits);
  check_failure(other, thin_event(endless.url("/x")), 422, "fetch-too-large", "/dataref");
}

BOOST_AUTO_TEST_CASE(attachments_share_a_limit) {
  FetchLimits limits;
  limits.attachments_bytes_max = 1500;
  ScriptedServer server(always(answer("HTTP/1.1 200 OK", std::string(1000, 'x'))));
  FetchingDoor door({host_of(server)}, limits);
  const std::string one = R"({"ref":")" + server.url("/a") + "\"}";
  check_failure(door, event_with_attachments(one + "," + one), 422, "fetch-too-large",
                "/data/attachments/1/ref");
  BOOST_TEST(door.send(event_with_attachments(one)).status == 202);
}

BOOST_AUTO_TEST_CASE(what_is_too_slow_is_to_be_sent_again) {
  FetchLimits limits;
  limits.deadline = 100ms;
  ScriptedServer server([](ScriptedConnection& connection, int number) {
    connection.read_request();
    if (number == 0) return connection.wait_for_close();
    connection.send(answer("HTTP/1.1 200 OK", case_text("C-1")));
  });
  FetchingDoor door({host_of(server)}, limits);
  check_failure(door, thin_event(server.url("/x")), 503, "fetch-too-slow", "/dataref");
  limits.deadline = 10s;
  FetchingDoor patient({host_of(server)}, limits);
  BOOST_TEST(patient.send(thin_event(server.url("/x"))).status == 202);
}

BOOST_AUTO_TEST_CASE(what_is_gone_cannot_pass) {
  for (const char* status : {"HTTP/1.1 404 Not Found", "HTTP/1.1 410 Gone"}) {
    ScriptedServer server(always(answer(status, "secret answer")));
    FetchingDoor door({host_of(server)});
    check_failure(door, thin_event(server.url("/x")), 422, "fetch-gone", "/dataref");
    check_failure(door, event_with_attachments(R"({"ref":")" + server.url("/a") + "\"}"), 422, "fetch-gone",
                  "/data/attachments/0/ref");
  }
}

BOOST_AUTO_TEST_CASE(a_gone_reference_of_a_known_event_is_a_duplicate) {
  ScriptedServer server(always(answer("HTTP/1.1 410 Gone", "")));
  FetchingDoor door({host_of(server)});
  door.intake.known_ids = {"thin-1", "full-1"};
  const auto thin = door.send(thin_event(server.url("/x")));
  BOOST_TEST(thin.body.view() ==
             R"({"accepted":[{"id":"thin-1","case":"C-1","status":"duplicate"}],"rejected":[]})");
  const auto full = door.send(event_with_attachments(R"({"ref":")" + server.url("/a") + "\"}"));
  BOOST_TEST(full.body.view() ==
             R"({"accepted":[{"id":"full-1","case":"C-1","status":"duplicate"}],"rejected":[]})");
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(other_failures_are_to_be_sent_again_and_recover) {
  ScriptedServer server([](ScriptedConnection& connection, int number) {
    connection.read_request();
    switch (number) {
      case 0:
        return connection.reset();
      case 1:
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
        return;
      case 2:
        connection.send(answer("HTTP/1.1 503 Busy", ""));
        return;
      case 3:
        connection.send(answer("HTTP/1.1 302 Found", "", "Location: http://127.0.0.1/\r\n"));
        return;
      case 4:
        connection.send(answer("HTTP/1.1 403 Forbidden", ""));
        return;
      default:
        connection.send(answer("HTTP/1.1 200 OK", case_text("C-1")));
    }
  });
  FetchingDoor door({host_of(server)});
  for (int i = 0; i < 5; ++i)
    check_failure(door, thin_event(server.url("/x")), 503, "fetch-failed", "/dataref");
  server.refuse();
  check_failure(door, thin_event(server.url("/x")), 503, "fetch-failed", "/dataref");
  server.heal();
  BOOST_TEST(door.send(thin_event(server.url("/x"))).status == 202);
}

BOOST_AUTO_TEST_CASE(what_was_fetched_is_checked_like_what_was_sent) {
  ScriptedServer broken(always(answer("HTTP/1.1 200 OK", "<html>")));
  FetchingDoor door({host_of(broken)});
  check_failure(door, thin_event(broken.url("/x")), 422, "fetch-malformed", "/dataref");
  ScriptedServer wrong(always(answer("HTTP/1.1 200 OK", R"({"case":{}})")));
  FetchingDoor other({host_of(wrong)});
  check_failure(other, thin_event(wrong.url("/x")), 422, "invalid-case", "/data/case/id");
}

BOOST_AUTO_TEST_SUITE_END()
