#include "core/http/message.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <boost/test/unit_test.hpp>

#include "core/base/base64.hpp"
#include "core/http/session.hpp"

namespace http = hub::http;
using namespace std::chrono_literals;

namespace {
std::optional<std::chrono::milliseconds> wait_of(const std::string& value) {
  const auto now = std::chrono::system_clock::from_time_t(1'445'412'420);  // Wed, 21 Oct 2015 07:27:00 GMT
  http::Headers headers;
  headers.add("retry-after", value);
  return http::retry_after(headers, now);
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Key new_rsa_key() {
  return {EVP_RSA_gen(2048), &EVP_PKEY_free};
}

std::string pem_of(EVP_PKEY* key) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

bool verifies(EVP_PKEY* key, std::string_view signed_part, std::string_view signature) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key);
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(signed_part.data()),
                          signed_part.size()) == 1;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string decoded(std::string_view part) {
  const auto bytes = hub::base64url_decode(part).value();
  return {bytes.begin(), bytes.end()};
}
}  // namespace

BOOST_AUTO_TEST_SUITE(message)

BOOST_AUTO_TEST_CASE(header_names_compare_without_case_and_keep_repetition) {
  http::Headers headers;
  headers.add("Set-Cookie", "a");
  headers.add("set-cookie", "b");
  BOOST_TEST(headers.find("SET-COOKIE").value() == "a");
  BOOST_TEST(headers.count("Set-cookie") == 2u);
  BOOST_TEST(!headers.find("Cookie"));
}

BOOST_AUTO_TEST_CASE(retry_after_is_read_as_seconds_or_as_a_date) {
  BOOST_TEST((wait_of("0") == 0ms));
  BOOST_TEST((wait_of("120") == 120'000ms));
  BOOST_TEST((wait_of("86400") == std::chrono::milliseconds(24h)));
  BOOST_TEST((wait_of("Wed, 21 Oct 2015 07:28:00 GMT") == 60'000ms));
  BOOST_TEST((wait_of("Wednesday, 21-Oct-15 07:28:00 GMT") == 60'000ms));
  BOOST_TEST((wait_of("Wed Oct 21 07:28:00 2015") == 60'000ms));
  BOOST_TEST((wait_of("Wed, 21 Oct 2015 07:00:00 GMT") == 0ms));
}

BOOST_AUTO_TEST_CASE(a_retry_after_that_is_nonsense_says_nothing) {
  for (const char* text : {"", "-5", "1.5", "12 seconds", "soon", "tomorrow 07:28:00", "0x10",
                           "99999999999999999999", "4000000000"}) {
    BOOST_TEST(!wait_of(text).has_value(), text);
  }
  BOOST_TEST(!http::retry_after({}, std::chrono::system_clock::now()).has_value());
}

BOOST_AUTO_TEST_CASE(forms_are_percent_encoded) {
  BOOST_TEST(http::form_encode({{"grant_type", "a b"}, {"x", "1&2=3"}, {"å", ""}}) ==
             "grant_type=a%20b&x=1%262%3D3&%C3%A5=");
  BOOST_TEST(http::percent_encode("AZaz09-._~") == "AZaz09-._~");
  BOOST_TEST(http::percent_encode("SELECT Id FROM Case WHERE a='b'") ==
             "SELECT%20Id%20FROM%20Case%20WHERE%20a%3D%27b%27");
}

BOOST_AUTO_TEST_CASE(an_assertion_is_signed_and_carries_its_claims) {
  const auto key = new_rsa_key();
  const hub::WallTime now{std::chrono::seconds(1'700'000'000)};
  const auto jwt = http::sign_jwt_rs256(pem_of(key.get()), "client-id", "user@example.com",
                                        "https://login.example.com", now, 180s);
  BOOST_REQUIRE(jwt.ok());
  const auto first_dot = jwt->find('.'), last_dot = jwt->rfind('.');
  BOOST_TEST(decoded(jwt->substr(0, first_dot)).find(R"("alg":"RS256")") != std::string::npos);
  const auto claims = decoded(jwt->substr(first_dot + 1, last_dot - first_dot - 1));
  for (const char* claim : {R"("iss":"client-id")", R"("sub":"user@example.com")", R"("exp":1700000180)"}) {
    BOOST_TEST(claims.find(claim) != std::string::npos, claim);
  }
  BOOST_TEST(
      verifies(key.get(), std::string_view(*jwt).substr(0, last_dot), decoded(jwt->substr(last_dot + 1))));
}

BOOST_AUTO_TEST_CASE(a_key_that_lost_its_newlines_still_signs) {
  const auto key = new_rsa_key();
  const auto pem = pem_of(key.get());
  const hub::WallTime now{std::chrono::seconds(1'700'000'000)};
  for (const char* newline : {" ", "\\n", "\r\n", ""}) {
    BOOST_TEST(http::sign_jwt_rs256(replaced(pem, "\n", newline), "i", "s", "a", now, 60s).ok(), newline);
  }
}

BOOST_AUTO_TEST_CASE(a_key_that_is_none_is_a_config_error_that_does_not_quote_it) {
  for (const char* pem : {"", "hunter2", "-----BEGIN PRIVATE KEY-----hunter2-----END PRIVATE KEY-----"}) {
    const auto jwt = http::sign_jwt_rs256(pem, "i", "s", "a", {}, 60s);
    BOOST_REQUIRE(!jwt.ok());
    BOOST_TEST((jwt.error().kind == hub::ErrorKind::config));
    BOOST_TEST(jwt.error().message.find("hunter2") == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
