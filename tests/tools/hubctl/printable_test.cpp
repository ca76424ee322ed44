#include "tools/hubctl/printable.hpp"

#include <boost/test/unit_test.hpp>

using hub::hubctl::printable;

BOOST_AUTO_TEST_SUITE(hubctl_printable)

BOOST_AUTO_TEST_CASE(what_could_move_a_terminals_cursor_is_not_printed) {
  BOOST_TEST(printable("a\x1b[2Jb\rc\x7f", "") == "a?[2Jb?c?");
  BOOST_TEST(printable("\xc2\x9b"
                       "31m",
                       "") == "?31m");
}

BOOST_AUTO_TEST_CASE(letters_of_any_language_stay_and_lines_are_indented) {
  BOOST_TEST(printable("Ørjan\n你好", "  ") == "Ørjan\n  你好");
  BOOST_TEST(printable("\xc2\xa9", "") == "\xc2\xa9");
}

BOOST_AUTO_TEST_SUITE_END()
