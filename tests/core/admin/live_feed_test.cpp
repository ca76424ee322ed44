// The state as a stream: what a page that stays open is told.
#include "core/admin/live_feed.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/admin/fakes.hpp"

namespace admin = hub::admin;
using admin::testing::FakeControl;
using std::chrono::seconds;

namespace {

admin::LaneStatus lane(const std::string& target) {
  admin::LaneStatus status;
  status.tenant = "acme";
  status.target = target;
  return status;
}

class Watching {
 public:
  Watching() { control.now.lanes = {lane("crm"), lane("desk")}; }

  // The next event of a stream; empty when it has ended.
  std::string next(const hub::http::BodySource& stream) {
    std::optional<std::string> event;
    hub::spawn(io.get_executor(), pull(stream, event));
    hub::testing::run_until(io, clock, [&] { return event.has_value(); });
    return event.value_or("nothing came");
  }

  FakeControl control;
  hub::IoContext io;
  hub::testing::VirtualClock clock;
  admin::LiveFeed feed{control, clock, io.get_executor()};
  hub::http::BodySource watch() { return feed.watch(clock.now() + seconds(3600)); }

 private:
  static hub::Task<void> pull(hub::http::BodySource stream, std::optional<std::string>& event) {
    const hub::Buffer piece = co_await stream();
    event = std::string(piece.view());
  }
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(live_feed)

BOOST_AUTO_TEST_CASE(the_first_event_has_every_lane_and_the_next_only_those_that_changed) {
  Watching hub;
  const auto stream = hub.watch();
  const std::string first = hub.next(stream);
  BOOST_TEST(first.starts_with("event: snapshot\nid: 1\ndata: {"));
  BOOST_TEST(first.ends_with("}\n\n"));
  BOOST_TEST((holds(first, "\"crm\"") && holds(first, "\"desk\"")));
  hub.control.now.lanes[1].waiting = 7;
  const std::string second = hub.next(stream);
  BOOST_TEST(second.starts_with("event: delta\nid: 2\n"));
  BOOST_TEST((!holds(second, "\"crm\"") && holds(second, "\"waiting\":7")));
  BOOST_TEST(holds(hub.next(stream), "\"lanes\":[]"));
}

BOOST_AUTO_TEST_CASE(everybody_who_watches_shares_one_look_a_second) {
  Watching hub;
  const auto one = hub.watch(), two = hub.watch();
  hub.next(one);
  hub.next(two);
  BOOST_TEST(hub.control.looks == 1);
  const std::string seen_by_one = hub.next(one);
  BOOST_TEST(seen_by_one == hub.next(two));
  BOOST_TEST(hub.control.looks == 2);
}

BOOST_AUTO_TEST_CASE(who_falls_behind_starts_afresh) {
  Watching hub;
  const auto fast = hub.watch(), slow = hub.watch();
  hub.next(slow);
  for (int i = 0; i < 3; ++i) hub.next(fast);
  BOOST_TEST(hub.next(slow).starts_with("event: snapshot\n"));
  BOOST_TEST(hub.next(slow).starts_with("event: delta\n"));
}

BOOST_AUTO_TEST_CASE(a_lane_that_comes_or_goes_is_a_new_snapshot) {
  Watching hub;
  const auto stream = hub.watch();
  hub.next(stream);
  hub.control.now.lanes.pop_back();
  const std::string event = hub.next(stream);
  BOOST_TEST(event.starts_with("event: snapshot\n"));
  BOOST_TEST(!holds(event, "\"desk\""));
}

BOOST_AUTO_TEST_CASE(a_stream_ends_when_its_time_is_over) {
  Watching hub;
  const auto stream = hub.feed.watch(hub.clock.now() + std::chrono::milliseconds(1500));
  BOOST_TEST(!hub.next(stream).empty());
  BOOST_TEST(!hub.next(stream).empty());
  BOOST_TEST(hub.next(stream).empty());
}

BOOST_AUTO_TEST_CASE(stopping_ends_every_stream_at_once) {
  Watching hub;
  const auto stream = hub.watch();
  hub.next(stream);
  const auto before = hub.clock.now();
  hub.feed.stop();
  BOOST_TEST(hub.next(stream).empty());
  BOOST_TEST((hub.clock.now() == before));
}

BOOST_AUTO_TEST_CASE(nothing_is_looked_at_while_nobody_watches) {
  Watching hub;
  hub.clock.advance(std::chrono::minutes(5));
  BOOST_TEST(hub.control.looks == 0);
}

BOOST_AUTO_TEST_SUITE_END()
