#include "tests/support/token_signer.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "core/base/assert.hpp"
#include "core/base/base64.hpp"

namespace hub::testing {
namespace {

constexpr int kP256Bytes = 32;

std::string bytes_of(const BIGNUM* number, int size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  HUB_ASSERT(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), size) == size);
  return bytes;
}

// A member of a JWK: "name":"base64url".
std::string member(const EVP_PKEY* key, const char* parameter, const char* name, int size = 0) {
  BIGNUM* number = nullptr;
  HUB_ASSERT(EVP_PKEY_get_bn_param(key, parameter, &number) == 1);
  const std::string bytes = bytes_of(number, size > 0 ? size : BN_num_bytes(number));
  BN_free(number);
  return std::string(",\"") + name + "\":\"" + base64url_encode(bytes) + '"';
}

std::string joined_halves(const std::string& der) {
  const auto* in = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* parts = d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size()));
  HUB_ASSERT(parts != nullptr);
  const std::string joined =
      bytes_of(ECDSA_SIG_get0_r(parts), kP256Bytes) + bytes_of(ECDSA_SIG_get0_s(parts), kP256Bytes);
  ECDSA_SIG_free(parts);
  return joined;
}

}  // namespace

struct TokenSigner::Key {
  explicit Key(EVP_PKEY* made) : key(made) { HUB_ASSERT(key != nullptr); }
  ~Key() { EVP_PKEY_free(key); }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  EVP_PKEY* key;
};

TokenSigner::TokenSigner(Kind kind, std::string key_id, unsigned rsa_bits)
    : kind_(kind),
      key_id_(std::move(key_id)),
      key_(std::make_shared<Key>(kind == Kind::rsa ? EVP_RSA_gen(rsa_bits) : EVP_EC_gen("P-256"))) {}

std::string TokenSigner::jwk() const {
  const std::string id = R"(,"use":"sig","kid":")" + key_id_ + '"';
  if (kind_ == Kind::rsa)
    return R"({"kty":"RSA")" + id + member(key_->key, OSSL_PKEY_PARAM_RSA_N, "n") +
           member(key_->key, OSSL_PKEY_PARAM_RSA_E, "e") + '}';
  return R"({"kty":"EC","crv":"P-256")" + id + member(key_->key, OSSL_PKEY_PARAM_EC_PUB_X, "x", kP256Bytes) +
         member(key_->key, OSSL_PKEY_PARAM_EC_PUB_Y, "y", kP256Bytes) + '}';
}

std::string TokenSigner::header() const {
  return std::string(R"({"alg":")") + (kind_ == Kind::rsa ? "RS256" : "ES256") + R"(","kid":")" + key_id_ +
         "\"}";
}

std::string TokenSigner::sign(std::string_view header, std::string_view claims) const {
  const std::string text = base64url_encode(header) + '.' + base64url_encode(claims);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  HUB_ASSERT(EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_->key) == 1);
  const auto* in = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  HUB_ASSERT(EVP_DigestSign(context, nullptr, &size, in, text.size()) == 1);
  std::string signature(size, '\0');
  HUB_ASSERT(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, in,
                            text.size()) == 1);
  signature.resize(size);
  EVP_MD_CTX_free(context);
  return text + '.' + base64url_encode(kind_ == Kind::rsa ? signature : joined_halves(signature));
}

}  // namespace hub::testing
