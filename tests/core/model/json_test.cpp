#include "core/model/json.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <fstream>

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

// Written backwards, so that this program holds it only where a test has turned it round.
constexpr std::string_view kBackwards = "yrotsih-lacidem-s'rotisiv-a-fo-kram";

void append_marker(hub::Buffer& out) {
  for (auto c = kBackwards.rbegin(); c != kBackwards.rend(); ++c) out.push_back(*c);
}

std::size_t markers_in(std::string_view bytes) {
  std::size_t found = 0;
  for (std::size_t at = bytes.find(kBackwards.back()); at != bytes.npos;
       at = bytes.find(kBackwards.back(), at + 1)) {
    const std::string_view here = bytes.substr(at, kBackwards.size());
    found += std::equal(here.begin(), here.end(), kBackwards.rbegin(), kBackwards.rend()) ? 1 : 0;
  }
  return found;
}

// How often it lies in this process's memory, but for the shadow that a sanitizer keeps.
std::size_t markers_in_memory() {
  constexpr std::uint64_t kShadow = 1u << 30;
  std::ifstream maps("/proc/self/maps");
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  std::size_t found = 0;
  hub::Buffer bytes;
  for (std::string line; std::getline(maps, line);) {
    std::uint64_t begin = 0, end = 0;
    char writable = 0;
    const int read = std::sscanf(line.c_str(), "%lx-%lx %*c%c", &begin, &end, &writable);  // NOLINT
    if (read != 3 || writable != 'w' || end - begin > kShadow) continue;
    bytes = hub::Buffer();
    bytes.resize(end - begin);
    const ssize_t got = ::pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(begin));
    if (got > 0) found += markers_in({bytes.data(), static_cast<std::size_t>(got)});
  }
  ::close(memory);
  return found;
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

BOOST_AUTO_TEST_CASE(nothing_of_a_document_stays_in_memory_whether_it_was_well_formed_or_not) {
  for (const std::string_view end : {R"(","after":[1,2,{"a":"b"}]})", R"(","after":[1,2,{"a":"b"})"}) {
    Arena arena;
    hub::Buffer text(R"({"before":[true,null,1.5],"text":")");
    append_marker(text);
    text.append(end);
    BOOST_TEST_REQUIRE(markers_in_memory() > 0);
    JsonParser parser;
    const bool is_well_formed = parser.parse(text.view(), arena).ok();
    BOOST_TEST(is_well_formed == (end.back() == '}' && end[end.size() - 2] == ']'));
    text = hub::Buffer();
    arena.reset();
    BOOST_TEST(markers_in_memory() == 0u);
  }
}

BOOST_AUTO_TEST_CASE(equality_ignores_member_order_and_number_kind) {
  Arena arena;
  JsonParser parser;
  BOOST_TEST((*parser.parse(R"({"a":1,"b":[2]})", arena) == *parser.parse(R"({"b":[2.0],"a":1.0})", arena)));
  BOOST_TEST(!(*parser.parse(R"({"a":1})", arena) == *parser.parse(R"({"a":1,"b":2})", arena)));
}

BOOST_AUTO_TEST_SUITE_END()
