#include "core/base/sha256.hpp"

#include <openssl/evp.h>

#include "core/base/assert.hpp"

namespace hub {

std::array<std::byte, 32> sha256(std::string_view bytes) {
  std::array<std::byte, 32> digest;
  unsigned int size = 0;
  HUB_ASSERT(EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                        EVP_sha256(), nullptr) == 1);
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
