#include "core/model/keyed_hash.hpp"

#include <cstring>

#include "core/base/base64.hpp"
#include "core/base/buffer.hpp"
#include "core/base/hmac.hpp"

namespace hub::model {

std::string KeyedHash::text() const {
  return base64url_encode(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

KeyedHash keyed_hash(HashKey key, std::string_view purpose, std::string_view input) {
  const auto digest = hmac_sha256(std::as_bytes(std::span(key)), {purpose, std::string_view("\0", 1), input});
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
