// Signatures as receivers of known kinds check them: published vectors and what stands in the headers.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "connectors/webhook/signing.hpp"
#include "core/base/timestamp.hpp"
#include "core/http/standard_webhooks.hpp"
#include "tests/connectors/webhook/declared.hpp"

namespace hub::connectors::webhook {

namespace {

WallTime at_second(std::int64_t seconds) {
  return WallTime(std::chrono::seconds(seconds));
}

http::Request request_with(std::string_view body) {
  http::Request request;
  request.method = "POST";
  request.url = "https://example.com/hook";
  request.headers.add("Content-Type", "application/json");
  request.body.append(body);
  return request;
}

Signing hmac_signing(std::string_view preset, std::string_view secret) {
  Signing signing;
  signing.scheme = Signing::Scheme::hmac;
  signing.form = *find_hmac_form(preset);
  signing.secrets.emplace_back(secret.begin(), secret.end());
  return signing;
}

http::Request signed_request(const Signing& signing, std::string_view body, WallTime now) {
  SeededRandom random(1);
  http::Request request = request_with(body);
  BOOST_REQUIRE(sign(request, signing, "msg_1", now, random).ok());
  return request;
}

std::string header(const http::Request& request, std::string_view name) {
  return std::string(request.headers.find(name).value_or("(none)"));
}

constexpr std::string_view kBody = R"({"case":"1"})";

}  // namespace

BOOST_AUTO_TEST_SUITE(webhook_signing)

BOOST_AUTO_TEST_CASE(github_gets_its_published_example) {
  const auto request =
      signed_request(hmac_signing("github", "It's a Secret to Everybody"), "Hello, World!", at_second(1));
  BOOST_TEST(header(request, "X-Hub-Signature-256") ==
             "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  BOOST_TEST(header(request, "X-GitHub-Delivery") == "msg_1");
}

BOOST_AUTO_TEST_CASE(stripe_signs_the_time_with_the_secret_as_it_is_written) {
  const auto request =
      signed_request(hmac_signing("stripe", "whsec_test_secret"), kBody, at_second(1795000000));
  BOOST_TEST(header(request, "Stripe-Signature") ==
             "t=1795000000,v1=9983ae688d9a6fc3563393887860e082bdf699c8e4b2b06fe24fb9d47cf352fd");
}

BOOST_AUTO_TEST_CASE(shopify_gets_base64) {
  const auto request = signed_request(hmac_signing("shopify", "hush"), kBody, at_second(1));
  BOOST_TEST(header(request, "X-Shopify-Hmac-Sha256") == "Ysjh2Oelal+iOYA8/L+T7rWyDJNhwt3oM1Dn0FwM3gM=");
}

BOOST_AUTO_TEST_CASE(slack_gets_its_published_example) {
  const auto request = signed_request(
      hmac_signing("slack", "8f742231b10e8888abcd99yyyzzz85a5"),
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
      "channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
      "response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
      "96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
      at_second(1531420618));
  BOOST_TEST(header(request, "X-Slack-Signature") ==
             "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
  BOOST_TEST(header(request, "X-Slack-Request-Timestamp") == "1531420618");
}

BOOST_AUTO_TEST_CASE(zendesk_signs_a_written_time) {
  Signing signing = hmac_signing("zendesk", "hush");
  const auto request = signed_request(signing, kBody, *parse_timestamp("2026-11-23T12:00:00Z"));
  const std::string time = header(request, "X-Zendesk-Webhook-Signature-Timestamp");
  BOOST_TEST(time == "2026-11-23T12:00:00Z");
  BOOST_TEST(header(request, "X-Zendesk-Webhook-Signature") ==
             "2XqeQjdiACgFeI3bQxD6hVnVpJe7fVWCUZZcbsYyebQ=");
}

BOOST_AUTO_TEST_CASE(a_form_of_ones_own_is_filled_in) {
  Signing signing = hmac_signing("github", "hush");
  signing.form = {"X-Sign", "{timestamp}/{base64}", "{id}|{timestamp}|{body}", "X-Time", "", false};
  BOOST_TEST(check(signing.form).ok());
  const auto request = signed_request(signing, kBody, at_second(12));
  BOOST_TEST(header(request, "X-Time") == "12");
  BOOST_TEST(header(request, "X-Sign").starts_with("12/"));
  Signing other = signing;
  other.form.base = "{body}";
  BOOST_TEST(header(signed_request(other, kBody, at_second(12)), "X-Sign") != header(request, "X-Sign"));
}

BOOST_AUTO_TEST_CASE(two_secrets_sign_while_the_receiver_changes_over) {
  Signing signing;
  signing.scheme = Signing::Scheme::standard_webhooks;
  for (const char* text :
       {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"})
    signing.secrets.push_back(std::move(http::parse_hmac_secret(text)).value());
  const auto request = signed_request(signing, kBody, at_second(1795000000));
  const std::string signatures = header(request, "webhook-signature");
  BOOST_TEST(std::ranges::count(signatures, ' ') == 1);
  for (const WipedBytes& secret : signing.secrets) {
    BOOST_TEST(
        http::has_valid_signature({"msg_1", "1795000000", kBody}, signatures, std::span(&secret, 1), {}));
  }
}

BOOST_AUTO_TEST_CASE(a_message_signature_covers_the_digest_and_is_new_each_time) {
  Signing signing;
  signing.scheme = Signing::Scheme::message_signature;
  signing.key.bytes.assign(32, 'k');
  signing.key_id = "hub-2026";
  signing.components = {"@method", "@target-uri", "content-type", "content-digest"};
  SeededRandom random(1);
  http::Request first = request_with(kBody), second = request_with(kBody);
  BOOST_REQUIRE(sign(first, signing, "msg_1", at_second(1795000000), random).ok());
  BOOST_REQUIRE(sign(second, signing, "msg_1", at_second(1795000000), random).ok());
  BOOST_TEST(header(first, "Content-Digest").starts_with("sha-256=:"));
  const std::string input = header(first, "Signature-Input");
  BOOST_TEST(contains(input,
                      R"(("@method" "@target-uri" "content-type" "content-digest");created=1795000000;)"
                      R"(expires=1795000300;keyid="hub-2026";nonce=")"));
  BOOST_TEST(header(second, "Signature-Input") != input);
  BOOST_TEST(header(second, "Signature") != header(first, "Signature"));
}

BOOST_AUTO_TEST_CASE(a_request_without_a_body_is_signed_without_its_type) {
  setenv("HUB_TEST_WEBHOOK_KEY", "n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=", 1);
  Declared declared;
  declared.declare(
      "write: PUT /cases/{key}\nerase: DELETE /cases/{key}\nsignature: rfc9421\nkey_id: k\n"
      "signing_key: env:HUB_TEST_WEBHOOK_KEY\n");
  declared.expect("DELETE", "/cases/key-1", 204, "");
  BOOST_TEST(declared.erase(declared.record()).ok());
  BOOST_TEST(contains(declared.header("Signature-Input"),
                      R"(("@method" "@target-uri" "content-digest" "webhook-id"))"));
}

BOOST_AUTO_TEST_CASE(a_part_that_is_not_there_is_told_and_nothing_is_sent) {
  setenv("HUB_TEST_WEBHOOK_KEY", "n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=", 1);
  Declared declared;
  declared.declare(
      "write: PUT /cases/{key}\nsignature: rfc9421\nkey_id: k\nsigning_key: env:HUB_TEST_WEBHOOK_KEY\n"
      "signed_parts: [x-tenant]\n");
  const Error error = declared.write(declared.record()).error();
  BOOST_TEST(to_string(error.kind) == "config");
  BOOST_TEST(contains(error.message, "x-tenant"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::webhook
