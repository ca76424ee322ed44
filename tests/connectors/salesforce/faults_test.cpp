// Faults of the wire, made by a real server on 127.0.0.1 that does what the test says. Each ends healed.
#include <boost/test/unit_test.hpp>
#include <deque>
#include <mutex>

#include "connectors/salesforce/target.hpp"
#include "core/async/system_clock.hpp"
#include "core/http/curl_client.hpp"
#include "core/model/builder.hpp"
#include "tests/support/make_record.hpp"
#include "tests/support/scripted_server.hpp"

namespace hub::connectors::salesforce {

namespace {

using namespace std::string_view_literals;
using testing::answer;
using testing::ScriptedConnection;

constexpr auto kCreated = R"([{"id":"500A","success":true,"errors":[],"created":true}])";

// What the server does with one request.
struct Move {
  std::string bytes;
  enum class After { keep_open, close, reset, hang } after = After::keep_open;
};

// Logins are answered by themselves; every other request takes the next move.
class WireOrg {
 public:
  WireOrg() : server_([this](ScriptedConnection& connection, int) { serve(connection); }) {}

  void then(Move move) {
    const std::lock_guard lock(mutex_);
    moves_.push_back(std::move(move));
  }
  void then_answer(std::string_view status_line, std::string_view body, std::string_view headers = {}) {
    then({answer(status_line, body, headers)});
  }
  std::string url() const { return server_.url(""); }
  testing::ScriptedServer& server() { return server_; }
  // The host that the next login names; empty: this one.
  void move_to(std::string url) {
    const std::lock_guard lock(mutex_);
    instance_url_ = std::move(url);
  }
  std::size_t count(std::string_view start) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        server_.requests(), [&](const std::string& request) { return request.starts_with(start); }));
  }

 private:
  std::string login_answer() {
    const std::lock_guard lock(mutex_);
    const std::string host = instance_url_.empty() ? url() : instance_url_;
    return answer("HTTP/1.1 200 OK", R"({"access_token":"t","instance_url":")" + host + "\"}");
  }
  Move next_move() {
    const std::lock_guard lock(mutex_);
    if (moves_.empty()) return {answer("HTTP/1.1 500 Not in the script", "")};
    Move move = std::move(moves_.front());
    moves_.pop_front();
    return move;
  }
  void serve(ScriptedConnection& connection) {
    for (;;) {
      const std::string request = connection.read_request();
      if (request.empty()) return;
      const bool is_login = request.find("/services/oauth2/token") != request.npos;
      const Move move = is_login ? Move{login_answer()} : next_move();
      connection.send(move.bytes);
      if (move.after == Move::After::reset) connection.reset();
      if (move.after == Move::After::hang) connection.wait_for_close();
      if (move.after != Move::After::keep_open) return;
    }
  }

  std::mutex mutex_;  // of the two below
  std::deque<Move> moves_;
  std::string instance_url_;
  testing::ScriptedServer server_;
};

http::ClientSettings loopback_settings() {
  http::ClientSettings settings;
  settings.guard = http::AddressGuard::with_allowed({"127.0.0.1/32"}).value();
  return settings;
}

struct Wire {
  Wire() {
    shape.object = "Case";
    shape.key_field = "Hub_Key__c";
    options.timeout = std::chrono::milliseconds(300);
    Credentials credentials;
    credentials.login_url = org.url();
    credentials.client_id = "consumer-key";
    credentials.client_secret = Buffer("consumer-secret");
    target.emplace(options, std::move(credentials), client, clock);
  }

  Result<delivery::StoredRecord> write() {
    model::ObjectBuilder fields(arena);
    fields.add("Subject", model::Value::string("Hello"));
    const auto record = testing::make_record(shape, "k1", {}, 0, fields.finish());
    std::optional<std::vector<Result<delivery::StoredRecord>>> results;
    spawn(io.get_executor(), keep(target->write(std::span(&record, 1)), results));
    io.restart();
    while (!results) io.run_one();
    return std::move(results->front());
  }
  // The fault is over: the same write goes through.
  void recovers() {
    org.then_answer("HTTP/1.1 200 OK", kCreated);
    BOOST_TEST(write().ok(), "after healing");
  }
  void leaves_doubt_and_recovers() {
    const auto result = write();
    BOOST_REQUIRE(!result.ok());
    BOOST_TEST(to_string(result.error().kind) == "unknown");
    recovers();
  }
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>& result) {
    result = co_await std::move(task);
  }

  WireOrg org;
  IoContext io{1};
  SystemClock clock{io};
  http::CurlClient client{io, loopback_settings()};
  ClientOptions options;
  model::Arena arena;
  model::RecordShape shape;
  std::optional<Target> target;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_faults, Wire)

BOOST_AUTO_TEST_CASE(a_reset_after_the_request_leaves_doubt) {
  org.then({"", Move::After::reset});
  leaves_doubt_and_recovers();
}

