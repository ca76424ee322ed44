#include <boost/test/unit_test.hpp>

#include "tests/core/http/running_server.hpp"
#include "tests/support/raw_client.hpp"

using hub::testing::body_of;
using hub::testing::RawClient;
using hub::testing::RunningServer;
using hub::testing::status_of;
namespace http = hub::http;
using namespace std::chrono_literals;

namespace {
constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

// Holds requests until it is opened.
class Gate {
 public:
  explicit Gate(int expected) : expected_(expected) {}

  http::Handler handler() {
    return [this](http::Request, const http::Peer&) { return wait(); };
  }
  void start(hub::IoContext& io) { open_ = std::make_unique<hub::Event>(io.get_executor()); }
  void wait_until_all_are_in() { all_in_.get_future().wait(); }
  void open() { open_->set(); }

 private:
  hub::Task<http::Response> wait() {
    if (++inside_ == expected_) all_in_.set_value();
    co_await open_->wait();
    http::Response response;
    response.body.append("served");
    co_return response;
  }

  int expected_;
  int inside_ = 0;
  std::promise<void> all_in_;
  std::unique_ptr<hub::Event> open_;
};
}  // namespace

BOOST_AUTO_TEST_SUITE(drain)

BOOST_AUTO_TEST_CASE(requests_in_flight_are_all_answered_and_idle_connections_end) {
  Gate gate(8);
  RunningServer server({}, gate.handler());
  gate.start(server.io());
  std::vector<RawClient> busy;
  for (int i = 0; i < 8; ++i) busy.emplace_back(server.port()).send(kGet);
  gate.wait_until_all_are_in();
  RawClient idle(server.port());
  BOOST_TEST(server.reaches_connections(9));

  auto drained = server.drain();
  BOOST_TEST(idle.closed_within(20s));
  BOOST_CHECK_THROW(RawClient{server.port()}, std::runtime_error);
  BOOST_TEST((drained.wait_for(0s) == std::future_status::timeout));
  server.call([&] { gate.open(); });
  for (RawClient& client : busy) {
    const auto answer = client.read_to_end();
    BOOST_TEST(status_of(answer) == 200);
    BOOST_TEST(body_of(answer) == "served");
    BOOST_TEST(answer.find("Connection: close") != std::string::npos);
  }
  drained.get();
  BOOST_TEST(server.connections() == 0u);
}

BOOST_AUTO_TEST_CASE(a_request_whose_body_is_on_its_way_is_still_served) {
  Gate gate(1);
  RunningServer server({}, gate.handler());
  gate.start(server.io());
  server.call([&] { gate.open(); });
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(status_of(client.read_answer()) == 100);
  auto drained = server.drain();
  client.send("body");
  BOOST_TEST(status_of(client.read_to_end()) == 200);
  drained.get();
}

BOOST_AUTO_TEST_CASE(who_has_only_just_come_is_still_served) {
  Gate gate(1);
  RunningServer server({}, gate.handler());
  gate.start(server.io());
  server.call([&] { gate.open(); });
  RawClient client(server.port());
  BOOST_TEST(server.reaches_connections(1));
  auto drained = server.drain();
  client.send(kGet);
  BOOST_TEST(status_of(client.read_to_end()) == 200);
  drained.get();
}

BOOST_AUTO_TEST_CASE(a_handler_that_never_returns_holds_the_drain_up_to_its_deadline) {
  Gate gate(1);
  http::ServerSettings settings;
  settings.limits.drain_deadline = 100ms;
  RunningServer server(settings, gate.handler());
  gate.start(server.io());
  RawClient client(server.port());
  client.send(kGet);
  gate.wait_until_all_are_in();
  server.drain().get();
  BOOST_TEST(client.closed_within(20s));
  server.call([&] { gate.open(); });
  BOOST_TEST(server.reaches_connections(0));
}

BOOST_AUTO_TEST_CASE(a_server_without_connections_drains_at_once) {
  Gate gate(1);
  RunningServer server({}, gate.handler());
  server.drain().get();
  BOOST_CHECK_THROW(RawClient{server.port()}, std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
