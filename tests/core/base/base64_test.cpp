#include "core/base/base64.hpp"

#include <boost/test/unit_test.hpp>

namespace {
std::string decoded(std::string_view text) {
  const auto bytes = hub::base64_decode(text);
  return bytes ? std::string(bytes->begin(), bytes->end()) : "refused";
}
}  // namespace

BOOST_AUTO_TEST_SUITE(base64)

BOOST_AUTO_TEST_CASE(the_vectors_of_rfc_4648_go_both_ways) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    BOOST_TEST(hub::base64_encode(plain) == text);
    BOOST_TEST(decoded(text) == plain);
  }
}

BOOST_AUTO_TEST_CASE(stray_bits_and_foreign_characters_are_refused) {
  for (const char* text : {"Zh==", "Zg=", "Zg", "Z===", "Zm 9", "Zm9v\n", "Zm9-", "===="}) {
    BOOST_TEST(decoded(text) == "refused", text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
