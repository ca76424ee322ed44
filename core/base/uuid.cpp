// Like the other hashes of this folder, without OpenSSL's costly look-up of the algorithm.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/base/uuid.hpp"

#include <openssl/sha.h>

#include "core/base/assert.hpp"

namespace hub {

namespace {

constexpr bool is_dash_place(std::size_t place) {
  return place == 8 || place == 13 || place == 18 || place == 23;
}

constexpr bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string written(const unsigned char* bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < std::tuple_size_v<UuidBytes>; ++i) {
    if (is_dash_place(text.size())) text += '-';
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

}  // namespace

std::string uuid_v5(const UuidBytes& name_space, std::string_view name) {
  SHA_CTX context;
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  bool ok = SHA1_Init(&context) == 1;
  ok = ok && SHA1_Update(&context, name_space.data(), name_space.size()) == 1;
  ok = ok && SHA1_Update(&context, name.data(), name.size()) == 1;
  ok = ok && SHA1_Final(digest.data(), &context) == 1;
  HUB_ASSERT(ok);
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0f) | 0x50);  // version
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3f) | 0x80);  // variant
  return written(digest.data());
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (is_dash_place(i) ? text[i] != '-' : !is_hex_digit(text[i])) return false;
  return true;
}

}  // namespace hub
