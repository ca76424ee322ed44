#include "core/base/hmac.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <string>

namespace {

std::string hex(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte byte : bytes) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(byte));
    text += digits;
  }
  return text;
}

std::span<const std::byte> key_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hmac)

// RFC 4231, test cases 1, 2 and 6.
BOOST_AUTO_TEST_CASE(the_published_vectors_hold) {
  BOOST_TEST(hex(hub::hmac_sha256(key_of(std::string(20, '\x0b')), {"Hi There"})) ==
             "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  BOOST_TEST(hex(hub::hmac_sha256(key_of("Jefe"), {"what do ya want for nothing?"})) ==
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  BOOST_TEST(hex(hub::hmac_sha256(key_of(std::string(131, '\xaa')),
                                  {"Test Using Larger Than Block-Size Key - Hash Key First"})) ==
             "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

BOOST_AUTO_TEST_CASE(parts_count_as_one_text_and_no_call_leaves_anything_for_the_next) {
  const auto whole = hub::hmac_sha256(key_of("Jefe"), {"what do ya want for nothing?"});
  (void)hub::hmac_sha256(key_of("another"), {"text"});
  const auto parts = hub::hmac_sha256(key_of("Jefe"), {"what do ya ", "", "want for nothing?"});
  BOOST_TEST(hex(whole) == hex(parts));
}

BOOST_AUTO_TEST_CASE(an_empty_key_is_a_key) {
  BOOST_TEST(hex(hub::hmac_sha256({}, {""})) ==
             "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

BOOST_AUTO_TEST_SUITE_END()
