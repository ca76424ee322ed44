#include "core/redaction/known_values.hpp"

#include <boost/test/unit_test.hpp>

#include "core/model/json.hpp"
#include "core/redaction/treatment.hpp"

using namespace hub::redaction;

namespace {

constexpr std::string_view kCase = R"({
  "visitor": {"name": "Åsa van der Berg", "email": "asa.berg@example.se", "phone": "+46 70-174 06 05",
              "customer_no": "C-4711-08"},
  "agents": [{"id": "agent-1", "name": "Will Stone", "email": "will@example.com"}],
  "prechat": [{"key": "pet", "value": "Fluffy McFluff", "type": "text"},
              {"key": "reply", "value": "bo@example.no", "type": "email"}],
  "transcript": {"messages": [
    {"at": "2026-11-01T10:00:00Z", "role": "visitor", "participant": "visitor", "text": "4111 1111"},
    {"at": "2026-11-01T10:00:09Z", "role": "visitor", "participant": "visitor", "text": "1111"},
    {"at": "2026-11-01T10:00:19Z", "role": "visitor", "participant": "visitor", "text": "1111 so"}]}
})";

std::string scrubbed(std::string_view text) {
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  const auto data = parser.parse(kCase, arena);
  BOOST_REQUIRE(data.ok());
  const KnownValues values = known_values_of(*data, arena);
  Finds finds(&arena);
  values.find(text, KindSet::all(), finds);
  resolve_overlaps(finds);
  return std::string(treat(text, finds, {}, std::nullopt, {}, arena));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(known_values)

BOOST_AUTO_TEST_CASE(the_visitors_name_is_found_whole_by_word_in_any_case_and_inflected) {
  BOOST_TEST(scrubbed("this is Åsa van der Berg here") == "this is [NAME] here");
  BOOST_TEST(scrubbed("hi ÅSA, bergs order and åsa's bill") == "hi [NAME], [NAME] order and [NAME]'s bill");
  BOOST_TEST(scrubbed("the bergen line, vanderlust") == "the bergen line, vanderlust");
}

BOOST_AUTO_TEST_CASE(a_name_that_is_a_word_too_needs_its_capital) {
  BOOST_TEST(scrubbed("Will will do it") == "[NAME] will do it");
}

BOOST_AUTO_TEST_CASE(addresses_are_found_whole_and_by_their_first_part) {
  BOOST_TEST(scrubbed("ASA.BERG@example.se or asa.berg at work, bo@example.no") ==
             "[EMAIL] or [EMAIL] at work, [EMAIL]");
}

BOOST_AUTO_TEST_CASE(the_telephone_number_is_found_however_it_is_grouped_with_or_without_its_country) {
  BOOST_TEST(scrubbed("070 174 06 05, +46701740605, 701740605") == "[PHONE], [PHONE], [PHONE]");
  BOOST_TEST(scrubbed("070 174 06 06") == "070 174 06 06");
}

BOOST_AUTO_TEST_CASE(the_customer_number_is_found_however_it_is_grouped) {
  BOOST_TEST(scrubbed("c471108 / C 4711 08") == "[CUSTOMER-NO] / [CUSTOMER-NO]");
}

BOOST_AUTO_TEST_CASE(answers_given_before_the_chat_are_found) {
  BOOST_TEST(scrubbed("my cat fluffy mcfluff ran") == "my cat [REDACTED] ran");
}

BOOST_AUTO_TEST_CASE(pieces_of_a_number_are_found_where_they_stand_apart) {
  BOOST_TEST(scrubbed("10:00 visitor: 4111 1111\n10:00 visitor: 1111\n") ==
             "10:00 visitor: [CARD]\n10:00 visitor: [CARD]\n");
}

BOOST_AUTO_TEST_CASE(fields_of_the_wrong_kind_are_passed_over) {
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  for (const std::string_view json :
       {R"({"visitor":7,"agents":{},"prechat":"x","transcript":[]})", R"([])", R"("x")",
        R"({"visitor":{"name":7,"auth":[]},"agents":[1],"prechat":[null],"transcript":{"messages":[3]}})"}) {
    const auto data = parser.parse(json, arena);
    BOOST_REQUIRE(data.ok());
    BOOST_TEST(known_values_of(*data, arena).empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
