#include "core/log/log.hpp"

#include <boost/test/unit_test.hpp>
#include <type_traits>

#include "core/log/console_log.hpp"

namespace log = hub::log;

BOOST_AUTO_TEST_SUITE(logging)

BOOST_AUTO_TEST_CASE(a_line_is_an_event_with_named_fields) {
  const auto line = log::render_text(log::Level::warning, "lane waits",
                                     {log::resource("tenant", "acme"), log::count("waiting", 12),
                                      log::duration("wait_ms", std::chrono::seconds(3))});
  BOOST_TEST(line == "warning lane waits tenant=acme waiting=12 wait_ms=3000");
}

BOOST_AUTO_TEST_CASE(json_lines_keep_numbers_as_numbers) {
  const auto members = log::render_json(log::Level::info, "started",
                                        {log::place("data", "/var/lib/hub"), log::count("port", 8480)});
  BOOST_TEST(members == R"("level":"info","event":"started","data":"/var/lib/hub","port":8480)");
}

BOOST_AUTO_TEST_CASE(one_line_stays_one_line) {
  const auto line = log::render_text(log::Level::error, "stopped", {log::place("file", "a\nb \"c\"")});
  BOOST_TEST(line == R"(error stopped file="a b \"c\"")");
}

BOOST_AUTO_TEST_CASE(an_error_shows_kind_code_and_message) {
  const hub::Error error = hub::invalid_error("too_long", "a field is too long");
  const auto line =
      log::render_text(log::Level::error, "refused",
                       {log::error_kind(error), log::error_code(error), log::error_message(error)});
  BOOST_TEST(line == R"(error refused error_kind=invalid error_code=too_long error="a field is too long")");
}

BOOST_AUTO_TEST_CASE(a_text_made_at_run_time_is_no_event) {
  static_assert(!std::is_constructible_v<log::Literal, std::string>);
  static_assert(!std::is_constructible_v<log::Literal, std::string_view>);
  static_assert(!std::is_constructible_v<log::Literal, const char*>);
  static_assert(!std::is_constructible_v<log::Field, std::string_view, std::string, bool>);
  BOOST_TEST(log::to_string(log::Level::debug) == "debug");
}

BOOST_AUTO_TEST_SUITE_END()
