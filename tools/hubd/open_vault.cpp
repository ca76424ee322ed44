#include "tools/hubd/open_vault.hpp"

#include <sys/stat.h>

namespace hub::hubd {

std::string key_folder(const HubSettings& settings) {
  const std::string directory = settings.data_dir + "/keys";
  ::mkdir(directory.c_str(), 0700);  // a folder that cannot be made is one that cannot be opened
  return directory;
}

Result<OpenedVault> open_vault(const HubSettings& settings, const vault::RootKey& root,
                               const vault::RootKey* next_root, const Clock& clock, Random& random) {
  const std::string directory = key_folder(settings);
  vault::FileSystem& files = vault::posix_file_system();
  if (!settings.postgres) {
    auto vault = vault::Vault::open({directory, settings.case_slots, settings.epoch_length}, files, root,
                                    clock, random, next_root);
    if (!vault.ok()) return std::move(vault).error();
    return OpenedVault{std::move(*vault)};
  }
  vault::SharedVaultSettings shared;
  shared.directory = directory;
  shared.node = node_name(settings.fleet);
  shared.epoch_length = settings.epoch_length;
  shared.has_peers = settings.peers.has_value();
  auto vault = vault::SharedVault::open(std::move(shared), files, root, clock, random, next_root);
  if (!vault.ok()) return std::move(vault).error();
  vault::SharedVault* const known = vault->get();
  return OpenedVault{std::move(*vault), known};
}

}  // namespace hub::hubd
