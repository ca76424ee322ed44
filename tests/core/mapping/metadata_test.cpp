// What stays of a case of which its tenant keeps its metadata only.
#include "core/mapping/metadata.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "core/mapping/case_fields.hpp"
#include "core/model/json.hpp"

using namespace hub;

namespace {

std::string left_of(const std::string& document) {
  model::Arena arena;
  model::JsonParser parser;
  const auto parsed = parser.parse(document, arena);
  BOOST_REQUIRE(parsed.ok());
  Buffer text;
  model::write_json(mapping::metadata_of(*parsed, arena), text);
  return std::string(text.view());
}

std::string left_of_data(const std::string& data) {
  return left_of(R"({"data":)" + data + '}');
}

std::string value_for(const mapping::CaseField& field) {
  using enum mapping::CaseFieldKind;
  switch (field.kind) {
    case time:
      return "\"2026-01-02T03:04:05Z\"";
    case integer:
    case number:
      return "4";
    case boolean:
      return "true";
    default:
      return "\"x\"";
  }
}

// Data with nothing but `value` at the end of a path of the table: ".case.channel", ".agents[].name".
std::string data_with(std::string_view path, const std::string& value) {
  if (path.empty()) return value;
  if (path.starts_with("[]")) return '[' + data_with(path.substr(2), value) + ']';
  path.remove_prefix(1);
  const std::size_t end = std::min(path.find_first_of(".["), path.size());
  return "{\"" + std::string(path.substr(0, end)) + "\":" + data_with(path.substr(end), value) + '}';
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metadata)

BOOST_AUTO_TEST_CASE(fields_about_nobody_stay_and_nothing_else_does) {
  BOOST_TEST(left_of(R"({"event":{"id":"E-C1","source":"/engage","at_ms":5},"tenant":{"id":"acme"},)"
                     R"("data":{"case":{"id":"C1","channel":"chat","type_id":"T"},"visitor":{"name":"Anna"},)"
                     R"("group":{"id":"G","name":"Loans"},"custom":{"plan":"x"},)"
                     R"("conversions":[{"goal_id":"g","order_id":"o"},{"order_id":"o"}],)"
                     R"("transcript":{"messages":[{"seq":1,"role":"visitor","text":"hi"}]}}})") ==
             R"({"event":{"source":"/engage"},"data":{"case":{"type_id":"T","channel":"chat"},)"
             R"("conversions":[{"goal_id":"g"}],"group":{"id":"G","name":"Loans"}}})");
  BOOST_TEST(left_of_data("{}") == R"({"data":{}})");
}

BOOST_AUTO_TEST_CASE(a_value_of_another_shape_than_its_field_could_hold_anything_and_goes) {
  const std::string nothing = R"({"data":{}})";
  BOOST_TEST(left_of_data(R"({"case":{"channel":{"note":"Anna"}}})") == nothing);
  BOOST_TEST(left_of_data(R"({"case":{"channel":["Anna"]}})") == nothing);
  BOOST_TEST(left_of_data(R"({"case":{"closed_at":"when Anna left"}})") == nothing);
  BOOST_TEST(left_of_data(R"({"case":{"durations":{"wait":"Anna"}}})") == nothing);
  BOOST_TEST(left_of_data(R"({"case":{"outcome":")" + std::string(81, 'a') + "\"}}") == nothing);
  BOOST_TEST(left_of_data(R"({"case":"Anna"})") == nothing);
  BOOST_TEST(left_of_data(R"({"event":{"type":"Anna"}})") == nothing, "the envelope is not among the data");
  BOOST_TEST(left_of_data(R"({"case":{"durations":{"wait":5}}})") ==
             R"({"data":{"case":{"durations":{"wait":5}}}})");
}

BOOST_AUTO_TEST_CASE(of_every_field_of_the_table_those_stay_that_the_list_has) {
  const auto listed = mapping::metadata_fields();
  for (const mapping::CaseField& field : mapping::case_fields()) {
    if (field.path.starts_with("event.")) continue;
    const std::string path(field.path);
    const bool is_listed = std::ranges::count(listed, field.path) > 0;
    BOOST_TEST(is_listed == (field.data_class == model::DataClass::none), path);
    const std::string left = left_of_data(data_with('.' + path, value_for(field)));
    BOOST_TEST((left != R"({"data":{}})") == is_listed, path << ": " << left);
  }
  BOOST_TEST(std::ranges::count(listed, "event.id") == 0);
  BOOST_TEST(std::ranges::count(listed, "event.time") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
