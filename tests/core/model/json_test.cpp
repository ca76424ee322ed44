#include "core/model/json.hpp"

#include <boost/test/unit_test.hpp>

using hub::model::Arena;
using hub::model::JsonParser;

namespace {
std::string round_trip(std::string_view text) {
  Arena arena;
  JsonParser parser;
  const auto value = parser.parse(text, arena);
  if (!value.ok()) return value.error().code;
  hub::Buffer out;
  hub::model::write_json(*value, out);
  return std::string(out.view());
}
}  // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(a_document_comes_back_as_it_was) {
  const char* text =
      R"({"a":[1,-2.5,true,null,"x\n\"y\"\\ \u0001 å 😀"],"b":{},"c":[],"big":9007199254740993})";
  BOOST_TEST(round_trip(text) == text);
}

BOOST_AUTO_TEST_CASE(every_ascii_character_at_every_place_of_a_string_comes_back) {
  Arena arena;
  JsonParser parser;
  for (char c = 0; c < 0x7f; ++c) {
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, 'x');
      text[at] = c;
      text[19 - at / 2] = '"';
      hub::Buffer json;
      hub::model::write_json_string(text, json);
      const auto value = parser.parse(json.view(), arena);
      BOOST_TEST_REQUIRE(value.ok());
      BOOST_TEST((value->as_string() == text));
      arena.reset();
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_json_is_refused_without_an_excerpt) {
  for (const char* text : {"", "{", "[1,]", "{\"secret\":tru}", "\"\xff\"", "nul", "1 2"}) {
    BOOST_TEST(round_trip(text) == "malformed_json", text);
  }
  BOOST_TEST(round_trip(std::string(100, '[') + std::string(100, ']')) == "malformed_json");
}

BOOST_AUTO_TEST_CASE(one_parser_reads_many_documents) {
  JsonParser parser;
  for (int size : {10, 100'000, 5, 2'000'000, 1}) {
    Arena arena;
    const std::string text = '"' + std::string(size, 'x') + '"';
    const auto value = parser.parse(text, arena);
    BOOST_REQUIRE(value.ok());
    BOOST_TEST(value->as_string().size() == static_cast<std::size_t>(size));
  }
}

BOOST_AUTO_TEST_CASE(equality_ignores_member_order_and_number_kind) {
  Arena arena;
  JsonParser parser;
  BOOST_TEST((*parser.parse(R"({"a":1,"b":[2]})", arena) == *parser.parse(R"({"b":[2.0],"a":1.0})", arena)));
  BOOST_TEST(!(*parser.parse(R"({"a":1})", arena) == *parser.parse(R"({"a":1,"b":2})", arena)));
}

BOOST_AUTO_TEST_SUITE_END()
