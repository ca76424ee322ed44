#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "core/policy/explain.hpp"

BOOST_AUTO_TEST_SUITE(policy_reference)

BOOST_AUTO_TEST_CASE(the_page_in_the_repository_is_the_one_that_is_printed) {
  std::ifstream file(HUB_SOURCE_DIR "/config/policy.md", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  BOOST_TEST(text.str() == hub::policy::policy_reference_page());
}

BOOST_AUTO_TEST_SUITE_END()
