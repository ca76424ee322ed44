#include "core/base/md5.hpp"

#include <openssl/evp.h>

#include <array>

#include "core/base/assert.hpp"
#include "core/base/hex.hpp"

namespace hub {

std::string md5_hex(std::string_view bytes) {
  std::array<std::byte, 16> digest;
  auto* const out = reinterpret_cast<unsigned char*>(digest.data());
  HUB_ASSERT(EVP_Digest(bytes.data(), bytes.size(), out, nullptr, EVP_md5(), nullptr) == 1);
  return hex_encode(digest);
}

}  // namespace hub
