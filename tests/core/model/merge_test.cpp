#include "core/model/merge.hpp"

#include <boost/test/unit_test.hpp>

#include "core/model/json.hpp"

using namespace hub::model;

namespace {

std::string merge(const std::string& earlier, const std::string& later) {
  Arena arena;
  JsonParser parser;
  const auto a = parser.parse(earlier, arena);
  const auto b = parser.parse(later, arena);
  hub::Buffer out;
  write_json(merged(*a, *b, arena), out);
  return std::string(out.view());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(model_merge)

BOOST_AUTO_TEST_CASE(what_both_say_is_the_later_ones_and_the_rest_stays) {
  BOOST_TEST(merge(R"({"case":{"id":"c1","outcome":"open"},"tags":["a","b"]})",
                   R"({"case":{"id":"c1","outcome":"solved"},"survey":{"score":5}})") ==
             R"({"case":{"id":"c1","outcome":"solved"},"tags":["a","b"],"survey":{"score":5}})");
}

BOOST_AUTO_TEST_CASE(lists_are_replaced_as_a_whole_and_null_says_nothing) {
  BOOST_TEST(merge(R"({"tags":["a","b"],"wrapup":{"code":"x"}})", R"({"tags":["c"],"wrapup":null})") ==
             R"({"tags":["c"],"wrapup":{"code":"x"}})");
  BOOST_TEST(merge(R"({"survey":null})", R"({"survey":{"score":1}})") == R"({"survey":{"score":1}})");
}

BOOST_AUTO_TEST_SUITE_END()
