#include "core/redaction/reference.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "core/redaction/kinds.hpp"

BOOST_AUTO_TEST_SUITE(redaction_reference)

BOOST_AUTO_TEST_CASE(the_page_in_the_repository_is_the_one_that_is_printed) {
  std::ifstream file(HUB_SOURCE_DIR "/mappings/redaction.md", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  BOOST_TEST(text.str() == hub::redaction::reference_page());
}

BOOST_AUTO_TEST_CASE(every_kind_has_a_name_a_label_and_an_explanation_of_its_own) {
  for (const auto& spec : hub::redaction::kinds()) {
    BOOST_TEST((hub::redaction::parse_kind(spec.name) == spec.kind));
    BOOST_TEST((spec.label.starts_with('[') && spec.label.ends_with(']')));
    BOOST_TEST(!spec.found_when.empty());
  }
  BOOST_TEST(!hub::redaction::parse_kind("names"));
}

BOOST_AUTO_TEST_SUITE_END()
