// The keys of epochs in their slot file and in locked memory, whatever tells the epochs apart.
//
// One thread; but what key() gives may be read by others while nobody wipes that place. Places count from 0.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/base/locked_memory.hpp"
#include "core/vault/root_ring.hpp"
#include "core/vault/wrapped_slot.hpp"

namespace hub::vault {

class EpochSlots {
 public:
  using Place = std::uint32_t;
  // Which file, whose, and under which root of the ring new keys are wrapped.
  struct Source {
    std::unique_ptr<SlotFile> file;
    FileSetId set_id{};
    RootRing::Place root = 0;
  };
  using Visit = std::function<void(Place, const SlotHead&)>;

  // Reads what is in the file: keys whose heads have `kind`, wrapped by a root of `ring`, which outlives it.
  // A slot that does not open is kept as it is and counted as damaged.
  static Result<std::unique_ptr<EpochSlots>> load(Source source, std::uint32_t kind, std::uint32_t places,
                                                  const RootRing& ring, Random& random, const Visit& found);

  // Durable when it returns. transient "epochs_full" when no place is free.
  Result<Place> add(const SlotHead& head, KeyView key);
  // Zeroed and synced; the keys in memory stay until wipe() frees their places.
  Result<void> overwrite(std::span<const Place> places);
  void wipe(Place place);
  KeyView key(Place place) const;
  const SlotHead& head(Place place) const { return *heads_[place]; }
  const FileSetId& set_id() const { return source_.set_id; }

  // Every key wrapped anew by the last root of the ring, and the header made under it; durable when it
  // returns. Each slot lies in one sector, so that a crash leaves it under the one root or the other.
  Result<void> move_to_last_root();
  // Only when every case key opens: what does not open now never belonged to one (a beginning cut short by a
  // crash).
  Result<void> clear_damaged();

 private:
  EpochSlots(Source source, std::uint32_t places, const RootRing& ring, Random& random);
  RootDerivedKey wrapping_key(RootRing::Place root) const;
  Result<void> read_all(std::uint32_t kind, const Visit& found);
  std::span<std::byte, kKeyBytes> memory_of(Place place);
  std::optional<Place> free_place() const;

  Source source_;
  const RootRing& ring_;
  Random& random_;
  LockedMemory keys_;                           // one for each place
  std::vector<std::optional<SlotHead>> heads_;  // of the places in use
  std::vector<Place> damaged_;
};

}  // namespace hub::vault
