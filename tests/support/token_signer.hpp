// The signing key of an identity provider, for tests: signs whatever it is told to. One thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace hub::testing {

class TokenSigner {
 public:
  enum class Kind { rsa, p256 };
  TokenSigner(Kind kind, std::string key_id, unsigned rsa_bits = 2048);

  // Its public half, as a JWK.
  std::string jwk() const;
  // A JWK Set with nothing else.
  std::string jwks() const { return R"({"keys":[)" + jwk() + "]}"; }
  // What an honest token begins with.
  std::string header() const;
  // Compact JWS of these texts.
  std::string sign(std::string_view header, std::string_view claims) const;
  std::string sign(std::string_view claims) const { return sign(header(), claims); }

 private:
  struct Key;
  Kind kind_;
  std::string key_id_;
  std::shared_ptr<const Key> key_;
};

}  // namespace hub::testing
