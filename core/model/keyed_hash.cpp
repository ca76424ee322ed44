#include "core/model/keyed_hash.hpp"

#include <openssl/hmac.h>

#include <cstring>

#include "core/base/assert.hpp"
#include "core/base/base64.hpp"
#include "core/base/buffer.hpp"

namespace hub::model {

std::string KeyedHash::text() const {
  return base64url_encode(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

KeyedHash keyed_hash(HashKey key, std::string_view purpose, std::string_view input) {
  Buffer message;
  message.reserve(purpose.size() + 1 + input.size());
  message.append(purpose);
  message.push_back('\0');
  message.append(input);
  std::array<unsigned char, 32> digest;
  unsigned size = 0;
  HUB_ASSERT(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                  reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(),
                  &size));
  KeyedHash hash;
  std::memcpy(hash.bytes.data(), digest.data(), hash.bytes.size());
  return hash;
}

std::size_t KeyedHashHasher::operator()(const KeyedHash& hash) const noexcept {
  std::size_t value;
  std::memcpy(&value, hash.bytes.data(), sizeof value);
  return value;
}

std::string record_key(HashKey key, std::string_view case_id, std::string_view record_name, unsigned part) {
  Buffer input(case_id);
  input.push_back('\0');
  input.append(record_name);
  std::string text = keyed_hash(key, "record", input.view()).text();
  if (part != 0) text += '-' + std::to_string(part);
  return text;
}

}  // namespace hub::model
