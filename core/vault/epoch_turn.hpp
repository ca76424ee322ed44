// The life of epochs that several nodes share: begun, handed out, used, emptied, declared dead in the table,
// then overwritten on every node that holds them. Each node runs it for itself (decisions/0003).
//
// One thread, the writer's; what it changes in `memory` and `epochs` it changes under the mutex.
#pragma once

#include <map>
#include <set>
#include <unordered_map>

#include "core/vault/epoch_table.hpp"
#include "core/vault/shared_epochs.hpp"
#include "core/vault/shared_vault.hpp"

namespace hub::vault {

// An epoch wraps for one length what is new, is emptied and ended after the second by its maker, or by the
// others when that one did not, and is overwritten by whoever holds it at its next turn.
inline constexpr int kEpochsToLive = 2;
inline constexpr std::chrono::minutes kTurnInterval{1};  // see Vault::turn_epochs()
inline constexpr auto kForeignGrace = 2 * kTurnInterval;

// What the vault knows of epochs beside their keys. Under the vault's mutex.
struct EpochMemory {
  std::optional<EpochId> current;                // is sealed under
  std::optional<EpochId> pending;                // made, and no peer holds it yet
  std::unordered_map<SlotNumber, EpochId> pins;  // keys that were sealed and not handed to the store yet
  std::set<EpochId> overwritten;                 // since the last turn began: rows read before may name them
  EpochState seen;                               // as of the last turn

  void use_pending() {
    current = pending;
    pending.reset();
  }
};

class EpochTurn {
 public:
  struct Parts {
    EpochTable& table;
    SharedEpochs& epochs;
    EpochMemory& memory;
    std::mutex& mutex;
    const Clock& clock;
    Random& random;
  };
  struct Settings {
    std::string node;
    std::chrono::seconds epoch_length;
    bool has_peers;
  };
  EpochTurn(Parts parts, Settings settings)
      : parts_(parts), settings_(std::move(settings)), self_{parts.epochs.file(), settings_.node} {}

  // Overwrites what died meanwhile, then begins an epoch. config "key_files" when the table is another one.
  Result<void> join();
  // All that is due now. What failed is done by the next one.
  Result<void> run();
  // invalid "epoch_over" when it is dead.
  Result<void> take(const EpochId& epoch, WallTime born, KeyView key);
  Result<std::vector<SlotNumber>> slots_outside();

 private:
  Result<void> begin_when_due();
  Result<void> begin();
  Result<void> check_table(const std::vector<KnownEpoch>& known) const;
  void forget_overwritten();
  Result<void> overwrite(const std::vector<EpochId>& dead);
  Result<void> overwrite_dead(const std::vector<KnownEpoch>& known);
  Result<void> wrap_anew_what_is_old(const std::vector<KnownEpoch>& known);
  Result<void> wrap_anew_under(const std::vector<EpochId>& old);
  std::vector<ReplacedKey> wrapped_anew(std::span<const StoredKey> keys);
  Result<void> end_what_is_empty(const std::vector<KnownEpoch>& known);
  void remember(const std::vector<KnownEpoch>& known);
  void note(const std::vector<KnownEpoch>& known);
  std::chrono::milliseconds age(WallTime born) const;
  bool is_over(WallTime born) const;
  bool is_old(const KnownEpoch& epoch) const;
  milliseconds seen_for(const EpochId& epoch) const;
  bool is_own(const KnownEpoch& epoch) const { return epoch.maker == settings_.node; }
  // Sealed under now or next, or being sealed under.
  bool is_in_use(const EpochId& epoch) const;
  std::vector<EpochId> held() const;

  Parts parts_;
  Settings settings_;
  KeyHolder self_;
  std::map<EpochId, MonotonicTime> seen_since_;  // of those in the table
  MonotonicTime begun_at_{};                     // the last own one
};

}  // namespace hub::vault
