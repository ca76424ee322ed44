// The vault of nodes that share a database: wrapped case keys lie in it beside their rows, epoch keys in the
// node's own epochs.keys and in those of its peers (decisions/0003).
//
// Thread rule as in vault.hpp; join() before anything else, on one thread; take() on the writer's thread, the
// rest of what is here from any. open_sealed() fails with transient "key_moved" when the row has another key
// since it was read. write_keys() and destroy_keys() write nothing: the store does, in the
// transaction of the row.
#pragma once

#include "core/vault/epoch_table.hpp"
#include "core/vault/vault.hpp"

namespace hub::vault {

struct SharedVaultSettings {
  std::string directory;     // holds epochs.keys and ids.keys
  std::string node = "hub";  // the name of this node, as the others know it
  std::chrono::seconds epoch_length{300};
  // New epochs wait until a peer holds them, at most an epoch.
  bool has_peers = false;
};

// An epoch key on its way between nodes, wrapped by a key that the root alone gives.
using EpochParcel = std::array<std::byte, 96>;
EpochId epoch_of(const EpochParcel& parcel);

// What an operator has to know of epochs.
struct EpochState {
  std::size_t held = 0;
  std::vector<EpochId> missing;        // alive, and this node does not hold their keys
  std::vector<std::string> unsettled;  // nodes that have not overwritten a dead key for longer than an epoch
  bool waits_for_peer = false;         // a new epoch is not held by a second node yet
  std::size_t damaged_keys = 0;        // of cases, found in the database since the start
};

class SharedVault : public Vault {
 public:
  // Fails as Vault::open() does; config "key_files" also where cases.keys lies: those are the files of a
  // store in SQLite.
  static Result<std::unique_ptr<SharedVault>> open(SharedVaultSettings settings, FileSystem& files,
                                                   const RootKey& root, const Clock& clock, Random& random,
                                                   const RootKey* next_root = nullptr);

  // Overwrites the keys of epochs that died while this node was away, then begins an epoch. Nothing is sealed
  // before. `table` outlives the vault's use; one that knows none of the epochs held here is another
  // database's: config "key_files", and nothing is overwritten.
  virtual Result<void> join(EpochTable& table) = 0;

  // The epochs of this node that no peer holds yet.
  virtual std::vector<EpochParcel> to_hand_out() const = 0;
  // It may be sealed under: a peer holds it durably, or there is none that could.
  virtual void handed_out(const EpochId& epoch) = 0;
  // Of those that this node holds.
  virtual std::vector<EpochParcel> give(std::span<const EpochId> epochs) const = 0;
  // A peer's epoch; durable when it returns. invalid "bad_parcel" when it was not made under this root,
  // "epoch_over" when it is dead.
  virtual Result<EpochId> take(const EpochParcel& parcel) = 0;

  virtual EpochState epoch_state() const = 0;
  // The seed in ids.keys, for a node that joins: wrapped as an epoch is.
  virtual EpochParcel give_id_seed() const = 0;

 protected:
  SharedVault() = default;
};

// Makes ids.keys of a seed that a peer gave, where there is none. invalid "bad_parcel".
Result<void> import_id_seed(const std::string& directory, FileSystem& files, const RootKey& root,
                            const EpochParcel& parcel, Random& random);

}  // namespace hub::vault
