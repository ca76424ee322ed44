// The epoch keys of one node's own vault: each wraps the case keys of a few minutes, all are wrapped by the
// root, few live at a time.
//
// begin() and destroy() from one thread. What they change in memory they change under the vault's mutex,
// which they are given; every other method is called with that mutex held.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "core/base/clock.hpp"
#include "core/vault/epoch_slots.hpp"

namespace hub::vault {

using EpochNumber = std::uint32_t;
inline constexpr std::uint32_t kEpochSlotsMax = 64;
inline constexpr SlotFileShape kEpochFileShape = {2, kEpochSlotsMax, 512};

class Epochs {
 public:
  // Reads what is in the file; see EpochSlots::load().
  static Result<std::unique_ptr<Epochs>> load(EpochSlots::Source source, const RootRing& ring,
                                              Random& random);

  // Durable, then current. transient "epochs_full" when no slot is free.
  Result<void> begin(WallTime now, std::mutex& mutex);
  // Zeroed and synced, then wiped from memory.
  Result<void> destroy(std::span<const EpochNumber> epochs, std::mutex& mutex);
  Result<void> move_to_last_root() { return slots_->move_to_last_root(); }
  Result<void> clear_damaged() { return slots_->clear_damaged(); }

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
    EpochSlots::Place place;
    WallTime since;
    std::uint64_t pins;
  };
  explicit Epochs(Random& random) : random_(random) {}
  void note(EpochSlots::Place place, const SlotHead& head);

  Random& random_;
  std::unique_ptr<EpochSlots> slots_;
  std::map<EpochNumber, Epoch> epochs_;
  EpochNumber current_ = 0;  // the last one
};

}  // namespace hub::vault
