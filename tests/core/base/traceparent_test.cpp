#include "core/base/traceparent.hpp"

#include <boost/test/unit_test.hpp>

namespace {
// The example of W3C Trace Context.
const std::string kExample = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
}  // namespace

BOOST_AUTO_TEST_SUITE(traceparent)

BOOST_AUTO_TEST_CASE(the_example_of_the_standard_is_read) {
  BOOST_TEST(hub::parse_traceparent(kExample) == kExample);
  BOOST_TEST(hub::trace_id_of(kExample) == "4bf92f3577b34da6a3ce929d0e0e4736");
  BOOST_TEST(hub::is_sampled(kExample));
  BOOST_TEST(!hub::is_sampled(kExample.substr(0, 53) + "0e"));
}

BOOST_AUTO_TEST_CASE(a_later_version_is_read_as_far_as_it_is_known) {
  const std::string later = "cc" + kExample.substr(2);
  BOOST_TEST(hub::parse_traceparent(later) == kExample);
  BOOST_TEST(hub::parse_traceparent(later + "-what-comes") == kExample);
  BOOST_TEST(hub::parse_traceparent(later + ".what-comes").empty());
}

BOOST_AUTO_TEST_CASE(what_is_malformed_is_none) {
  const std::string zeros(32, '0');
  for (const std::string& text :
       {std::string(), std::string("00"), kExample + "-00", kExample + "0", "ff" + kExample.substr(2),
        "0X" + kExample.substr(2), "00-" + zeros + kExample.substr(35),
        kExample.substr(0, 36) + zeros.substr(16) + "-01", "00_" + kExample.substr(3),
        kExample.substr(0, 3) + "4BF9" + kExample.substr(7), kExample.substr(0, 53) + "0g"})
    BOOST_TEST(hub::parse_traceparent(text).empty(), text);
}

BOOST_AUTO_TEST_CASE(a_new_one_is_well_formed_and_another_each_time) {
  hub::SeededRandom random(1);
  const std::string first = hub::new_traceparent(random, true), second = hub::new_traceparent(random, false);
  BOOST_TEST(hub::parse_traceparent(first) == first);
  BOOST_TEST(hub::parse_traceparent(second) == second);
  BOOST_TEST(hub::trace_id_of(first) != hub::trace_id_of(second));
  BOOST_TEST(hub::is_sampled(first));
  BOOST_TEST(!hub::is_sampled(second));
}

BOOST_AUTO_TEST_SUITE_END()
