// An identity provider in memory: signs whoever it is told to in, and lies in every way it is told to. One
// thread.
#pragma once

#include <string>

#include "core/http/client.hpp"
#include "tests/support/scripted_client.hpp"
#include "tests/support/token_signer.hpp"
#include "tests/support/virtual_clock.hpp"

namespace hub::admin::testing {

class FakeIdentityProvider final : public http::Client {
 public:
  explicit FakeIdentityProvider(const hub::testing::VirtualClock& clock) : clock_(clock) {}

  // Of the person who signs in next.
  std::string name = "anna", groups = R"(["ops"])";
  // What the token says; the nonce is what the browser brought.
  std::string issuer = "https://login.example", audience = "hub", nonce;
  std::chrono::seconds life{300};
  std::string header = signer().header();
  bool is_away = false;
  int exchanges = 0;  // of codes for tokens

  Task<Result<http::Response>> send(http::Request request) override {
    using hub::testing::json_answer;
    if (is_away) co_return transient_error("refused", "the connection was refused");
    if (request.url.ends_with("/.well-known/openid-configuration"))
      co_return json_answer(200, R"({"issuer":"https://login.example",
          "authorization_endpoint":"https://login.example/authorize",
          "token_endpoint":"https://login.example/token","jwks_uri":"https://login.example/keys",
          "end_session_endpoint":"https://login.example/end"})");
    if (request.url.ends_with("/keys")) co_return json_answer(200, signer().jwks());
    ++exchanges;
    // A code is good once, as the standard asks.
    if (exchanges > 1 && request.body.view().find("code=used") != std::string_view::npos)
      co_return json_answer(400, R"({"error":"invalid_grant"})");
    co_return json_answer(200,
                          R"({"access_token":"a-1","id_token":")" + signer().sign(header, claims()) + "\"}");
  }

 private:
  static const hub::testing::TokenSigner& signer() {
    static const hub::testing::TokenSigner made(hub::testing::TokenSigner::Kind::p256, "e1");
    return made;
  }
  std::string claims() const {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(clock_.wall_now().time_since_epoch()).count();
    return R"({"iss":")" + issuer + R"(","aud":")" + audience + R"(","sub":"s-1","nonce":")" + nonce +
           R"(","preferred_username":")" + name + R"(","groups":)" + groups + R"(,"iat":)" +
           std::to_string(now) + R"(,"exp":)" + std::to_string(now + life.count()) + '}';
  }

  const hub::testing::VirtualClock& clock_;
};

}  // namespace hub::admin::testing
