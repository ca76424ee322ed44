// Rows, queries and names of files, without a network.
#include "connectors/servicenow/types.hpp"

#include <boost/test/unit_test.hpp>

#include "core/model/json.hpp"
#include "tests/support/make_record.hpp"

namespace hub::connectors::servicenow {

namespace {

struct Fixture {
  Fixture() {
    shape.object = "incident";
    shape.key_field = "correlation_id";
    shape.parent_field = "caller_id";
  }
  model::Value json(std::string_view text) { return *parser.parse(text, arena); }
  model::Record record(std::string_view fields) {
    return testing::make_record(shape, "k1", {}, 0, json(fields));
  }

  model::Arena arena;
  model::JsonParser parser;
  model::RecordShape shape;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(servicenow_types, Fixture)

BOOST_AUTO_TEST_CASE(every_value_is_sent_as_text) {
  auto one = record(R"({"short_description":"a\u0007b","state":3,"active":true,"close_notes":null})");
  one.parent_id = "f00";
  Buffer row;
  write_row(one, row);
  BOOST_TEST(row.view() == R"({"correlation_id":"k1","caller_id":"f00","short_description":"ab","state":"3",)"
                           R"("active":"true","close_notes":""})");
}

BOOST_AUTO_TEST_CASE(a_record_of_somebody_else_keeps_its_own_key) {
  auto one = record(R"({"state":"3"})");
  one.target_id = "abc";
  Buffer row;
  write_row(one, row);
  BOOST_TEST(row.view() == R"({"state":"3"})");
}

BOOST_AUTO_TEST_CASE(references_are_their_ids_and_empty_is_nothing) {
  const auto link = json(R"({"link":"https://x/y","value":"abc"})"), empty = json("\"\""), number = json("5");
  BOOST_TEST((canonical(&link, arena) == json("\"abc\"")));
  BOOST_TEST(canonical(&empty, arena).is_null());
  BOOST_TEST(canonical(nullptr, arena).is_null());
  BOOST_TEST((canonical(&number, arena) == json("\"5\"")));
}

BOOST_AUTO_TEST_CASE(a_caret_in_a_value_begins_no_term) {
  BOOST_TEST(term("email", "a^ORDERBYx") == "email=a^^ORDERBYx");
}

BOOST_AUTO_TEST_CASE(rows_that_a_dropped_term_let_in_are_left_out) {
  const auto rows =
      json(R"([{"correlation_id":"k2"},{"correlation_id":"k1"},{"sys_id":"x"},{"correlation_id":"K1"}])");
  BOOST_TEST(rows_with(rows, "correlation_id", "k1").size() == 1u);
  BOOST_TEST(rows_with(rows, "u_no_such", "k1").empty());
  BOOST_TEST(rows_with(json("null"), "correlation_id", "k1").empty());
}

BOOST_AUTO_TEST_CASE(a_text_longer_than_its_column_is_found_by_characters) {
  const Lengths lengths{{"short_description", 3}};
  BOOST_TEST(too_long(record(R"({"short_description":"ååå","other":"long enough"})"), lengths).empty());
  BOOST_TEST(too_long(record(R"({"short_description":"åååå"})"), lengths) == "short_description");
}

BOOST_AUTO_TEST_CASE(the_name_of_a_file_has_the_key_before_its_ending) {
  BOOST_TEST(file_name(record("{}")) == "transcript-k1.txt");
  BOOST_TEST(file_name(record(R"({"name":"a.b.json"})")) == "a.b-k1.json");
  BOOST_TEST(file_name(record(R"({"name":"bare"})")) == "bare-k1");
}

BOOST_AUTO_TEST_CASE(only_the_dictionary_of_the_table_and_what_it_extends_counts) {
  const auto schema = read_schema("incident", {"task"}, json(R"([
      {"name":"incident","element":"caller_id","internal_type":"reference","max_length":"32","read_only":"false"},
      {"name":"task","element":"correlation_id","internal_type":"string","max_length":"100","read_only":"true"},
      {"name":"sys_user","element":"email","internal_type":"string","max_length":"100"}])"));
  BOOST_REQUIRE(schema.fields.size() == 2u);
  BOOST_TEST(!schema.fields[0].length_max.has_value());
  BOOST_TEST(schema.fields[1].unique);
  BOOST_TEST(!schema.fields[1].createable);
  BOOST_TEST(read_lengths(schema).at("correlation_id") == 100u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::servicenow
