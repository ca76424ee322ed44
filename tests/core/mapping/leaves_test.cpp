#include <boost/test/unit_test.hpp>

#include "tests/core/mapping/mapping_fixture.hpp"

using namespace hub::mapping::tests;  // NOLINT: a test of this part

namespace {

const std::string kCase =
    R"({"case":{"id":"C-1","category":"finance"},"survey":{"score":4.0,"comment":"a\u0000b\u001fc\td"},)"
    R"("cobrowse":{"used":false},"custom":{"n":"12","bad":"12x","half":1.5,"tree":{"a":[1,null,"x"]}},"tags":["p","q"]})";

std::string field(const std::string& yaml) {
  return Run(with_fields("      F: " + yaml + "\n"), kCase).fields();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mapping_leaves)

BOOST_AUTO_TEST_CASE(plain_values_keep_their_yaml_type) {
  BOOST_TEST(field("Chat") == R"({"F":"Chat"})");
  BOOST_TEST(field("5") == R"({"F":5})");
  BOOST_TEST(field("\"5\"") == R"({"F":"5"})");
  BOOST_TEST(field("007") == R"({"F":"007"})");
  BOOST_TEST(field("-1.5") == R"({"F":-1.5})");
  BOOST_TEST(field("true") == R"({"F":true})");
  BOOST_TEST(field("yes") == R"({"F":"yes"})");
  BOOST_TEST(field("null") == R"({"F":null})");
}

BOOST_AUTO_TEST_CASE(texts_are_templates) {
  BOOST_TEST(field("\"{{ case.category | capitalize }} chat\"") == R"({"F":"Finance chat"})");
  BOOST_TEST(field("\"{{ case.nothing }}\"") == R"({"F":""})");
}

BOOST_AUTO_TEST_CASE(numbers_are_numbers_and_blank_is_null) {
  BOOST_TEST(field("{$int: \"{{ survey.score }}\"}") == R"({"F":4})");
  BOOST_TEST(field("{$int: \"{{ custom.n }}\"}") == R"({"F":12})");
  BOOST_TEST(field("{$int: \" {{ custom.n }} \"}") == R"({"F":12})");
  BOOST_TEST(field("{$num: \"{{ custom.half }}\"}") == R"({"F":1.5})");
  BOOST_TEST(field("{$num: \"{{ survey.none }}\"}") == R"({"F":null})");
  BOOST_TEST(field("{$int: 7}") == R"({"F":7})");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_number_is_refused_without_showing_it) {
  const std::string refused = field("{$num: \"{{ custom.bad }}\"}");
  BOOST_TEST(refused == "error: wrong_type: record r: field F: the value is not a number");
  BOOST_TEST(field("{$int: \"{{ custom.half }}\"}") ==
             "error: wrong_type: record r: field F: the value is not a whole number");
}

BOOST_AUTO_TEST_CASE(truth_comes_from_values_and_conditions) {
  BOOST_TEST(field("{$bool: \"{{ cobrowse.used }}\"}") == R"({"F":false})");
  BOOST_TEST(field("{$bool: \"{{ survey.score > 3 }}\"}") == R"({"F":true})");
  BOOST_TEST(field("{$bool: survey.score > 4}") == R"({"F":false})");
  BOOST_TEST(field("{$bool: \"{{ cobrowse.none }}\"}") == R"({"F":null})");
  BOOST_TEST(field("{$bool: true}") == R"({"F":true})");
}

BOOST_AUTO_TEST_CASE(json_takes_a_value_as_it_is) {
  BOOST_TEST(field("{$json: \"{{ custom.tree }}\"}") == R"({"F":{"a":[1,null,"x"]}})");
  BOOST_TEST(field("{$json: '[1, {{ custom.n }}]'}") == R"({"F":[1,12]})");
  BOOST_TEST(field("{$json: '{\"a\": 1}'}") == R"({"F":{"a":1}})");
  BOOST_TEST(field("{$json: '[1, {{ custom.bad }}]'}") ==
             "error: wrong_type: record r: field F: the value is not well-formed JSON");
}

BOOST_AUTO_TEST_CASE(blank_fields_become_null_or_go) {
  BOOST_TEST(field("{$null: \"{{ survey.none }}\"}") == R"({"F":null})");
  BOOST_TEST(field("{$null: \"{{ case.category }}\"}") == R"({"F":"finance"})");
  BOOST_TEST(field("{$omit: \"{{ survey.none }}\"}") == "{}");
  BOOST_TEST(field("{$omit: {$int: \"{{ custom.n }}\"}}") == R"({"F":12})");
  BOOST_TEST(field("{$omit: {$int: \"{{ custom.none }}\"}}") == "{}");
  BOOST_TEST(field("{$null: }") == R"({"F":null})");
}

BOOST_AUTO_TEST_CASE(lists_are_made_from_lists) {
  BOOST_TEST(field("{$each: tags, as: t, do: \"#{{ t }}\"}") == R"({"F":["#p","#q"]})");
  BOOST_TEST(field("{$each: tags, as: t, where: \"t != 'p'\", do: {name: \"{{ t }}\"}}") ==
             R"({"F":[{"name":"q"}]})");
  BOOST_TEST(field("{$each: nothing, as: t, do: x}") == R"({"F":[]})");
  BOOST_TEST(field("{$each: tags, as: t, do: {$if: t == 'p', then: one, else: {$omit: }}}") ==
             R"({"F":["one"]})");
  BOOST_TEST(field("{$each: case, as: t, do: x}").find("not a list") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_condition_chooses_between_two_values) {
  BOOST_TEST(field("{$if: case.category == 'finance', then: High, else: Low}") == R"({"F":"High"})");
  BOOST_TEST(field("{$if: \"{{ case.category == 'food' }}\", then: High}") == "{}");
}

BOOST_AUTO_TEST_CASE(trees_and_lists_nest) {
  BOOST_TEST(field("{comment: {body: \"{{ case.id }}\", public: false}, list: [1, \"{{ case.id }}\"]}") ==
             R"({"F":{"comment":{"body":"C-1","public":false},"list":[1,"C-1"]}})");
}

BOOST_AUTO_TEST_CASE(control_characters_do_not_reach_records) {
  BOOST_TEST(field("\"{{ survey.comment }}\"") == R"({"F":"abc\td"})");
  BOOST_TEST(field("{$json: \"{{ survey }}\"}") == R"({"F":{"score":4,"comment":"abc\td"}})");
}

BOOST_AUTO_TEST_SUITE_END()
