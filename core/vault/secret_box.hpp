// Seals the secrets of tenants: AES-256-GCM with a key for each tenant, derived from the seed that the root
// wraps. It survives a change of the root, and a backup has it, so that a restored hub can log in again. Any
// thread; the references outlive it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/vault/vault.hpp"

namespace hub::vault {

class SecretBox {
 public:
  SecretBox(const Vault& vault, Random& random) : vault_(vault), random_(random) {}

  // Format version, nonce, ciphertext, tag. It opens for this tenant and name only.
  std::vector<char> seal(std::string_view tenant, std::string_view name, std::string_view value);
  // Fails with config "secret_damaged".
  Result<Buffer> open(std::string_view tenant, std::string_view name, std::string_view sealed) const;

 private:
  const Vault& vault_;
  Random& random_;
};

}  // namespace hub::vault
