// What a tenant declares on top of the table, and what is left of a case below a class.
#include "core/mapping/case_classes.hpp"

#include <boost/test/unit_test.hpp>

#include "core/mapping/classes.hpp"
#include "core/model/json.hpp"

using hub::mapping::CaseClasses;
using hub::mapping::DeclaredType;
using hub::model::Arena;
using hub::model::DataClass;
using hub::model::Value;
namespace mapping = hub::mapping;

namespace {

const CaseClasses& declared() {
  static const CaseClasses classes({
      {"prechat.order_no", DeclaredType::integer, DataClass::none, false},
      {"prechat.mail", DeclaredType::email, DataClass::direct, false},
      {"custom.plan.tier", DeclaredType::text, DataClass::none, false},
      {"custom.count", DeclaredType::number, DataClass::none, false},
  });
  return classes;
}

struct Case {
  Arena arena;
  Value data;

  explicit Case(std::string_view json) {
    hub::model::JsonParser parser;
    data = mapping::classify(*parser.parse(json, arena), arena, declared());
  }
  DataClass answer(std::size_t i) const {
    return data.find("prechat")->as_array()[i].find("value")->data_class();
  }
  std::string up_to(DataClass highest) {
    hub::Buffer out;
    hub::model::write_json(mapping::up_to_class(data, highest, arena), out);
    return std::string(out.view());
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(case_classes)

BOOST_AUTO_TEST_CASE(a_declared_answer_has_its_class_when_it_looks_as_declared) {
  const Case one(R"({"case":{"id":"c"},"prechat":[{"key":"order_no","value":"4711"},
    {"key":"order_no","value":"Kim, 4711"},{"key":"mail","value":"kim@example.com"},
    {"key":"else","value":"4711"},{"key":"else","value":"x","type":"name"}]})");
  BOOST_TEST((one.answer(0) == DataClass::none));
  BOOST_TEST((one.answer(1) == DataClass::free_text));
  BOOST_TEST((one.answer(2) == DataClass::direct));
  BOOST_TEST((one.answer(3) == DataClass::free_text));
  BOOST_TEST((one.answer(4) == DataClass::direct));
}

BOOST_AUTO_TEST_CASE(declared_members_of_custom_have_their_class_and_others_stay_free_text) {
  const Case one(R"({"case":{"id":"c"},"custom":{"plan":{"tier":"gold","note":"x"},"count":3,"more":"y"}})");
  const Value& custom = *one.data.find("custom");
  BOOST_TEST((custom.find("plan")->find("tier")->data_class() == DataClass::none));
  BOOST_TEST((custom.find("plan")->find("note")->data_class() == DataClass::free_text));
  BOOST_TEST((custom.find("count")->data_class() == DataClass::none));
  BOOST_TEST((custom.find("more")->data_class() == DataClass::free_text));
}

BOOST_AUTO_TEST_CASE(mappings_are_checked_with_what_is_declared) {
  BOOST_TEST((mapping::class_of_path({"custom", "plan", "tier"}, declared()) == DataClass::none));
  BOOST_TEST((mapping::class_of_path({"custom", "plan", "tier"}) == DataClass::free_text));
  BOOST_TEST((mapping::class_of_path({"custom", "plan"}, declared()) == DataClass::none));
  BOOST_TEST((mapping::class_of_path({"custom", "more"}, declared()) == DataClass::free_text));
  BOOST_TEST((mapping::class_of_path({"custom"}, declared()) == DataClass::free_text));
  BOOST_TEST((mapping::class_of_path({"prechat", "[]", "value"}, declared()) == DataClass::free_text));
}

BOOST_AUTO_TEST_CASE(below_a_class_nothing_more_personal_is_left_but_the_id_of_the_case) {
  Case one(
      R"({"case":{"id":"c1","category":"FAQ"},"session":{"id":"s1"},"visitor":{"email":"kim@example.com"},
    "transcript":{"messages":[{"seq":1,"text":"secret words"}]},"custom":{"plan":{"tier":"gold"},"more":"y"},
    "tags":[],"odd":{"deep":["z"]}})");
  BOOST_TEST(one.up_to(DataClass::free_text).find("secret words") != std::string::npos);
  BOOST_TEST(
      one.up_to(DataClass::direct) ==
      R"({"case":{"id":"c1","category":"FAQ"},"session":{"id":"s1"},"visitor":{"email":"kim@example.com"},)"
      R"("custom":{"plan":{"tier":"gold"}},"tags":[]})");
  BOOST_TEST(one.up_to(DataClass::none) ==
             R"({"case":{"id":"c1","category":"FAQ"},"custom":{"plan":{"tier":"gold"}},"tags":[]})");
  BOOST_TEST(mapping::exceeds_class(one.data, DataClass::direct));
  BOOST_TEST(!mapping::exceeds_class(one.data, DataClass::free_text));
}

BOOST_AUTO_TEST_CASE(a_number_written_as_text_is_a_number_and_anything_around_it_is_not) {
  Arena arena;
  for (const char* text : {"0", "-7", "123456"})
    BOOST_TEST(mapping::has_type(Value::string(text), DeclaredType::integer), text);
  for (const char* text : {"", "-", "1.5", "7 ", "1e9", "1234567890123456789"})
    BOOST_TEST(!mapping::has_type(Value::string(text), DeclaredType::integer), text);
  BOOST_TEST(mapping::has_type(Value::string("1.5"), DeclaredType::number));
  BOOST_TEST(!mapping::has_type(Value::string("1.5.2"), DeclaredType::number));
  BOOST_TEST(mapping::has_type(Value::string("true"), DeclaredType::boolean));
  BOOST_TEST(!mapping::has_type(Value::string("maybe"), DeclaredType::boolean));
}

BOOST_AUTO_TEST_SUITE_END()