BOOST_AUTO_TEST_CASE(a_reset_on_a_reused_connection_sends_the_write_once) {
  recovers();
  org.then({"", Move::After::reset});
  leaves_doubt_and_recovers();
  BOOST_TEST(org.count("PATCH") == 3u, "one for each write, none that libcurl sent again by itself");
}

BOOST_AUTO_TEST_CASE(an_answer_that_ends_in_the_middle_leaves_doubt) {
  const std::string whole = answer("HTTP/1.1 200 OK", kCreated);
  org.then({whole.substr(0, whole.size() - 10), Move::After::close});
  leaves_doubt_and_recovers();
}

BOOST_AUTO_TEST_CASE(json_cut_short_leaves_doubt) {
  org.then_answer("HTTP/1.1 200 OK", std::string_view(kCreated).substr(0, 30));
  leaves_doubt_and_recovers();
}

BOOST_AUTO_TEST_CASE(silence_is_given_up_in_doubt) {
  org.then({"", Move::After::hang});
  leaves_doubt_and_recovers();
}

BOOST_AUTO_TEST_CASE(a_refused_connection_has_done_nothing) {
  org.server().refuse();
  const auto result = write();
  BOOST_REQUIRE(!result.ok());
  BOOST_TEST(to_string(result.error().kind) == "transient");
  org.server().heal();
  recovers();
}

BOOST_AUTO_TEST_CASE(a_storm_of_503_in_json_and_html_passes) {
  for (int i = 0; i < 3; ++i) {
    org.then_answer("HTTP/1.1 503 Service Unavailable",
                    R"([{"errorCode":"SERVER_UNAVAILABLE","message":"x"}])");
    BOOST_TEST(to_string(write().error().kind) == "unknown");
    org.then_answer("HTTP/1.1 503 Service Unavailable", "<html><body>busy</body></html>",
                    "Content-Type: text/html\r\n");
    BOOST_TEST(to_string(write().error().kind) == "unknown");
  }
  recovers();
}

BOOST_AUTO_TEST_CASE(retry_after_is_obeyed_in_each_of_its_forms) {
  const auto wait_of = [&](std::string_view header) {
    org.then_answer("HTTP/1.1 429 Too Many Requests", "", header);
    const auto result = write();
    BOOST_TEST(to_string(result.error().kind) == "rate_limited");
    return result.error().retry_after;
  };
  BOOST_TEST((wait_of("Retry-After: 7\r\n") == std::chrono::seconds(7)));
  BOOST_TEST((wait_of("Retry-After: Fri, 31 Dec 2100 23:59:59 GMT\r\n") > std::chrono::hours(24)));
  BOOST_TEST((wait_of("Retry-After: soon\r\n") == std::chrono::seconds(0)));
  BOOST_TEST((wait_of("") == std::chrono::seconds(0)));
  recovers();
}

BOOST_AUTO_TEST_CASE(a_401_costs_one_login_and_the_write_goes_to_the_host_it_names) {
  recovers();
  WireOrg moved;
  org.move_to(moved.url());
  org.then_answer("HTTP/1.1 401 Unauthorized",
                  R"([{"message":"Session expired","errorCode":"INVALID_SESSION_ID"}])");
  moved.then_answer("HTTP/1.1 200 OK", kCreated);
  BOOST_TEST(write().ok());
  BOOST_TEST(moved.count("PATCH") == 1u);
  BOOST_TEST(org.count("POST /services/oauth2/token") == 2u);
}

BOOST_AUTO_TEST_CASE(a_401_twice_stops_and_heals) {
  constexpr auto kExpired = R"([{"message":"Session expired","errorCode":"INVALID_SESSION_ID"}])";
  org.then_answer("HTTP/1.1 401 Unauthorized", kExpired);
  org.then_answer("HTTP/1.1 401 Unauthorized", kExpired);
  BOOST_TEST(to_string(write().error().kind) == "auth");
  recovers();
}

BOOST_AUTO_TEST_CASE(a_locked_row_with_status_500_is_still_a_locked_row) {
  org.then_answer("HTTP/1.1 500 Server Error", R"([{"errorCode":"UNABLE_TO_LOCK_ROW","message":"x"}])");
  BOOST_TEST(to_string(write().error().kind) == "transient");
  recovers();
}

BOOST_AUTO_TEST_CASE(compressed_answers_are_read) {
  constexpr auto kZipped =
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x8b\xae\x56\xca\x4c\x51\xb2\x52\x32\x35\x30\x70\x54\xd2\x51"
      "\x2a\x2e"
      "\x4d\x4e\x4e\x2d\x2e\x56\xb2\x2a\x29\x2a\x4d\xd5\x51\x4a\x2d\x2a\xca\x2f\x02\xf2\xa2\x63\x75\x94\x92"
      "\x8b\x52"
      "\x13\x4b\x52\x53\x20\x52\xb5\xb1\x00\xda\xbe\x92\xf7\x39\x00\x00\x00"sv;
  org.then_answer("HTTP/1.1 200 OK", kZipped, "Content-Encoding: gzip\r\n");
  const auto result = write();
  BOOST_REQUIRE(result.ok());
  BOOST_TEST(result->id == "500A");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::salesforce
