#include "core/model/parse_keyed_hash.hpp"

#include <cstring>

#include "core/base/base64.hpp"

namespace hub::model {

std::optional<KeyedHash> parse_keyed_hash(std::string_view text) {
  const auto bytes = base64url_decode(text);
  KeyedHash hash;
  if (!bytes || bytes->size() != hash.bytes.size()) return std::nullopt;
  std::memcpy(hash.bytes.data(), bytes->data(), hash.bytes.size());
  return hash;
}

}  // namespace hub::model
