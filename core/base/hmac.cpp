#include "core/base/hmac.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <memory>

#include "core/base/assert.hpp"

namespace hub {

namespace {

struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

// OpenSSL's one-call HMAC() looks the algorithm up by name each time, which takes longer than hashing a case.
Context new_context() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  Context context(EVP_MAC_CTX_new(algorithm));
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                   OSSL_PARAM_construct_end()};
  HUB_ASSERT(context && EVP_MAC_CTX_set_params(context.get(), parameters) == 1);
  return context;
}

const unsigned char* raw(const void* bytes) {
  return static_cast<const unsigned char*>(bytes);
}

}  // namespace

std::array<std::byte, 32> hmac_sha256(std::span<const std::byte> key,
                                      std::initializer_list<std::string_view> parts) {
  static constexpr unsigned char kNoKey[32] = {};
  thread_local const Context context = new_context();
  std::array<std::byte, 32> digest;
  std::size_t size = 0;
  // Without a key given, an empty one is the same as zeros: HMAC pads keys with zeros.
  const bool begun = key.empty() ? EVP_MAC_init(context.get(), kNoKey, sizeof kNoKey, nullptr) == 1
                                 : EVP_MAC_init(context.get(), raw(key.data()), key.size(), nullptr) == 1;
  HUB_ASSERT(begun);
  for (const std::string_view part : parts) {
    HUB_ASSERT(EVP_MAC_update(context.get(), raw(part.data()), part.size()) == 1);
  }
  HUB_ASSERT(EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                           digest.size()) == 1 &&
             size == digest.size());
  // The key goes from the context: callers wipe their own copy and count on it being the last.
  HUB_ASSERT(EVP_MAC_init(context.get(), kNoKey, sizeof kNoKey, nullptr) == 1);
  return digest;
}

}  // namespace hub
