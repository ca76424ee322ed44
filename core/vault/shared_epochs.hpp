// The epochs whose keys one of several nodes holds: its own and those of its peers.
//
// add() and overwrite() from one thread. What they change in memory they change under the vault's mutex,
// which they are given; every other method is called with that mutex held.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "core/base/clock.hpp"
#include "core/vault/epoch_id.hpp"
#include "core/vault/epoch_slots.hpp"

namespace hub::vault {

inline constexpr std::uint32_t kSharedEpochsMax = 1024;
inline constexpr SlotFileShape kSharedEpochFileShape = {4, kSharedEpochsMax, 512};

class SharedEpochs {
 public:
  static Result<std::unique_ptr<SharedEpochs>> load(EpochSlots::Source source, const RootRing& ring,
                                                    Random& random);

  // Durable when it returns. transient "epochs_full" when no slot is free.
  Result<void> add(const EpochId& epoch, WallTime born, KeyView key, std::mutex& mutex);
  // Zeroed and synced, then wiped from memory. Those that are not held are left out.
  Result<void> overwrite(std::span<const EpochId> epochs, std::mutex& mutex);
  Result<void> move_to_last_root() { return slots_->move_to_last_root(); }
  Result<void> clear_damaged() { return slots_->clear_damaged(); }

  const FileSetId& file() const { return slots_->set_id(); }
  std::optional<KeyView> find(const EpochId& epoch) const;
  // Precondition: it is held.
  WallTime born(const EpochId& epoch) const;
  std::vector<EpochId> held() const;

 private:
  SharedEpochs() = default;
  std::unique_ptr<EpochSlots> slots_;
  std::map<EpochId, EpochSlots::Place> places_;
};

}  // namespace hub::vault
