#include "core/vault/root_ring.hpp"

namespace hub::vault {

RootDerivedKey::RootDerivedKey(const RootKey& root, std::span<const std::byte> salt,
                               std::string_view purpose) {
  derive(root.bytes(), salt, purpose, key_.bytes());
}

}  // namespace hub::vault
