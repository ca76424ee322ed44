#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/compact_vector.hpp"
#include "core/base/numbered.hpp"
#include "core/base/rare.hpp"

using hub::CompactVector;
using hub::Numbered;
using hub::Rare;

namespace {

std::vector<std::string> texts_of(const CompactVector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compact)

BOOST_AUTO_TEST_CASE(a_vector_of_one_pointer_holds_what_was_put_in) {
  CompactVector<std::string> texts;
  BOOST_TEST(sizeof texts == sizeof(void*));
  BOOST_TEST(texts.empty());
  BOOST_TEST(texts.heap_bytes() == 0u);
  for (const char* text : {"one", "a text that is too long to lie within its string", "three"})
    texts.push_back(text);
  BOOST_TEST(texts.size() == 3u);
  BOOST_TEST(texts[1] == "a text that is too long to lie within its string");
  BOOST_TEST(texts.heap_bytes() == 8 + 3 * sizeof(std::string));
}

BOOST_AUTO_TEST_CASE(a_copy_of_it_is_its_own) {
  CompactVector<std::string> texts;
  texts.push_back("one");
  CompactVector<std::string> copy = texts;
  copy[0] = "two";
  copy.push_back("three");
  BOOST_TEST((texts_of(texts) == std::vector<std::string>{"one"}));
  texts = copy;
  BOOST_TEST((texts_of(texts) == std::vector<std::string>{"two", "three"}));
  const CompactVector<std::string> moved = std::move(copy);
  BOOST_TEST((texts_of(moved) == std::vector<std::string>{"two", "three"}));
}

BOOST_AUTO_TEST_CASE(a_rare_value_takes_memory_once_it_is_owned) {
  Rare<std::string> text;
  BOOST_TEST(sizeof text == sizeof(void*));
  BOOST_TEST(text->empty());
  BOOST_TEST(text.heap_bytes() == 0u);
  text.own() = "some";
  const Rare<std::string> copy = text;
  text.own() = "other";
  BOOST_TEST(*copy == "some");
  BOOST_TEST(*text == "other");
}

BOOST_AUTO_TEST_CASE(a_number_is_used_again_and_the_last_thing_takes_all_memory_along) {
  Numbered<std::string> texts;
  const auto one = texts.add("one"), two = texts.add("two");
  const std::string* const place = &texts[two];
  BOOST_TEST(texts.remove(one) == "one");
  BOOST_TEST(texts.add("three") == one);
  BOOST_TEST(texts[one] == "three");
  BOOST_TEST(&texts[two] == place);
  BOOST_TEST(texts.remove(one) == "three");
  BOOST_TEST(texts.remove(two) == "two");
  BOOST_TEST(texts.bytes() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
