#include "core/oidc/key_set.hpp"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <array>

#include "core/base/base64.hpp"
#include "core/base/words.hpp"
#include "core/model/json.hpp"

namespace hub::oidc {
namespace {

constexpr std::array<std::string_view, 2> kAlgorithmWords = {"RS256", "ES256"};
constexpr std::size_t kKeysMax = 100;
constexpr int kRsaBitsMin = 2048;
constexpr std::size_t kRsaBytesMax = 1024;  // a larger modulus only makes verifying slow
constexpr std::size_t kP256Bytes = 32;

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using PublicKey = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BN_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// A member in base64url; empty when it is absent or broken.
std::string bytes_at(const model::Value& jwk, std::string_view name) {
  const auto decoded = base64url_decode(jwk.text_at(name));
  return decoded ? std::string(decoded->begin(), decoded->end()) : std::string();
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

PublicKey make_key(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) return nullptr;
  return PublicKey(key);
}

PublicKey rsa_key(const model::Value& jwk) {
  const std::string n = bytes_at(jwk, "n"), e = bytes_at(jwk, "e");
  if (n.empty() || e.empty() || n.size() > kRsaBytesMax || e.size() > sizeof(std::uint64_t)) return nullptr;
  const Number modulus = number_of(n), exponent = number_of(e);
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  PublicKey key = make_key("RSA", builder.get());
  return key && EVP_PKEY_get_bits(key.get()) >= kRsaBitsMin ? std::move(key) : nullptr;
}

// OpenSSL refuses a point that is not on the curve.
PublicKey p256_key(const model::Value& jwk) {
  const std::string x = bytes_at(jwk, "x"), y = bytes_at(jwk, "y");
  if (jwk.text_at("crv") != "P-256" || x.size() != kP256Bytes || y.size() != kP256Bytes) return nullptr;
  const std::string point = '\x04' + x + y;
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) !=
          1)
    return nullptr;
  return make_key("EC", builder.get());
}

// JWS writes r and s one after the other, OpenSSL wants them in DER.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * kP256Bytes) return {};
  const Signature parts(ECDSA_SIG_new());
  Number r = number_of(signature.substr(0, kP256Bytes)), s = number_of(signature.substr(kP256Bytes));
  if (!parts || !r || !s || ECDSA_SIG_set0(parts.get(), r.get(), s.get()) != 1) return {};
  (void)r.release();
  (void)s.release();
  const int size = i2d_ECDSA_SIG(parts.get(), nullptr);
  if (size <= 0) return {};
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(parts.get(), &out);
  return der;
}

bool is_signed_by(EVP_PKEY* key, std::string_view text, std::string_view signature) {
  const DigestContext context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text),
                          text.size()) == 1;
}

}  // namespace

struct KeySet::Key {
  Algorithm algorithm;
  std::string id;
  PublicKey key;

  bool fits(Algorithm wanted, std::string_view key_id) const {
    return algorithm == wanted && (key_id.empty() || id == key_id);
  }
};

std::optional<Algorithm> parse_algorithm(std::string_view word) {
  return parse_word<Algorithm>(kAlgorithmWords, word);
}

Result<KeySet> KeySet::parse(std::string_view json) {
  model::Arena arena;
  model::JsonParser parser;
  const auto document = parser.parse(json, arena);
  const model::Value* list = document ? document->find("keys") : nullptr;
  if (list == nullptr || !list->is_array() || list->as_array().size() > kKeysMax)
    return invalid_error("malformed_keys", "the keys of the identity provider cannot be read");
  KeySet set;
  for (const model::Value& jwk : list->as_array()) {
    const bool is_rsa = jwk.text_at("kty") == "RSA";
    if (jwk.text_at("use", "sig") != "sig" || (!is_rsa && jwk.text_at("kty") != "EC")) continue;
    const Algorithm algorithm = is_rsa ? Algorithm::rs256 : Algorithm::es256;
    const std::string_view word = kAlgorithmWords[static_cast<std::size_t>(algorithm)];
    if (jwk.text_at("alg", word) != word) continue;
    PublicKey key = is_rsa ? rsa_key(jwk) : p256_key(jwk);
    if (key)
      set.keys_.push_back(
          std::make_shared<const Key>(Key{algorithm, std::string(jwk.text_at("kid")), std::move(key)}));
  }
  return set;
}

bool KeySet::has(Algorithm algorithm, std::string_view key_id) const {
  for (const auto& key : keys_)
    if (key->fits(algorithm, key_id)) return true;
  return false;
}

bool KeySet::verifies(Algorithm algorithm, std::string_view key_id, std::string_view text,
                      std::string_view signature) const {
  const std::string der = algorithm == Algorithm::es256 ? der_of(signature) : std::string(signature);
  if (der.empty()) return false;
  for (const auto& key : keys_)
    if (key->fits(algorithm, key_id) && is_signed_by(key->key.get(), text, der)) return true;
  return false;
}

}  // namespace hub::oidc
