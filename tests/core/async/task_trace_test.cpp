#include "core/async/task_trace.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/async/event.hpp"
#include "core/async/system_clock.hpp"

BOOST_AUTO_TEST_SUITE(task_trace)

BOOST_AUTO_TEST_CASE(a_trace_stays_with_its_task_whatever_runs_meanwhile) {
  hub::IoContext io;
  hub::SystemClock clock(io);
  hub::Event first(io.get_executor()), second(io.get_executor());
  std::vector<std::string> seen;
  const auto look = [&](const char* where) {
    seen.push_back(where + std::string("=") + std::string(hub::current_trace()));
  };
  const auto wait_twice = [&](const char* name) -> hub::Task<int> {
    look(name);
    co_await first.wait();
    look(name);
    (void)co_await second.wait_until(clock, clock.now() + std::chrono::hours(1));
    co_await hub::sleep_for(clock, std::chrono::milliseconds(1));
    look(name);
    co_return 7;
  };
  int answers = 0;
  const auto run_for = [&](std::string trace, const char* name) -> hub::Task<void> {
    auto task = wait_twice(name);
    answers += co_await hub::in_trace(trace, std::move(task));
    look("after");
  };
  const auto run_for_none = [&]() -> hub::Task<void> {
    look("none");
    co_await first.wait();
    look("none");
  };
  hub::spawn(io.get_executor(), run_for("A", "a"));
  hub::spawn(io.get_executor(), run_for_none());
  hub::spawn(io.get_executor(), run_for("B", "b"));
  io.poll();
  first.set();
  io.restart();
  io.poll();
  second.set();
  io.restart();
  io.run();
  BOOST_TEST(answers == 14);
  const std::vector<std::string> expected = {"a=A", "none=", "b=B", "a=A", "none=", "b=B"};
  BOOST_TEST(std::vector<std::string>(seen.begin(), seen.begin() + 6) == expected,
             boost::test_tools::per_element());
  BOOST_TEST(std::ranges::count(seen, "a=A") == 3);
  BOOST_TEST(std::ranges::count(seen, "b=B") == 3);
  BOOST_TEST(std::ranges::count(seen, "after=") == 2);
  BOOST_TEST(hub::current_trace().empty());
}

BOOST_AUTO_TEST_SUITE_END()
