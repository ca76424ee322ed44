// The epoch keys: each wraps the case keys of a few minutes, all are wrapped by the root, few live at a time.
//
// begin() and destroy() from one thread. What they change in memory they change under the vault's mutex,
// which they are given; every other method is called with that mutex held.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/locked_memory.hpp"
#include "core/vault/root_ring.hpp"
#include "core/vault/wrapped_slot.hpp"

namespace hub::vault {

using EpochNumber = std::uint32_t;
inline constexpr std::uint32_t kEpochSlotsMax = 64;
inline constexpr SlotFileShape kEpochFileShape = {2, kEpochSlotsMax, 512};

class Epochs {
 public:
  // Reads what is in `file`: keys wrapped by a root of `ring`, new ones by the one at `root`. A slot that
  // does not open is kept as it is and counted as damaged.
  static Result<std::unique_ptr<Epochs>> load(std::unique_ptr<SlotFile> file, const FileSetId& set_id,
                                              const RootRing& ring, RootRing::Place root, Random& random);

  // Durable, then current. transient "epochs_full" when no slot is free.
  Result<void> begin(WallTime now, std::mutex& mutex);
  // Zeroed and synced, then wiped from memory.
  Result<void> destroy(std::span<const EpochNumber> epochs, std::mutex& mutex);
  // Every key wrapped anew by the last root of the ring, and the header made under it; durable when it
  // returns. Each slot lies in one sector, so that a crash leaves it under the one root or the other.
  Result<void> move_to_last_root();
  // Only when every case key opens: what does not open now never belonged to one (a beginning cut short by a
  // crash).
  Result<void> clear_damaged();

  bool has_current() const { return current_ != 0; }
  EpochNumber current() const { return current_; }
  WallTime current_since() const { return epochs_.at(current_).since; }
  std::optional<KeyView> find(EpochNumber epoch) const;
  // A pinned epoch is not destroyed: one pin for each case key it wraps or is about to.
  void pin(EpochNumber epoch) { ++epochs_.at(epoch).pins; }
  void unpin(EpochNumber epoch);
  // Whether a key is still wrapped by `newest` or an older epoch.
  bool any_pinned(EpochNumber newest) const;
  // Neither current nor pinned.
  std::vector<EpochNumber> spent() const;

 private:
  struct Epoch {
    std::uint32_t slot;
    WallTime since;
    std::uint64_t pins;
  };
  Epochs(std::unique_ptr<SlotFile> file, const FileSetId& set_id, const RootRing& ring, RootRing::Place root,
         Random& random);
  RootDerivedKey wrapping_key(RootRing::Place root) const;
  Result<void> read_all();
  std::span<std::byte, kKeyBytes> key_in(std::uint32_t slot);
  std::optional<std::uint32_t> free_slot() const;

  std::unique_ptr<SlotFile> file_;
  FileSetId set_id_;
  const RootRing& ring_;
  RootRing::Place root_;
  LockedMemory keys_;  // one per slot
  Random& random_;
  std::map<EpochNumber, Epoch> epochs_;
  std::vector<std::uint32_t> damaged_;
  EpochNumber current_ = 0, last_ = 0;
};

}  // namespace hub::vault
