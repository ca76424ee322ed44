#include "core/model/text_form.hpp"

#include <boost/test/unit_test.hpp>

namespace hub::model {

BOOST_AUTO_TEST_SUITE(text_form)

BOOST_AUTO_TEST_CASE(runs_of_blanks_and_line_ends_are_one_blank) {
  Arena arena;
  BOOST_TEST(collapsed(" \n one\r\n\ttwo   three \x07\x1b", arena) == "one two three");
  BOOST_TEST(collapsed("a\x07"
                       "b",
                       arena) == "ab");
  BOOST_TEST(collapsed("", arena) == "");
  BOOST_TEST(collapsed(" \r\n ", arena) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::model
