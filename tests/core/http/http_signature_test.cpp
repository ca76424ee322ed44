// HTTP message signatures: the vectors of RFC 9421, appendix B, and what goes into the signed bytes.
#include "core/http/http_signature.hpp"

#include <boost/test/unit_test.hpp>

#include "core/base/base64.hpp"

namespace hub::http {

namespace {

SigningKey ed25519_key() {  // B.1.4
  return {SigningKey::Algorithm::ed25519, *base64url_decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU")};
}
SigningKey shared_key() {  // B.1.5
  return {SigningKey::Algorithm::hmac_sha256,
          *base64_decode(
              "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==")};
}

// The request of B.2.
Request foo() {
  Request request;
  request.method = "POST";
  request.url = "https://example.com/foo?param=Value&Pet=dog";
  request.headers.add("Date", "Tue, 20 Apr 2021 02:07:55 GMT");
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Content-Length", "18");
  request.body.append(R"({"hello": "world"})");
  return request;
}

std::string signature_on(Request request, const SigningKey& key, const SignatureInput& input) {
  const auto signed_it = sign_message(request, key, input);
  BOOST_REQUIRE(signed_it.ok());
  return std::string(*request.headers.find("Signature"));
}

// The hub's own profile on a request to a receiver.
Request hook() {
  Request request;
  request.method = "POST";
  request.url = "https://example.com/hooks/case?tenant=t1";
  request.headers.add("Content-Type", "application/json");
  request.body.append(R"({"hello": "world"})");
  request.headers.add("Content-Digest", content_digest(request.body.view()));
  request.headers.add("webhook-id", "msg_1");
  return request;
}
SignatureInput hook_input(std::string key_id) {
  SignatureInput input;
  input.components = {"@method", "@target-uri", "content-type", "content-digest", "webhook-id"};
  input.created = 1795000000;
  input.expires = 1795000300;
  input.key_id = std::move(key_id);
  input.nonce = "n1";
  input.tag = "hub-webhook";
  return input;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_signature)

BOOST_AUTO_TEST_CASE(the_shared_secret_vector_of_the_rfc_is_signed) {
  SignatureInput input;
  input.label = "sig-b25";
  input.components = {"date", "@authority", "content-type"};
  input.created = 1618884473;
  input.key_id = "test-shared-secret";
  BOOST_TEST(*signature_base(foo(), input) ==
             "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n"
             "\"@authority\": example.com\n"
             "\"content-type\": application/json\n"
             "\"@signature-params\": (\"date\" \"@authority\" \"content-type\")"
             ";created=1618884473;keyid=\"test-shared-secret\"");
  BOOST_TEST(signature_on(foo(), shared_key(), input) ==
             "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:");
}

BOOST_AUTO_TEST_CASE(the_ed25519_vector_of_the_rfc_is_signed) {
  SignatureInput input;
  input.label = "sig-b26";
  input.components = {"date", "@method", "@path", "@authority", "content-type", "content-length"};
  input.created = 1618884473;
  input.key_id = "test-key-ed25519";
  BOOST_TEST(
      signature_on(foo(), ed25519_key(), input) ==
      "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:");
}

BOOST_AUTO_TEST_CASE(the_hubs_profile_is_signed_with_either_kind_of_key) {
  BOOST_TEST(
      signature_on(hook(), ed25519_key(), hook_input("test-key-ed25519")) ==
      "hub=:p9nS8rPbfrj9uwXpwlxISPrWnFVppWv+MpO9dirCbFw1d3zzEqxxuHbVf1Vx5CrSUv6oD07lX5I8i+R4m/M8Aw==:");
  BOOST_TEST(signature_on(hook(), shared_key(), hook_input("test-shared-secret")) ==
             "hub=:ja3eacKLCkAsA+zD50pKmFQ45fzNr1reXUqsdWmCGoQ=:");
}

BOOST_AUTO_TEST_CASE(the_digest_covers_the_bytes_of_the_body) {
  BOOST_TEST(content_digest(R"({"hello": "world"})") ==
             "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
}

BOOST_AUTO_TEST_CASE(every_part_of_the_address_has_its_own_form) {
  SignatureInput input;
  input.components = {"@scheme", "@authority", "@path", "@query"};
  Request request;
  request.url = "HTTPS://Example.COM:443";
  BOOST_TEST(
      signature_base(request, input)
          ->starts_with("\"@scheme\": https\n\"@authority\": example.com\n\"@path\": /\n\"@query\": ?\n"));
  request.url = "http://example.com:8080/a%20b?q=1?2";
  BOOST_TEST(signature_base(request, input)
                 ->starts_with("\"@scheme\": http\n\"@authority\": example.com:8080\n\"@path\": "
                               "/a%20b\n\"@query\": ?q=1?2\n"));
}

BOOST_AUTO_TEST_CASE(values_of_a_header_are_trimmed_and_joined) {
  SignatureInput input;
  input.components = {"x-part", "x-empty"};
  Request request = foo();
  request.headers.add("X-Part", "  one ");
  request.headers.add("x-part", "two");
  request.headers.add("X-Empty", "");
  BOOST_TEST(signature_base(request, input)->starts_with("\"x-part\": one, two\n\"x-empty\": \n"));
}

BOOST_AUTO_TEST_CASE(what_the_request_lacks_cannot_be_signed) {
  for (const std::string component : {"x-missing", "@status", "@nothing"}) {
    SignatureInput input;
    input.components = {component};
    Request request = foo();
    BOOST_TEST(to_string(sign_message(request, ed25519_key(), input).error().kind) == "config", component);
    BOOST_TEST(!request.headers.find("Signature"), component);
  }
}

BOOST_AUTO_TEST_CASE(quotes_in_a_parameter_are_escaped) {
  SignatureInput input;
  input.key_id = R"(a"b\c)";
  BOOST_TEST(signature_base(foo(), input)->ends_with(R"(();created=0;keyid="a\"b\\c")"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::http
