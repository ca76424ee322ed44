#include "core/async/event.hpp"

#include <boost/test/unit_test.hpp>

#include "core/async/system_clock.hpp"
#include "core/async/worker.hpp"

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(event)

BOOST_AUTO_TEST_CASE(setting_wakes_every_waiter_and_lets_later_ones_pass) {
  hub::IoContext io;
  hub::Event event(io.get_executor());
  int woken = 0;
  auto waiter = [&]() -> hub::Task<void> {
    co_await event.wait();
    ++woken;
  };
  for (int i = 0; i < 3; ++i) hub::spawn(io.get_executor(), waiter());
  io.poll();
  BOOST_TEST(woken == 0);
  event.set();
  io.restart();
  io.poll();
  BOOST_TEST(woken == 3);
  hub::spawn(io.get_executor(), waiter());
  io.restart();
  io.poll();
  BOOST_TEST(woken == 4);
}

BOOST_AUTO_TEST_CASE(a_deadline_that_comes_first_ends_the_wait) {
  hub::IoContext io;
  hub::SystemClock clock(io);
  hub::Event event(io.get_executor());
  bool first = true, second = false;
  auto waiter = [&]() -> hub::Task<void> {
    first = co_await event.wait_until(clock, clock.now() + 5ms);
    clock.call_at(clock.now() + 5ms, [&] { event.set(); });
    second = co_await event.wait_until(clock, clock.now() + 10s);
  };
  hub::spawn(io.get_executor(), waiter());
  io.run();
  BOOST_TEST(!first);
  BOOST_TEST(second);
}

BOOST_AUTO_TEST_CASE(a_worker_runs_jobs_in_order_and_finishes_them_before_it_dies) {
  std::vector<int> order;
  {
    hub::ThreadWorker worker("test");
    for (int i = 0; i < 100; ++i) worker.post([&order, i] { order.push_back(i); });
  }
  BOOST_TEST(order.size() == 100u);
  BOOST_TEST(std::is_sorted(order.begin(), order.end()));
}

BOOST_AUTO_TEST_SUITE_END()
