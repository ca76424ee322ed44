#include "core/vault/crypto.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>

#include "core/base/assert.hpp"
#include "core/base/hmac.hpp"
#include "core/base/sha256.hpp"

namespace hub::vault {

namespace {

// Failures here are out-of-memory or a broken OpenSSL, never foreign input.
void must(int result) {
  HUB_ASSERT(result == 1);
}

const unsigned char* raw(const std::byte* bytes) {
  return reinterpret_cast<const unsigned char*>(bytes);
}
unsigned char* raw(std::byte* bytes) {
  return reinterpret_cast<unsigned char*>(bytes);
}

EVP_CIPHER* aes_256_gcm() {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  HUB_ASSERT(cipher != nullptr);
  return cipher;
}

// One per thread and direction: making a context costs more than sealing a small case. After each use the key
// schedule is replaced by that of an all-zero key, so that no case key stays behind in it.
class GcmContext {
 public:
  explicit GcmContext(int encrypts) : context_(EVP_CIPHER_CTX_new()) {
    HUB_ASSERT(context_ != nullptr);
    must(EVP_CipherInit_ex2(context_.get(), aes_256_gcm(), nullptr, nullptr, encrypts, nullptr));
  }

  void start(KeyView key, std::span<const std::byte, kNonceBytes> nonce, Context aad) {
    must(EVP_CipherInit_ex2(context_.get(), nullptr, raw(key.data()), raw(nonce.data()), -1, nullptr));
    authenticate(aad.first);
    authenticate(aad.second);
  }

  void run(std::span<const std::byte> from, std::byte* to) {
    // OpenSSL counts in int; what the hub seals is far smaller.
    HUB_ASSERT(from.size() < (1u << 30));
    int size = 0;
    if (!from.empty()) {
      must(EVP_CipherUpdate(context_.get(), raw(to), &size, raw(from.data()), static_cast<int>(from.size())));
    }
  }

  bool finish() {
    unsigned char none[kTagBytes];
    int size = 0;
    return EVP_CipherFinal_ex(context_.get(), none, &size) == 1;
  }

  void control(int command, void* tag) { must(EVP_CIPHER_CTX_ctrl(context_.get(), command, kTagBytes, tag)); }

  void forget() {
    static constexpr unsigned char kZero[kKeyBytes] = {};
    must(EVP_CipherInit_ex2(context_.get(), nullptr, kZero, kZero, -1, nullptr));
  }

 private:
  void authenticate(std::span<const std::byte> bytes) {
    int size = 0;
    if (bytes.empty()) return;
    must(EVP_CipherUpdate(context_.get(), nullptr, &size, raw(bytes.data()), static_cast<int>(bytes.size())));
  }

  struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  };
  std::unique_ptr<EVP_CIPHER_CTX, Free> context_;
};

}  // namespace

void gcm_encrypt(KeyView key, std::span<const std::byte, kNonceBytes> nonce, Context context,
                 std::span<const std::byte> plain, std::byte* cipher, std::span<std::byte, kTagBytes> tag) {
  thread_local GcmContext gcm(1);
  gcm.start(key, nonce, context);
  gcm.run(plain, cipher);
  HUB_ASSERT(gcm.finish());
  gcm.control(EVP_CTRL_AEAD_GET_TAG, tag.data());
  gcm.forget();
}

bool gcm_decrypt(KeyView key, std::span<const std::byte, kNonceBytes> nonce, Context context,
                 std::span<const std::byte> cipher, std::span<const std::byte, kTagBytes> tag,
                 std::byte* plain) {
  thread_local GcmContext gcm(0);
  gcm.start(key, nonce, context);
  gcm.run(cipher, plain);
  gcm.control(EVP_CTRL_AEAD_SET_TAG, const_cast<std::byte*>(tag.data()));
  const bool fits = gcm.finish();
  gcm.forget();
  if (!fits) wipe(plain, cipher.size());
  return fits;
}

void derive(std::span<const std::byte> secret, std::span<const std::byte> salt, std::string_view info,
            std::span<std::byte, kKeyBytes> out) {
  static EVP_KDF* const hkdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  HUB_ASSERT(hkdf != nullptr);
  const std::unique_ptr<EVP_KDF_CTX, void (*)(EVP_KDF_CTX*)> context(EVP_KDF_CTX_new(hkdf), EVP_KDF_CTX_free);
  char digest[] = "SHA256";
  OSSL_PARAM parameters[5];
  OSSL_PARAM* next = parameters;
  *next++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0);
  *next++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<std::byte*>(secret.data()),
                                              secret.size());
  *next++ =
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, const_cast<char*>(info.data()), info.size());
  if (!salt.empty()) {
    *next++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, const_cast<std::byte*>(salt.data()),
                                                salt.size());
  }
  *next = OSSL_PARAM_construct_end();
  must(EVP_KDF_derive(context.get(), raw(out.data()), out.size(), parameters));
}

std::array<std::byte, 32> hmac_sha256(KeyView key, std::span<const std::byte> message) {
  return hub::hmac_sha256(key,
                          {std::string_view(reinterpret_cast<const char*>(message.data()), message.size())});
}

std::array<std::byte, 32> sha256(std::span<const std::byte> message) {
  return hub::sha256({reinterpret_cast<const char*>(message.data()), message.size()});
}

}  // namespace hub::vault
