// What charts show: how the hub did lately.
#include "core/admin/history.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

struct Sampled {
  hub::IoContext io;
  hub::testing::VirtualClock clock;
  admin::testing::FakeControl control;
  admin::History history{control, clock, io.get_executor()};

  Sampled() { history.start(io.get_executor()); }
  ~Sampled() {
    hub::spawn(io.get_executor(), history.stop());
    io.restart();
    io.poll();
  }
  // Time passes while the hub works: so many cases more at the end of each 15 seconds.
  void work(int intervals, std::int64_t cases) {
    for (int i = 0; i < intervals; ++i) {
      control.now.totals.accepted += cases;
      control.now.totals.deleted += cases;
      const auto until = clock.now() + seconds(15);
      hub::testing::run_until(io, clock, [&] { return clock.now() >= until; });
      io.restart();
      io.poll();
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(history)

BOOST_AUTO_TEST_CASE(each_point_counts_what_happened_within_it) {
  Sampled hub;
  hub.work(2, 30);
  hub.work(1, 0);
  const auto view = hub.history.last(minutes(15));
  BOOST_TEST(view.step.count() == 15);
  BOOST_REQUIRE(view.points.size() == 3u);
  BOOST_TEST(view.points[0].accepted == 30);
  BOOST_TEST(view.points[1].deleted == 30);
  BOOST_TEST(view.points[2].accepted == 0);
}

BOOST_AUTO_TEST_CASE(what_waits_is_that_of_the_end_of_the_interval) {
  Sampled hub;
  admin::LaneStatus lane;
  lane.waiting = 12;
  lane.dead_letters = 3;
  hub.control.now.lanes = {lane, lane};
  hub.control.now.holds = {{"acme", 24, hub.clock.wall_now() - seconds(45), {}}};
  hub.work(1, 0);
  const auto point = hub.history.last(minutes(15)).points.front();
  BOOST_TEST(point.waiting == 24);
  BOOST_TEST(point.dead_letters == 6);
  BOOST_TEST(point.oldest_seconds == 60);
}

BOOST_AUTO_TEST_CASE(a_day_has_a_point_a_minute_and_an_hour_one_each_15_seconds) {
  Sampled hub;
  hub.work(4 * 90, 1);
  BOOST_TEST(hub.history.last(minutes(60)).points.size() == 240u);
  const auto day = hub.history.last(std::chrono::hours(24));
  BOOST_TEST(day.step.count() == 60);
  BOOST_REQUIRE(day.points.size() == 90u);
  for (const auto& point : day.points) BOOST_TEST(point.accepted == 4);
}

BOOST_AUTO_TEST_CASE(what_was_done_by_hand_stands_beside_it) {
  admin::testing::RunningApi hub;
  hub.ask("operator", "POST", "/api/v1/lanes/acme/crm/pause");
  const auto answer = hub.ask("viewer", "GET", "/api/v1/history?range=15m");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body.find(R"("what":"pause","tenant":"acme","target":"crm","by":"operator-person")") !=
             std::string::npos);
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/history?range=2d").status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
