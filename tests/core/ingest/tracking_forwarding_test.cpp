// Tracking events between two nodes, without a network.
#include "core/ingest/tracking_forwarding.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/run_task.hpp"

using namespace hub;
using namespace hub::ingest;
using tracking::NewEvent;
using tracking::Taken;

namespace {

using Answers = std::vector<Result<Taken>>;

// Whatever is sent is answered by the node's own handler, unless the line is cut.
class Line final : public http::Client {
 public:
  explicit Line(TakeHere take) : take_(std::move(take)) {}
  Task<Result<http::Response>> send(http::Request request) override {
    url = request.url;
    if (is_cut) co_return unknown_outcome("timeout", "the line is cut");
    auto answering = answer_tracking(take_, std::move(request));
    auto response = co_await std::move(answering);
    if (garbage) response.body = Buffer(*garbage);
    co_return response;
  }
  std::string url;
  bool is_cut = false;
  std::optional<std::string> garbage;

 private:
  TakeHere take_;
};

struct TwoNodes {
  static std::vector<NewEvent> events() {
    std::vector<NewEvent> events;
    for (const char* id : {"e\"1\n", "e2"}) {
      NewEvent& event = events.emplace_back();
      event.tenant = "acme";
      event.source = "/engage/us/acme";
      event.id = id;
      event.session = "S-1";
      event.content.append(R"({"session":{"id":"S-1"},"action":"a\nb"})");
    }
    return events;
  }
  Answers send() {
    return testing::run_task(io, clock, forward_tracking(line, "https://south.example:8482", events()));
  }

  IoContext io;
  testing::VirtualClock clock;
  std::vector<NewEvent> seen;
  Answers answers{Taken::accepted, Taken::duplicate};
  Line line{[this](std::vector<NewEvent> events) -> Task<Answers> {
    seen = std::move(events);
    co_return answers;
  }};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tracking_forwarding, TwoNodes)

BOOST_AUTO_TEST_CASE(events_arrive_as_they_were_sent_and_each_has_its_answer) {
  const Answers taken = send();
  BOOST_TEST(line.url == "https://south.example:8482/peers/v1/tracking");
  BOOST_TEST_REQUIRE(seen.size() == 2u);
  const auto sent = events();
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST((seen[i].tenant == "acme" && seen[i].source == sent[i].source && seen[i].id == sent[i].id));
    BOOST_TEST((seen[i].session == "S-1" && seen[i].content.view() == sent[i].content.view()));
  }
  BOOST_TEST_REQUIRE(taken.size() == 2u);
  BOOST_TEST((*taken[0] == Taken::accepted && *taken[1] == Taken::duplicate));
}

BOOST_AUTO_TEST_CASE(one_that_is_refused_is_refused_alone) {
  Error full = transient_error("tracking_limit", "enough for today");
  full.kind = ErrorKind::rate_limited;
  full.retry_after = milliseconds(1500);
  answers = {Taken::accepted, full};
  const Answers taken = send();
  BOOST_TEST(taken[0].ok());
  BOOST_TEST_REQUIRE(!taken[1].ok());
  BOOST_TEST((taken[1].error().kind == full.kind && taken[1].error().code == "tracking_limit" &&
              taken[1].error().retry_after == full.retry_after));
}

BOOST_AUTO_TEST_CASE(a_node_that_does_not_answer_or_answers_nonsense_is_tried_again_later) {
  line.is_cut = true;
  for (const Result<Taken>& one : send()) BOOST_TEST(one.error().code == "node_away");
  line.is_cut = false;
  for (const char* body : {"", "{}", R"({"answers":[]})", R"({"answers":[1,2]})", "nonsense"}) {
    line.garbage = body;
    const Answers taken = send();
    BOOST_TEST_REQUIRE(taken.size() == 2u);
    for (const Result<Taken>& one : taken) BOOST_TEST(one.error().code == "node_away", body);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_refused) {
  for (const char* message : {"{}", "{}\n{}\n", "nonsense\n{}\n", "[]\n{}\n", R"({"tenant":"acme"})"})
    BOOST_TEST(parse_tracking(message).error().code == "bad_message", message);
}

BOOST_AUTO_TEST_SUITE_END()
