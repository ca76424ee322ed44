// Seals cases and forgets them: every case has its own key, every key is wrapped by a short-lived epoch key,
// every epoch key by the root. Key slots live in files of fixed size that are overwritten in place; where
// nodes share a database, wrapped case keys lie in it beside the rows (shared_vault.hpp).
//
// seal() and open() from any thread; write_keys(), destroy_keys(), turn_epochs() and rotate_root() from one
// thread (the store's worker), in the order of the contract in ARCHITECTURE.md: slot synced, content
// committed, 202.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/model/arena.hpp"
#include "core/model/keyed_hash.hpp"
#include "core/vault/file.hpp"
#include "core/vault/root_key.hpp"

namespace hub::vault {

// Of a key: its slot in cases.keys, or a random number of 63 bits where keys lie in a database.
using SlotNumber = std::uint64_t;

// A case key as it lies in its slot: wrapped by the epoch key, self-authenticating, safe to hold anywhere.
struct WrappedKey {
  SlotNumber slot = 0;
  std::array<std::byte, 96> bytes{};  // magic, slot, epoch, nonce, wrapped key, tag
};

struct SealedCase {
  WrappedKey key;             // goes to write_keys() before `content` is committed
  std::vector<char> content;  // format version, nonce, LZ4 + AES-256-GCM ciphertext, tag
};

struct VaultSettings {
  std::string directory;  // holds cases.keys, epochs.keys and ids.keys
  std::uint32_t case_slots = 1u << 20;
  std::chrono::seconds epoch_length{300};
};

// How many case keys there is room for, and how many there are.
struct SlotUse {
  std::uint32_t slots = 0, used = 0;
};

// What reconcile() found; `lost` is an alarm, never repaired in silence.
struct KeyAudit {
  std::uint32_t orphans_destroyed = 0;
  std::vector<SlotNumber> lost;
};

class Vault {
 public:
  // Creates the files when none exists; one that is missing, a wrong size or a foreign root is config
  // "key_files". Only ids.keys may be there alone: that is a restored backup. `next_root` is given while the
  // root is being replaced: files made under either of them are read. All references outlive the vault.
  static Result<std::unique_ptr<Vault>> open(VaultSettings settings, FileSystem& files, const RootKey& root,
                                             const Clock& clock, Random& random,
                                             const RootKey* next_root = nullptr);
  virtual ~Vault() = default;

  // `bound_to` (tenant and row identity) is authenticated with the content and needed again to open it.
  // Reserves a slot; transient "vault_full" when none is free. release() gives an unwritten slot back.
  virtual Result<SealedCase> seal(std::string_view plaintext, std::string_view bound_to) = 0;
  virtual void release(SlotNumber slot) = 0;

  // The plaintext, in `arena`. invalid "key_destroyed" when the key no longer opens it. `key` is as the
  // store gave it: its slot, and where keys lie in the database its bytes.
  virtual Result<std::string_view> open_sealed(const WrappedKey& key, std::string_view content,
                                               std::string_view bound_to, model::Arena& arena) = 0;

  // Durable when they return. An error other than "disk_full" means that the file can no longer be trusted.
  virtual Result<void> write_keys(std::span<const WrappedKey> keys) = 0;
  virtual Result<void> destroy_keys(std::span<const SlotNumber> slots) = 0;

  // At start, with every slot that a row refers to.
  virtual Result<KeyAudit> reconcile(std::span<const SlotNumber> live) = 0;

  // From any thread. Nothing of both where keys lie in a database.
  virtual SlotUse slot_use() const = 0;

  // Re-wraps keys older than two epochs and destroys epochs that are over and empty. Call about once a
  // minute.
  virtual Result<void> turn_epochs() = 0;
  // For how long after its deletion a key could still be opened, by whoever has every copy that was ever made
  // of it wrapped: nothing where it is overwritten in place, else until every running node has destroyed its
  // epoch.
  virtual std::chrono::milliseconds outlives_deletion() const { return {}; }

  // Everything that the root wraps, wrapped by the next one: durable when it returns, and what crashed
  // between is done by calling it again. Afterwards the old root opens nothing. invalid "no_next_root"
  // without one.
  virtual Result<void> rotate_root() = 0;

  // ids.keys as a new file: the only one of the three that a backup may have.
  virtual Result<void> back_up_ids(const std::string& path) = 0;

  // A key for keyed hashes that outlives cases and roots: derived for `purpose` ("ids/acme"), the same for
  // ever.
  virtual std::array<std::byte, 32> derive_key(std::string_view purpose) const = 0;

 protected:
  Vault() = default;
};

}  // namespace hub::vault
