// What connectors do with records alike: a call for each, the form in which they are compared, what is looked
// for, and what may be told of a refusal.
#include <boost/test/unit_test.hpp>

#include "connectors/shared/comparison.hpp"
#include "connectors/shared/existing.hpp"
#include "connectors/shared/known_fields.hpp"
#include "connectors/shared/marker.hpp"
#include "connectors/shared/members.hpp"
#include "connectors/shared/one_by_one.hpp"
#include "connectors/shared/outcomes.hpp"
#include "connectors/shared/refusals.hpp"
#include "core/model/json.hpp"
#include "tests/support/run_task.hpp"

namespace hub::connectors {

namespace {

using model::Value;

struct Fixture {
  Value json(std::string_view text) { return *parser.parse(text, arena); }
  std::string written_as(const Value& value) {
    Buffer out;
    model::write_json(value, out);
    return std::string(out.view());
  }
  Fixture() {
    shape.object = "ticket";
    shape.key_field = "external_id";
    shape.parent_field = "requester";
    shape.compare = {{"seen", model::Compare::ignore}};
    record.shape = &shape;
    record.key = "k1";
    record.parent_id = "7";
    record.fields = json(R"({"subject":"Hi","seen":true})");
  }

  model::Arena arena;
  model::JsonParser parser;
  model::RecordShape shape;
  model::Record record;
};

Value as_it_is(const model::Member& field) {
  return field.value;
}

// What becomes of numbers that are asked about one by one: a negative one is refused, zero ends it.
std::vector<Result<int>> ask_each(const std::vector<int>& numbers) {
  IoContext io;
  testing::VirtualClock clock;
  const auto ask = [](const int& number) -> Task<Result<int>> {
    if (number < 0) co_return invalid_error("negative", "no");
    if (number == 0) co_return Error{ErrorKind::auth, "ended", {}, {}, {}};
    co_return number * 2;
  };
  return testing::run_task(io, clock, one_by_one<int>(std::span(numbers), ask));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(connectors_shared, Fixture)

BOOST_AUTO_TEST_CASE(a_refused_record_harms_no_other_and_refused_credentials_end_the_series) {
  const auto results = ask_each({1, -1, 3, 0, 5});
  BOOST_TEST(results.size() == 5u);
  BOOST_TEST(*results[0] == 2);
  BOOST_TEST(results[1].error().code == "negative");
  BOOST_TEST(*results[2] == 6);
  BOOST_TEST(results[3].error().code == "ended");
  BOOST_TEST(results[4].error().code == "ended", "it was not asked");
}

BOOST_AUTO_TEST_CASE(both_sides_of_a_comparison_have_key_link_and_the_fields_that_are_compared) {
  BOOST_TEST(written_as(sent_form(record, as_it_is, arena)) ==
             R"({"external_id":"k1","requester":"7","subject":"Hi"})");
  BOOST_TEST(written_as(shown_form(record, Value(), false, as_it_is, arena)) ==
             R"({"external_id":null,"requester":null,"subject":"Hi"})");
}

BOOST_AUTO_TEST_CASE(a_record_of_somebody_else_is_not_compared_by_our_key) {
  record.target_id = "99";
  record.parent_id = {};
  BOOST_TEST(written_as(sent_form(record, as_it_is, arena)) == R"({"subject":"Hi"})");
}

BOOST_AUTO_TEST_CASE(one_thing_is_wanted_by_id_or_by_one_field_and_never_by_the_first_of_several) {
  record.match = json(R"({"email":"a@b.example"})");
  BOOST_TEST(only_wanted(record)->field == "email");
  BOOST_TEST(only_wanted(record)->text == "a@b.example");
  BOOST_TEST(!is_by_id(record));
  record.match = json(R"({"email":"a@b.example","phone":"1"})");
  BOOST_TEST(!only_wanted(record));
  BOOST_TEST(wanted_of(record).size() == 2u);
  shape.attach.emplace();
  record.attach_id = "512";
  BOOST_TEST(is_by_id(record));
  BOOST_TEST(only_wanted(record)->text == "512");
}

BOOST_AUTO_TEST_CASE(a_record_is_closed_when_its_field_holds_what_the_mapping_says) {
  const Value row = json(R"({"status":"solved"})");
  BOOST_TEST(!is_closed(shape, row), "no rule");
  shape.attach.emplace();
  shape.attach->closed_field = "status";
  shape.attach->closed_value = Value::string("solved");
  BOOST_TEST(is_closed(shape, row));
  BOOST_TEST(!is_closed(shape, json(R"({"status":"open"})")));
  BOOST_TEST(!is_closed(shape, json("{}")));
}

BOOST_AUTO_TEST_CASE(ids_are_the_same_as_texts_and_as_numbers) {
  const Value rows = json(R"([{"id":7},{"id":"8"},{"name":"x"}])");
  BOOST_TEST(id_at(rows.as_array()[0]) == "7");
  BOOST_TEST((find_by(rows.as_array(), "id", "8") == &rows.as_array()[1]));
  BOOST_TEST((find_by(rows.as_array(), "id", "9") == nullptr));
  BOOST_TEST(is_number("0123"));
  for (const char* text : {"", "12a", "-1", "1234567890123456789"}) BOOST_TEST(!is_number(text), text);
}

BOOST_AUTO_TEST_CASE(members_of_another_kind_count_as_absent) {
  const Value object = json(R"({"list":"x","flag":"true"})");
  BOOST_TEST(list_at(object, "list").empty());
  BOOST_TEST(!flag_at(object, "flag"));
  BOOST_TEST(flag_at(object, "other", true));
}

BOOST_AUTO_TEST_CASE(a_marked_text_is_found_by_its_last_line_alone) {
  const std::string_view text = with_marker("Ref. k2 is what I was given", "k1", arena);
  BOOST_TEST(text == "Ref. k2 is what I was given\nRef. k1");
  const Value notes = json(R"([{"t":"Ref. k1 was first"},{"t":"Hello\nRef. k1 \n"}])");
  BOOST_TEST((find_marked(notes.as_array(), "t", "k1") == &notes.as_array()[1]));
  BOOST_TEST((find_marked(notes.as_array(), "t", "k2") == nullptr));
}

BOOST_AUTO_TEST_CASE(a_refusal_names_codes_and_fields_and_never_a_text) {
  for (const char* text : {"", "a b", "kim@example.com", "caf\xC3\xA9"})
    BOOST_TEST(!is_name(text, "_.-"), text);
  BOOST_TEST(is_name("custom_fields.a", "_."));
  BOOST_TEST(!is_name("custom_fields.a", "_"));
  BOOST_TEST(!is_name(std::string(81, 'a'), ""));
  Error error = invalid_error("too_long", "");
  BOOST_TEST(answered("Acme", error, "") == "Acme answered too_long");
  error.fields = {"a", "b"};
  BOOST_TEST(answered("Acme", error, "shorten it") == "Acme answered too_long for a, b: shorten it");
}

BOOST_AUTO_TEST_CASE(an_answer_without_an_id_leaves_open_whether_anything_was_written) {
  BOOST_TEST(written("7", true)->created);
  BOOST_TEST(to_string(written("", true).error().kind) == "unknown");
  BOOST_TEST(!seen(""));
  BOOST_TEST(seen("7")->id == "7");
}

BOOST_AUTO_TEST_CASE(known_fields_make_a_schema_with_the_hubs_key) {
  constexpr std::array kFields =
      std::to_array<KnownField>({{"subject", "string", 255}, {"of", "reference", 0, "contact"}});
  delivery::SchemaObject object = object_of("ticket", "external_id", kFields);
  BOOST_TEST(object.fields.size() == 3u);
  BOOST_TEST(object.find("external_id")->usable_as_key);
  BOOST_TEST(*object.find("subject")->length_max == 255u);
  BOOST_TEST(!object.find("of")->length_max);
  BOOST_TEST(object.find("of")->refers_to.front() == "contact");
  restrict_to(*find_field(object, "subject"), {"a"});
  BOOST_TEST(object.find("subject")->restricted);
  restrict_to(*find_field(object, "subject"), {});
  BOOST_TEST(!object.find("subject")->restricted);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors
