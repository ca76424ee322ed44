// Events between two nodes, without a network: what one sends is what the other gets, and the other way
// round.
#include "core/ingest/forwarding.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/run_task.hpp"

using namespace hub;
using namespace hub::ingest;

namespace {

// Whatever is sent is answered by the node's own handler.
class Line final : public http::Client {
 public:
  explicit Line(AcceptHere accept) : accept_(std::move(accept)) {}
  Task<Result<http::Response>> send(http::Request request) override {
    url = request.url;
    if (is_cut) co_return unknown_outcome("timeout", "the line is cut");
    auto answering = answer_forwarded(accept_, std::move(request));
    co_return co_await std::move(answering);
  }
  std::string url;
  bool is_cut = false;

 private:
  AcceptHere accept_;
};

struct TwoNodes {
  IncomingCase event() {
    IncomingCase incoming;
    incoming.tenant = "acme";
    incoming.source = "/engage/us/acme";
    incoming.event_id = "e\"1\n";
    incoming.case_id = "c1";
    incoming.session_id = "s1";
    incoming.case_type = "chat";
    incoming.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    incoming.type = EventType::case_updated;
    incoming.time = "2026-03-01T12:00:00Z";
    incoming.closed_at = WallTime(milliseconds(-1234));
    incoming.data.append("{\"case\":{\"id\":\"c1\"},\"n\":1.50,\"text\":\"two\\nlines\"}\n");
    incoming.wait = std::chrono::seconds(7);
    incoming.is_dropped = true;
    return incoming;
  }
  Result<Accepted> send(IncomingCase incoming) {
    return testing::run_task(io, clock, forward(line, "https://south.example:8482", incoming));
  }

  IoContext io;
  testing::VirtualClock clock;
  std::optional<IncomingCase> seen;
  Result<Accepted> answer = Accepted{};
  Line line{[this](IncomingCase incoming) -> Task<Result<Accepted>> {
    seen = std::move(incoming);
    co_return answer;
  }};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(forwarding)

BOOST_FIXTURE_TEST_CASE(an_event_arrives_as_it_was_sent, TwoNodes) {
  BOOST_TEST(send(event()).ok());
  BOOST_TEST(line.url == "https://south.example:8482/peers/v1/case");
  BOOST_TEST_REQUIRE(seen.has_value());
  const IncomingCase sent = event();
  BOOST_TEST((seen->tenant == sent.tenant && seen->source == sent.source && seen->event_id == sent.event_id));
  BOOST_TEST((seen->case_id == sent.case_id && seen->session_id == sent.session_id));
  BOOST_TEST((seen->case_type == sent.case_type && seen->traceparent == sent.traceparent));
  BOOST_TEST((seen->type == sent.type && seen->time == sent.time && seen->closed_at == sent.closed_at));
  BOOST_TEST((seen->wait == sent.wait && seen->is_dropped));
  BOOST_TEST(seen->data.view() == sent.data.view());
}

BOOST_FIXTURE_TEST_CASE(an_event_without_the_optional_parts_gets_none_on_its_way, TwoNodes) {
  IncomingCase plain;
  plain.tenant = "acme";
  BOOST_TEST(send(std::move(plain)).ok());
  BOOST_TEST_REQUIRE(seen.has_value());
  BOOST_TEST(
      (!seen->wait && !seen->is_dropped && seen->data.empty() && seen->type == EventType::case_closed));
}

BOOST_FIXTURE_TEST_CASE(the_answer_is_the_other_nodes, TwoNodes) {
  answer = Accepted{AcceptStatus::duplicate, "{\"v\":1}", true};
  const auto accepted = send(event());
  BOOST_TEST_REQUIRE(accepted.ok());
  BOOST_TEST((accepted->status == AcceptStatus::duplicate && accepted->is_confirmed));
  BOOST_TEST(accepted->certificate.value_or("") == "{\"v\":1}");
  answer = Accepted{};
  BOOST_TEST(!send(event())->certificate.has_value());
}

BOOST_FIXTURE_TEST_CASE(so_is_its_refusal, TwoNodes) {
  Error busy = transient_error("busy", "too many cases wait");
  busy.retry_after = milliseconds(1500);
  for (const Error& error : {invalid_error("content_conflict", "other content"), busy}) {
    answer = error;
    const auto refused = send(event());
    BOOST_TEST_REQUIRE(!refused.ok());
    BOOST_TEST((refused.error().kind == error.kind && refused.error().code == error.code));
    BOOST_TEST(
        (refused.error().message == error.message && refused.error().retry_after == error.retry_after));
  }
}

BOOST_FIXTURE_TEST_CASE(a_node_that_does_not_answer_is_tried_again_later, TwoNodes) {
  line.is_cut = true;
  const auto refused = send(event());
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().kind == ErrorKind::transient && refused.error().code == "node_away"));
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_refused) {
  for (const char* message : {"", "{}", "{}\n", "nonsense\n{}", "[]\n{}", "{\"type\":\"other\"}\n{}"})
    BOOST_TEST(parse_incoming(message).error().code == "bad_message", message);
}

BOOST_AUTO_TEST_SUITE_END()
