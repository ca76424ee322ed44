// OpenSSL's newer functions allocate and look their algorithm up at every call, which takes several times as
// long as hashing the two hashes below a node of the certificate log.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/base/sha256.hpp"

#include <openssl/sha.h>

#include "core/base/assert.hpp"
#include "core/base/hex.hpp"

namespace hub {

std::array<std::byte, 32> sha256(std::string_view bytes) {
  return sha256({bytes});
}

std::array<std::byte, 32> sha256(std::initializer_list<std::string_view> parts) {
  SHA256_CTX context;
  std::array<std::byte, SHA256_DIGEST_LENGTH> digest;
  bool ok = SHA256_Init(&context) == 1;
  for (const std::string_view part : parts) ok = ok && SHA256_Update(&context, part.data(), part.size()) == 1;
  ok = ok && SHA256_Final(reinterpret_cast<unsigned char*>(digest.data()), &context) == 1;
  HUB_ASSERT(ok);
  return digest;
}

std::string sha256_hex(std::string_view text) {
  return hex_encode(sha256(text));
}

}  // namespace hub
