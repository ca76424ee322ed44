#include "core/mapping/liquid/json_lines.hpp"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "tests/core/mapping/liquid/liquid_fixture.hpp"

namespace hub::mapping::liquid {
namespace {

std::string answers(const std::string& lines, std::size_t errors) {
  std::istringstream in(lines);
  std::ostringstream out;
  BOOST_TEST(run_json_lines(in, out, {.now = test::fixed_now(), .time_zone = "UTC"}) == errors);
  return out.str();
}

BOOST_AUTO_TEST_SUITE(json_lines)

BOOST_AUTO_TEST_CASE(each_line_is_answered_by_one) {
  BOOST_TEST(
      answers(R"({"template":"{{ a | upcase }} {{ 'now' | date: '%Y' }}","data":{"a":"å\n"},"templates":{}})"
              "\n\n"
              R"({"template":"x"})"
              "\n",
              0) == "{\"result\":\"Å\\n 2016\"}\n{\"result\":\"x\"}\n");
}

BOOST_AUTO_TEST_CASE(errors_say_where) {
  BOOST_TEST(answers(R"({"template":"a\n{{ a | upcas }}"})"
                     "\n"
                     R"({"template":"{{ 1 | divided_by: 0 }}"})"
                     "\n",
                     2) ==
             "{\"error\":{\"line\":2,\"column\":8,\"message\":\"unknown filter 'upcas' (did you mean "
             "'upcase'?)\"}}\n"
             "{\"error\":{\"line\":1,\"column\":8,\"message\":\"line 1, column 8: divided_by: division by "
             "zero\"}}\n");
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_an_error_and_the_next_line_goes_on) {
  const std::string text =
      answers("nonsense\n{\"data\":{}}\n{\"template\":\"x\",\"data\":[]}\n{\"template\":\"ok\"}\n", 3);
  BOOST_TEST(text.ends_with("{\"result\":\"ok\"}\n"));
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hub::mapping::liquid
