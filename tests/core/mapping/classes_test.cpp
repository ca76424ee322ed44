#include "core/mapping/classes.hpp"

#include <boost/test/unit_test.hpp>

#include "core/mapping/case_fields.hpp"
#include "core/model/json.hpp"

using hub::mapping::class_of_path;
using hub::mapping::is_known_path;
using hub::model::Arena;
using hub::model::DataClass;
using hub::model::Value;

namespace {

// The classes of the leaves as one text: n, p, d or f each, containers in brackets behind their own.
std::string classes(const Value& value) {
  std::string text(1, hub::model::to_string(value.data_class())[0]);
  if (value.is_array()) {
    text += '[';
    for (const Value& item : value.as_array()) text += classes(item);
    text += ']';
  }
  if (value.is_object()) {
    text += '{';
    for (const auto& member : value.as_object()) text += classes(member.value);
    text += '}';
  }
  return text;
}

std::string classified(std::string_view json) {
  Arena arena;
  hub::model::JsonParser parser;
  return classes(hub::mapping::classify(*parser.parse(json, arena), arena));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mapping_classes)

BOOST_AUTO_TEST_CASE(every_value_gets_the_class_of_the_table) {
  BOOST_TEST(classified(R"({"case":{"id":"x","channel":"chat","durations":{"wait":1}}})") == "n{n{pnn{n}}}");
  BOOST_TEST(classified(R"({"visitor":{"email":"x","language":"en"},"tags":["a"]})") == "n{n{dp}n[f]}");
  BOOST_TEST(classified(R"({"agents":[{"id":"1","from":"t"}]})") == "n{n[n{dd}]}");
}

BOOST_AUTO_TEST_CASE(what_no_rule_names_is_free_text) {
  BOOST_TEST(classified(R"({"case":{"id":"x","shoe_size":{"eu":44}},"loyalty":[1]})") == "n{n{pf{f}}f[f]}");
  // Another shape than expected may hold anything too.
  BOOST_TEST(classified(R"({"case":{"category":{"x":1}},"agents":{"a":1}})") == "n{n{f{f}}f{f}}");
}

BOOST_AUTO_TEST_CASE(pre_chat_answers_are_classed_by_their_declared_type) {
  BOOST_TEST(
      classified(R"({"prechat":[{"type":"email","value":"x"},{"type":"text","value":"y"},{"value":"z"}]})") ==
      "n{n[d{dd}f{ff}f{f}]}");
}

BOOST_AUTO_TEST_CASE(a_path_has_the_highest_class_below_it) {
  BOOST_TEST((class_of_path({"case", "id"}) == DataClass::pseudonymous));
  BOOST_TEST((class_of_path({"case"}) == DataClass::pseudonymous));
  BOOST_TEST((class_of_path({"visitor"}) == DataClass::direct));
  BOOST_TEST((class_of_path({"wrapup"}) == DataClass::free_text));
  BOOST_TEST((class_of_path({"agents", "[]", "name"}) == DataClass::direct));
  BOOST_TEST((class_of_path({"agents", "size"}) == DataClass::none));
  BOOST_TEST((class_of_path({"custom", "size"}) == DataClass::free_text));
  BOOST_TEST((class_of_path({"no", "such"}) == DataClass::free_text));
  BOOST_TEST((class_of_path({"case", "category", "x"}) == DataClass::free_text));
  BOOST_TEST((class_of_path({}) == DataClass::free_text));
}

BOOST_AUTO_TEST_CASE(known_paths_are_those_of_the_table_and_anything_below_custom) {
  BOOST_TEST(is_known_path({"custom", "anything", "[]"}));
  BOOST_TEST(is_known_path({"transcript", "messages", "size"}));
  BOOST_TEST(is_known_path({"agents", "first", "name"}));
  BOOST_TEST(!is_known_path({"case", "categry"}));
  BOOST_TEST(!is_known_path({"vistor"}));
}

BOOST_AUTO_TEST_CASE(the_run_time_class_never_exceeds_the_static_one) {
  for (const auto& field : hub::mapping::case_fields()) {
    hub::mapping::liquid::Path path;
    std::string_view rest = field.path;
    while (!rest.empty()) {
      if (rest.starts_with('.')) rest.remove_prefix(1);
      const std::size_t end = rest.starts_with("[]") ? 2 : std::min(rest.find_first_of(".["), rest.size());
      path.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end);
    }
    BOOST_TEST((class_of_path(path) == field.data_class), field.path);
    BOOST_TEST(hub::mapping::dotted(path) == field.path);
    BOOST_TEST(is_known_path(path), field.path);
  }
}

BOOST_AUTO_TEST_SUITE_END()
