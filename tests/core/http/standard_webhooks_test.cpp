#include "core/http/standard_webhooks.hpp"

#include <openssl/evp.h>

#include <boost/test/unit_test.hpp>

#include "core/base/base64.hpp"

using namespace hub::http;
using namespace std::chrono_literals;

namespace {

struct Vector {
  const char *secret, *id, *timestamp, *body, *signature;
};
// domain.md 2.2
const Vector kVectors[] = {
    {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
     R"({"test": 2432232314})", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    {"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", "1649367553",
     R"({"email":"test@example.com","username":"test_user"})",
     "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="},
};

std::vector<hub::WipedBytes> secrets(std::initializer_list<const char*> texts) {
  std::vector<hub::WipedBytes> result;
  for (const char* text : texts) result.push_back(std::move(parse_hmac_secret(text)).value());
  return result;
}

bool accepts(const Vector& v, std::string_view signatures, std::string_view body) {
  return has_valid_signature({v.id, v.timestamp, body}, signatures, secrets({v.secret}), {});
}

// A key pair made for this test.
struct KeyPair {
  KeyPair() {
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    std::size_t size = 32;
    EVP_PKEY_get_raw_private_key(key, reinterpret_cast<unsigned char*>(seed.data()), &size);
    EVP_PKEY_get_raw_public_key(key, public_key.data(), &size);
    EVP_PKEY_free(key);
  }
  std::string seed = std::string(32, '\0');
  PublicKey public_key{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(signature)

BOOST_AUTO_TEST_CASE(the_vectors_of_standard_webhooks_are_signed_and_accepted) {
  for (const Vector& v : kVectors) {
    const auto secret = std::move(parse_hmac_secret(v.secret)).value();
    BOOST_TEST(sign_hmac({v.id, v.timestamp, v.body}, {secret.data(), secret.size()}) == v.signature);
    BOOST_TEST(accepts(v, v.signature, v.body));
  }
}

BOOST_AUTO_TEST_CASE(a_secret_may_lack_its_prefix) {
  BOOST_TEST(
      (*parse_hmac_secret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == *parse_hmac_secret(kVectors[0].secret)));
  for (const char* text : {"", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!", "whpk_AAAA"}) {
    BOOST_TEST(!parse_hmac_secret(text).ok(), text);
  }
}

BOOST_AUTO_TEST_CASE(one_changed_byte_anywhere_is_refused) {
  const Vector& v = kVectors[0];
  const std::string body = v.body;
  for (std::size_t i = 0; i < body.size(); ++i) {
    std::string changed = body;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    BOOST_TEST(!accepts(v, v.signature, changed), i);
  }
  const auto keys = secrets({v.secret});
  BOOST_TEST(!has_valid_signature({"msg_other", v.timestamp, v.body}, v.signature, keys, {}));
  BOOST_TEST(!has_valid_signature({v.id, "1614265331", v.body}, v.signature, keys, {}));
}

BOOST_AUTO_TEST_CASE(any_matching_token_is_enough_and_odd_ones_are_skipped) {
  const Vector& v = kVectors[0];
  const std::string good = v.signature;
  for (const std::string& list : {"v1,AAAA " + good, "v2,xyz v1a,AAAA " + good, "nonsense " + good,
                                  "v1, " + good, good + " v1,%%%", "  " + good}) {
    BOOST_TEST(accepts(v, list, v.body), list);
  }
  for (const std::string& list : {std::string(), std::string("v1"), good.substr(3), "v2" + good.substr(2),
                                  "V1" + good.substr(2), good.substr(0, good.size() - 2)}) {
    BOOST_TEST(!accepts(v, list, v.body), list);
  }
}

BOOST_AUTO_TEST_CASE(no_more_than_sixteen_tokens_are_looked_at) {
  const Vector& v = kVectors[0];
  std::string list;
  for (int i = 0; i < 16; ++i) list += "v1,AAAA ";
  BOOST_TEST(!accepts(v, list + v.signature, v.body));
}

BOOST_AUTO_TEST_CASE(while_a_secret_is_replaced_both_are_right) {
  const Vector& v = kVectors[0];
  const WebhookMessage message{v.id, v.timestamp, v.body};
  BOOST_TEST(has_valid_signature(message, v.signature, secrets({kVectors[1].secret, v.secret}), {}));
  BOOST_TEST(!has_valid_signature(message, v.signature, secrets({kVectors[1].secret}), {}));
}

BOOST_AUTO_TEST_CASE(ed25519_signatures_are_made_and_accepted) {
  const KeyPair pair, other;
  const WebhookMessage message{"msg_1", "1614265330", "{}"};
  const std::string token = sign_ed25519(message, pair.seed);
  BOOST_TEST(token.starts_with("v1a,"));
  const PublicKey right[] = {other.public_key, pair.public_key}, wrong[] = {other.public_key};
  BOOST_TEST(has_valid_signature(message, token, {}, right));
  BOOST_TEST(!has_valid_signature(message, token, {}, wrong));
  BOOST_TEST(!has_valid_signature({"msg_1", "1614265330", "{} "}, token, {}, right));

  const std::string_view raw(reinterpret_cast<const char*>(pair.public_key.data()), 32);
  const auto parsed = parse_public_key("whpk_" + hub::base64_encode(raw));
  BOOST_REQUIRE(parsed.ok());
  BOOST_TEST((*parsed == pair.public_key));
  BOOST_TEST(!parse_public_key("whpk_AAAA").ok());
}

BOOST_AUTO_TEST_CASE(a_timestamp_is_timely_within_five_minutes_on_either_side) {
  const hub::WallTime now(1614265330s);
  for (const char* text : {"1614265330", "1614265030", "1614265630"}) BOOST_TEST(is_timely(text, now), text);
  for (const char* text : {"1614265029", "1614265631", "0", "-1", "", "1614265330 ", " 1614265330",
                           "+1614265330", "1614265330.0", "99999999999999999999", "0x1", "1614265330000"}) {
    BOOST_TEST(!is_timely(text, now), text);
  }
}

BOOST_AUTO_TEST_CASE(a_message_id_has_no_dot) {
  BOOST_TEST(is_message_id("msg_27UH4WbU6Z5A5EzD8u03UvzRbpk"));
  for (const std::string& id : {std::string(), std::string("a.b"), std::string("a b"), std::string("a\n"),
                                std::string(257, 'a'), std::string("\xc3\xa5")}) {
    BOOST_TEST(!is_message_id(id), id);
  }
}

BOOST_AUTO_TEST_SUITE_END()
