#include "core/log/timed_level.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/support/virtual_clock.hpp"

namespace log = hub::log;
using namespace std::chrono_literals;

namespace {

// As a console's log does it: lines below the level are not written.
struct Kept final : log::Log {
  void write(log::Level level, log::Literal event, std::initializer_list<log::Field> fields) override {
    if (level < least) return;
    lines.push_back(std::string(event.view()) + ' ' + fields.begin()->value());
  }
  log::Level least = log::Level::info;
  std::vector<std::string> lines;
};

struct Bench {
  hub::testing::VirtualClock clock;
  Kept log;
  log::TimedLevel level{log::Level::info, [this](log::Level wanted) { log.least = wanted; }, log, clock};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(timed_level)

BOOST_AUTO_TEST_CASE(it_goes_back_by_itself_and_the_log_says_so) {
  Bench bench;
  bench.level.set(log::Level::debug, 10min);
  BOOST_TEST(bench.level.shows(log::Level::debug));
  BOOST_TEST((bench.level.until() == bench.clock.wall_now() + 10min));
  bench.clock.advance(10min - 1ms);
  BOOST_TEST((bench.log.least == log::Level::debug));
  bench.clock.advance(1ms);
  BOOST_TEST((bench.log.least == log::Level::info));
  BOOST_TEST((bench.level.now() == log::Level::info));
  BOOST_TEST(!bench.level.until());
  const std::vector<std::string> expected = {"the log level is another now debug",
                                             "the log level is another now info"};
  BOOST_TEST(bench.log.lines == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_a_time_it_stays_and_what_was_asked_for_last_counts) {
  Bench bench;
  bench.level.set(log::Level::debug, 10min);
  bench.level.set(log::Level::warning, std::nullopt);
  BOOST_TEST(bench.clock.timers() == 0u);
  bench.clock.advance(24h);
  BOOST_TEST((bench.log.least == log::Level::warning));
  BOOST_TEST((bench.level.configured() == log::Level::info));
}

BOOST_AUTO_TEST_CASE(a_log_that_falls_silent_says_so_first) {
  Bench bench;
  bench.level.set(log::Level::error, 1min);
  BOOST_TEST(bench.log.lines.size() == 1u);
  bench.clock.advance(1min);
  BOOST_TEST(bench.log.lines.size() == 2u);
}

BOOST_AUTO_TEST_CASE(every_level_has_its_word) {
  for (const log::Level level : {log::Level::debug, log::Level::info, log::Level::warning, log::Level::error})
    BOOST_TEST((log::parse_level(log::to_string(level)) == level));
  BOOST_TEST(!log::parse_level("loud"));
}

BOOST_AUTO_TEST_SUITE_END()
