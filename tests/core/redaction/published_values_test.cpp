#include "tests/core/redaction/published_values.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/core/redaction/finds.hpp"

using namespace hub::redaction;
using namespace hub::redaction::testing;

namespace {

std::string name_of(Kind kind) {
  return std::string(spec_of(kind).name);
}

std::string in_a_sentence(const PublishedValue& value) {
  return "hello, " + std::string(value.before) + std::string(value.text) + ", thanks";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(published_values)

BOOST_AUTO_TEST_CASE(every_valid_value_is_found_whole) {
  for (const PublishedValue& value : kValid) {
    const std::string expected = name_of(value.kind) + ":" + std::string(value.text);
    BOOST_TEST(finds_in(in_a_sentence(value), only(value.kind)) == expected);
    BOOST_TEST(finds_in(std::string(value.before) + std::string(value.text), only(value.kind)) == expected);
  }
}

BOOST_AUTO_TEST_CASE(every_valid_value_is_taken_out_when_all_kinds_are_wanted) {
  for (const PublishedValue& value : kValid) {
    const std::string found = finds_in(in_a_sentence(value));
    BOOST_TEST(found.find(":" + std::string(value.text)) != std::string::npos, value.text << " in " << found);
  }
}

BOOST_AUTO_TEST_CASE(no_invalid_value_is_found) {
  for (const PublishedValue& value : kInvalid) {
    BOOST_TEST(finds_in(in_a_sentence(value), only(value.kind)) == "");
  }
}

BOOST_AUTO_TEST_CASE(a_value_that_touches_a_letter_or_a_digit_is_part_of_something_else) {
  for (const PublishedValue& value : kValid) {
    if (value.kind == Kind::email || value.kind == Kind::phone) continue;  // both may begin or end inside
    for (const char* touching : {"q", "å", "7"}) {
      const std::string whole = name_of(value.kind) + ":" + std::string(value.text);
      const std::string text = std::string(value.before) + std::string(value.text);
      BOOST_TEST(finds_in(text + touching, only(value.kind)) != whole, text << touching);
      if (value.before.empty())
        BOOST_TEST(finds_in(touching + text, only(value.kind)) != whole, touching << text);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_kind_with_a_shape_of_its_own_has_values_that_match_and_values_that_do_not) {
  std::set<Kind> valid, invalid;
  for (const PublishedValue& value : kValid) valid.insert(value.kind);
  for (const PublishedValue& value : kInvalid) invalid.insert(value.kind);
  for (const KindSpec& spec : kinds()) {
    if (spec.kind >= Kind::birth_date || spec.kind == Kind::url_query) continue;
    BOOST_TEST(valid.contains(spec.kind), spec.name);
    BOOST_TEST(invalid.contains(spec.kind), spec.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
