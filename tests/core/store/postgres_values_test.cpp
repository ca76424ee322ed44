// How values are handed to PostgreSQL.
#include <boost/test/unit_test.hpp>

#include "core/store/postgres/parameters.hpp"
#include "core/store/postgres/stored_text.hpp"

using namespace hub::store::postgres;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(postgres_values)

BOOST_AUTO_TEST_CASE(text_that_is_utf_8_stays_as_it_is) {
  for (const char* text :
       {"", "plain", "\x7f", "é", "€uro", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"})
    BOOST_TEST(stored_text(text) == text);
}

BOOST_AUTO_TEST_CASE(what_is_no_utf_8_becomes_question_marks) {
  BOOST_TEST(stored_text("a\0b"s) == "a?b");
  BOOST_TEST(stored_text("\x80") == "?");
  BOOST_TEST(stored_text("\xc0\xaf") == "??");            // longer than needed
  BOOST_TEST(stored_text("\xed\xa0\x80") == "???");       // half a surrogate
  BOOST_TEST(stored_text("\xf4\x90\x80\x80") == "????");  // beyond Unicode
  BOOST_TEST(stored_text("ab\xe2\x82") == "ab??");        // cut off
  BOOST_TEST(stored_text("\xe2\x82x") == "??x");
}

BOOST_AUTO_TEST_CASE(a_column_is_a_binary_array_with_one_dimension) {
  Column column(Type::integer);
  BOOST_TEST(column.encoded() == "\0\0\0\0\0\0\0\0\0\0\0\x14"s);
  column.add(-2);
  column.add_null();
  BOOST_TEST(column.encoded() ==
             "\0\0\0\1\0\0\0\1\0\0\0\x14\0\0\0\2\0\0\0\1"s
             "\0\0\0\x08\xff\xff\xff\xff\xff\xff\xff\xfe"s
             "\xff\xff\xff\xff"s);
}

BOOST_AUTO_TEST_SUITE_END()
