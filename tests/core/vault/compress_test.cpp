// What compressing gives back, and what it makes of bytes that it never gave.
#include "core/vault/compress.hpp"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <vector>

using namespace hub::vault;  // NOLINT: a test of this part

namespace {

std::vector<std::byte> compressed(std::string_view text) {
  const auto bytes = compress(text);
  std::vector<std::byte> copy(bytes.begin(), bytes.end());
  done_with(bytes);
  return copy;
}

std::string round_trip(std::string_view text) {
  hub::model::Arena arena;
  const auto back = decompress(compressed(text), arena);
  return back.ok() ? std::string(*back) : back.error().code;
}

std::string noise(std::size_t size) {
  std::mt19937 random(7);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

std::string code_of(const std::vector<std::byte>& bytes) {
  hub::model::Arena arena;
  const auto back = decompress(bytes, arena);
  return back.ok() ? "ok" : back.error().code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compressing)

BOOST_AUTO_TEST_CASE(every_text_comes_back) {
  for (const std::string& text : {std::string(), std::string("a"), std::string(200'000, 'a'), noise(1'000),
                                  noise(1'000'000), std::string("one") + noise(300) + "one"}) {
    BOOST_TEST((round_trip(text) == text), "a text of " << text.size() << " bytes");
  }
}

BOOST_AUTO_TEST_CASE(what_repeats_itself_becomes_small) {
  BOOST_TEST(compressed(std::string(100'000, 'a')).size() < 1'000u);
}

BOOST_AUTO_TEST_CASE(nothing_of_the_text_stays_in_the_working_memory) {
  const auto bytes = compress("the name of a visitor");
  done_with(bytes);
  for (const std::byte byte : bytes) BOOST_TEST((byte == std::byte{0}));
}

BOOST_AUTO_TEST_CASE(damage_is_an_error_wherever_it_is) {
  const auto whole = compressed("a text of some length, a text of some length, and its end");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST(code_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}) ==
               "sealed_format");
  }
  auto longer = whole;
  longer[0] = std::byte{0xff};  // says that the text is longer than it is
  BOOST_TEST(code_of(longer) == "sealed_format");
  auto endless = whole;
  endless[3] = std::byte{0xff};  // says that it has 4 GB
  BOOST_TEST(code_of(endless) == "sealed_format");
}

BOOST_AUTO_TEST_SUITE_END()
