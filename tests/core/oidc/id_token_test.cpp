// What an identity provider's token must be to be believed, and every way in which one is not.
#include "core/oidc/id_token.hpp"

#include <boost/test/unit_test.hpp>

#include "core/base/base64.hpp"
#include "tests/support/token_signer.hpp"

namespace oidc = hub::oidc;
using hub::testing::TokenSigner;

namespace {

constexpr std::int64_t kNow = 1'800'000'000;  // seconds since the epoch

// Made once: keys of a safe length take their time.
const TokenSigner& rsa() {
  static const TokenSigner signer(TokenSigner::Kind::rsa, "r1");
  return signer;
}
const TokenSigner& p256() {
  static const TokenSigner signer(TokenSigner::Kind::p256, "e1");
  return signer;
}

struct Claims {
  std::string issuer = R"("https://login.example")", audience = R"("hub")", subject = R"("s-1")",
              nonce = R"("n-1")", more;
  std::int64_t expires = kNow + 300, issued = kNow;

  std::string text() const {
    return R"({"iss":)" + issuer + R"(,"aud":)" + audience + R"(,"sub":)" + subject + R"(,"nonce":)" + nonce +
           R"(,"exp":)" + std::to_string(expires) + R"(,"iat":)" + std::to_string(issued) + more + '}';
  }
};

oidc::KeySet keys_of(const std::string& jwks) {
  const auto keys = oidc::KeySet::parse(jwks);
  BOOST_REQUIRE(keys.ok());
  return *keys;
}

oidc::KeySet both_keys() {
  return keys_of(R"({"keys":[)" + rsa().jwk() + ',' + p256().jwk() + "]}");
}

// What is wrong with it; empty when it is believed.
std::string problem_of(const std::string& token, const oidc::KeySet& keys = both_keys()) {
  hub::model::Arena arena;
  const oidc::Expected expected{"https://login.example", "hub", "n-1",
                                hub::WallTime(std::chrono::seconds(kNow))};
  const auto claims = oidc::read_id_token(token, keys, expected, arena);
  if (claims.ok()) return claims->text_at("sub") == "s-1" ? "" : "claims are missing";
  BOOST_TEST(claims.error().message.find("s-1") == std::string::npos);
  return claims.error().code;
}

std::string problem_of(const Claims& claims) {
  return problem_of(p256().sign(claims.text()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(oidc_id_token)

BOOST_AUTO_TEST_CASE(an_honest_token_is_believed_by_either_algorithm) {
  BOOST_TEST(problem_of(rsa().sign(Claims().text())) == "");
  BOOST_TEST(problem_of(p256().sign(Claims().text())) == "");
  BOOST_TEST(problem_of(p256().sign(R"({"alg":"ES256"})", Claims().text())) == "");
}

BOOST_AUTO_TEST_CASE(a_token_that_nobody_signed_is_refused) {
  const std::string claims = hub::base64url_encode(Claims().text());
  for (const std::string header :
       {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"NONE","kid":"r1"})", "{}"})
    BOOST_TEST(problem_of(hub::base64url_encode(header) + '.' + claims + '.') == "algorithm");
  BOOST_TEST(problem_of(hub::base64url_encode(rsa().header()) + '.' + claims + '.') == "signature");
}

// Whoever knows the public key could sign with it as if it were a shared secret.
BOOST_AUTO_TEST_CASE(a_shared_secret_is_no_signature) {
  BOOST_TEST(problem_of(rsa().sign(R"({"alg":"HS256","kid":"r1"})", Claims().text())) == "algorithm");
}

BOOST_AUTO_TEST_CASE(a_changed_token_is_refused) {
  const std::string token = rsa().sign(Claims().text());
  const std::size_t first = token.find('.'), last = token.rfind('.');
  Claims other;
  other.subject = R"("s-2")";
  BOOST_TEST(problem_of(token.substr(0, first + 1) + hub::base64url_encode(other.text()) +
                        token.substr(last)) == "signature");
  const TokenSigner mallory(TokenSigner::Kind::p256, "e1");
  BOOST_TEST(problem_of(mallory.sign(Claims().text())) == "signature");
}

BOOST_AUTO_TEST_CASE(a_key_is_good_for_its_own_algorithm_and_id_only) {
  BOOST_TEST(problem_of(p256().sign(R"({"alg":"RS256","kid":"e1"})", Claims().text())) == "unknown_key");
  BOOST_TEST(problem_of(p256().sign(R"({"alg":"ES256","kid":"r1"})", Claims().text())) == "unknown_key");
  BOOST_TEST(problem_of(p256().sign(R"({"alg":"RS256"})", Claims().text())) == "signature");
}

BOOST_AUTO_TEST_CASE(what_is_critical_and_not_understood_is_refused) {
  BOOST_TEST(problem_of(rsa().sign(R"({"alg":"RS256","kid":"r1","crit":["b64"],"b64":false})",
                                   Claims().text())) == "algorithm");
}

BOOST_AUTO_TEST_CASE(another_issuers_token_is_refused) {
  for (const std::string issuer : {R"("https://evil.example")", R"("https://login.example/")", "null", "1"}) {
    Claims claims;
    claims.issuer = issuer;
    BOOST_TEST(problem_of(claims) == "issuer");
  }
}

BOOST_AUTO_TEST_CASE(a_token_for_another_client_is_refused) {
  for (const std::string audience : {R"("other")", R"(["other"])", "[]", "null", R"(["hub","other"])"}) {
    Claims claims;
    claims.audience = audience;
    BOOST_TEST(problem_of(claims) == "audience", audience);
  }
  Claims claims;
  claims.more = R"(,"azp":"other")";
  BOOST_TEST(problem_of(claims) == "audience");
  claims.audience = R"(["hub","other"])";
  claims.more = R"(,"azp":"hub")";
  BOOST_TEST(problem_of(claims) == "");
}

BOOST_AUTO_TEST_CASE(a_token_is_good_for_its_time_only) {
  Claims claims;
  claims.expires = kNow - 61;
  BOOST_TEST(problem_of(claims) == "expired");
  claims.expires = kNow - 59;  // clocks differ a little
  BOOST_TEST(problem_of(claims) == "");
  claims.expires = -1;
  BOOST_TEST(problem_of(claims) == "expired");
  claims.expires = kNow + 300;
  claims.issued = kNow + 61;
  BOOST_TEST(problem_of(claims) == "issued_later");
}

BOOST_AUTO_TEST_CASE(a_token_of_another_sign_in_is_refused) {
  for (const std::string nonce : {R"("n-2")", R"("")", "null"}) {
    Claims claims;
    claims.nonce = nonce;
    BOOST_TEST(problem_of(claims) == "nonce", nonce);
  }
}

BOOST_AUTO_TEST_CASE(a_token_of_nobody_is_refused) {
  Claims claims;
  claims.subject = R"("")";
  BOOST_TEST(problem_of(claims) == "malformed_token");
}

BOOST_AUTO_TEST_CASE(what_is_no_token_is_refused) {
  const std::string good = rsa().sign(Claims().text());
  for (const std::string& text :
       {std::string(), std::string("."), std::string(".."), std::string("a.b"), good + ".x", '.' + good,
        "%" + good, hub::base64url_encode("[]") + ".e30.AA"})
    BOOST_TEST(problem_of(text) == "malformed_token", text);
}

BOOST_AUTO_TEST_CASE(keys_that_are_too_weak_or_for_something_else_are_left_out) {
  const TokenSigner weak(TokenSigner::Kind::rsa, "w1", 1024);
  BOOST_TEST(problem_of(weak.sign(Claims().text()), keys_of(weak.jwks())) == "unknown_key");
  std::string for_encryption = p256().jwks();
  for_encryption.replace(for_encryption.find(R"("sig")"), 5, R"("enc")");
  BOOST_TEST(problem_of(p256().sign(Claims().text()), keys_of(for_encryption)) == "unknown_key");
  const std::string shared =
      R"({"keys":[{"kty":"oct","kid":"e1","k":"AAAA"},{"kty":"EC","crv":"P-256","kid":"e1","x":"AA","y":"AA"}]})";
  BOOST_TEST(problem_of(p256().sign(Claims().text()), keys_of(shared)) == "unknown_key");
}

BOOST_AUTO_TEST_CASE(a_point_that_is_not_on_the_curve_is_no_key) {
  const std::string zeros(43, 'A');
  const std::string off_curve =
      R"({"keys":[{"kty":"EC","crv":"P-256","kid":"e1","x":")" + zeros + R"(","y":")" + zeros + R"("}]})";
  BOOST_TEST(problem_of(p256().sign(Claims().text()), keys_of(off_curve)) == "unknown_key");
}

BOOST_AUTO_TEST_CASE(what_is_no_key_set_is_an_error) {
  for (const std::string text : {"", "[]", "{}", R"({"keys":{}})"})
    BOOST_TEST(!oidc::KeySet::parse(text).ok(), text);
}

BOOST_AUTO_TEST_SUITE_END()
