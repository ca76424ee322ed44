// The vault that the store of hub.yaml needs, opened. Once, at the start.
#pragma once

#include <memory>
#include <string>

#include "core/vault/shared_vault.hpp"
#include "tools/hubd/hub_settings.hpp"

namespace hub::hubd {

struct OpenedVault {
  std::unique_ptr<vault::Vault> vault;
  vault::SharedVault* shared = nullptr;  // the same one, where keys lie in the database; not joined yet
};

// The folder of the key files; made when it is not there.
std::string key_folder(const HubSettings& settings);

// What is given by reference outlives the vault. Fails as Vault::open() and SharedVault::open() do.
Result<OpenedVault> open_vault(const HubSettings& settings, const vault::RootKey& root,
                               const vault::RootKey* next_root, const Clock& clock, Random& random);

}  // namespace hub::hubd
