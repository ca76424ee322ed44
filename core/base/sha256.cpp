// OpenSSL's newer functions allocate and look their algorithm up at every call, which takes several times as
// long as hashing the two hashes below a node of the certificate log.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/base/sha256.hpp"

#include <openssl/sha.h>

#include "core/base/assert.hpp"

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
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const std::byte byte : sha256(text)) {
    hex += kDigits[std::to_integer<unsigned>(byte >> 4)];
    hex += kDigits[std::to_integer<unsigned>(byte & std::byte{15})];
  }
  return hex;
}

}  // namespace hub
