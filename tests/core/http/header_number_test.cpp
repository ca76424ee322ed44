#include "core/http/header_number.hpp"

#include <boost/test/unit_test.hpp>

namespace hub::http {

BOOST_AUTO_TEST_SUITE(header_number_of_an_answer)

BOOST_AUTO_TEST_CASE(only_whole_numbers_count) {
  Headers headers;
  headers.add("X-Left", "12");
  headers.add("X-Debt", "-3");
  for (const char* text : {"", "12.5", "12 ", " 12", "many", "99999999999999999999"})
    headers.add("X-Odd", text);
  BOOST_TEST((header_number(headers, "x-left") == 12));
  BOOST_TEST((header_number(headers, "X-Debt") == -3));
  BOOST_TEST(!header_number(headers, "X-Absent"));
  for (const auto& [name, value] : headers) {
    if (name != "X-Odd") continue;
    Headers one;
    one.add(name, value);
    BOOST_TEST(!header_number(one, name), value);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::http
