// No refusal shows anything of what was sent, however it is broken.
#include <boost/test/unit_test.hpp>

#include "core/base/random.hpp"
#include "tests/core/ingest/door_fixture.hpp"

using namespace hub::ingest;
using namespace hub::ingest::testing;

namespace {

constexpr std::string_view kMarker = "Zq7markerXv9";

// Every value, and every name that the schema does not know, carries the marker; so do the wrong types'
// texts.
std::string marked_event() {
  const std::string m(kMarker);
  return R"({"specversion":"1.0","id":"e-1","source":"/engage/us/)" + m +
         R"(","type":"com.vergic.engage.case.closed.v1",)" + R"("subject":")" + m +
         R"(","time":"2026-11-01T00:00:00Z","ext":")" + m + R"(","data":{"case":{"id":"C-1",)" +
         R"("channel":"chat","closed_at":"2026-11-01T00:00:00Z","category":")" + m + R"("},")" + m +
         R"(":{")" + m + R"(":1},"visitor":{"name":")" + m + R"(","email":")" + m +
         R"("},"prechat":[{"key":"k","value":")" + m + R"("}],"tags":[")" + m +
         R"("],"transcript":{"messages":[{"seq":1,"role":"visitor","type":"text","text":")" + m +
         R"("},{"seq":2,"role":"agent","type":"text","text":"<b>)" + m + R"(</b>"}]}}})";
}

// Structural damage: what parsers and checks have to survive.
std::string mutated(std::string text, hub::Random& random) {
  static constexpr std::string_view kPieces[] = {
      "\"",    "{",       "}",    "[",    "]",  ":",  ",",  "null", "-1",
      "1e999", "\\u0000", "\xff", "true", "[[", "{}", "\\", " ",    "\"Zq7markerXv9\""};
  const auto changes = 1 + random.below(4);
  for (std::uint64_t i = 0; i < changes; ++i) {
    const std::size_t at = random.below(text.size());
    const auto piece = kPieces[random.below(std::size(kPieces))];
    switch (random.below(4)) {
      case 0:
        text.erase(at, 1 + random.below(8));
        break;
      case 1:
        text.insert(at, piece);
        break;
      case 2:
        text.replace(at, 1, piece);
        break;
      default:
        text[at] = static_cast<char>(random.below(256));
    }
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(echo)

BOOST_AUTO_TEST_CASE(no_answer_to_a_broken_event_contains_its_content) {
  const std::uint64_t seed = 20261101;
  hub::SeededRandom random(seed);
  Door door;
  int refused = 0, accepted = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string text = mutated(marked_event(), random);
    auto request = round % 2 == 0 ? Door::structured(text) : Door::batch("[" + text + "]");
    const auto answer = door.send(door.signed_now(std::move(request), "msg_" + std::to_string(round)));
    const std::string_view body = answer.body.view();
    // Ids are what a sender needs to tell its events apart: they are shown, everything else is not.
    const bool is_clean = body.find(kMarker) == std::string_view::npos;
    BOOST_REQUIRE_MESSAGE(is_clean || text.find("\"id\":\"Zq7") != std::string::npos,
                          "seed " << seed << ", round " << round << ": " << body);
    for (const auto& [name, value] : answer.headers) BOOST_REQUIRE(value.find(kMarker) == std::string::npos);
    if (body.find("\"problem\"") != std::string_view::npos || answer.status >= 400) {
      ++refused;
    } else {
      ++accepted;
    }
  }
  BOOST_TEST(refused > 1000);
  BOOST_TEST(accepted > 100);
}

BOOST_AUTO_TEST_CASE(headers_are_not_echoed_either) {
  Door door;
  for (const char* name : {"ce-id", "ce-source", "ce-type", "ce-Zq7markerXv9", "ce-time", "Content-Type",
                           "Content-Encoding", "Prefer", "hub-credential", "Authorization"}) {
    auto request = Door::post("application/json", case_text("C-1"));
    request.headers.add("ce-specversion", "1.0");
    request.headers.add(name, std::string(kMarker) + "%GG \"");
    const auto answer = door.send(door.signed_now(std::move(request)));
    BOOST_TEST(answer.body.view().find(kMarker) == std::string_view::npos, name);
    for (const auto& [field, value] : answer.headers)
      BOOST_TEST(value.find(kMarker) == std::string::npos, name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
