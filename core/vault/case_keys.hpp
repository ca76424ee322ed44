// The case keys and their slots: who is free, who holds a key, under which epoch. Every slot number has two
// halves, so that a key can be re-wrapped without a moment in which only a half-written copy exists
// (decisions/0001).
//
// reserve(), release() and open() from any thread; the rest from the writer's thread. All take the vault's
// mutex for what is in memory, never while they wait for the disk.
#pragma once

#include <mutex>
#include <vector>

#include "core/vault/epochs.hpp"
#include "core/vault/vault.hpp"

namespace hub::vault {

SlotFileShape case_file_shape(std::uint32_t slots);

class CaseKeys {
 public:
  // `slots` is the number of slot numbers; the file holds twice as many.
  static Result<std::unique_ptr<CaseKeys>> load(std::unique_ptr<SlotFile> file, std::uint32_t slots,
                                                Epochs& epochs, std::mutex& mutex, Random& random);

  // A free slot for `key`, wrapped by the current epoch, which is pinned from here on.
  Result<WrappedKey> reserve(KeyView key);
  void release(SlotNumber slot);
  SlotUse use() const;
  // invalid "key_destroyed" when there is no key in the slot.
  Result<void> open(SlotNumber slot, SecretKey& key);

  Result<void> write(std::span<const WrappedKey> keys);
  Result<void> destroy(std::span<const SlotNumber> slots);
  Result<KeyAudit> reconcile(std::span<const SlotNumber> live);
  // The header made under another root; no case key is touched, for the root wraps none. Durable.
  Result<void> write_header(KeyView header_key, const FileSetId& set_id) {
    return file_->write_header(header_key, set_id);
  }
  // Wraps every key of epoch `newest` or older with the current epoch key.
  Result<void> rewrap(EpochNumber newest);

 private:
  enum class Use : std::uint8_t {
    free,
    reserved,  // handed out, not yet in the file
    written,
    dying,   // being zeroed
    found,   // in the file at start, no row known yet
    broken,  // in the file at start, opens under no epoch key
    lost,    // a row refers to it, but it does not open
  };
  struct Slot {
    EpochNumber epoch = 0;  // pinned while it is not 0
    Use use = Use::free;
    std::uint8_t half = 0;    // where the key is
    std::uint8_t marked = 0;  // the halves that are perhaps not all zero, as bits
  };
  static constexpr std::uint8_t kHalves = 2, kBothHalves = 3;
  static std::uint8_t bit(std::uint8_t half) { return static_cast<std::uint8_t>(1u << half); }
  struct Place {
    SlotNumber slot;
    std::uint8_t half;
  };

  CaseKeys(std::unique_ptr<SlotFile> file, std::uint32_t slots, Epochs& epochs, std::mutex& mutex,
           Random& random);
  Result<void> read_all();
  void note_found(SlotNumber slot, std::uint8_t half, const SlotBytes& bytes);
  std::uint32_t physical(Place place) const {
    return static_cast<std::uint32_t>(place.slot) + place.half * slot_count_;
  }
  Result<void> zero_and_sync(std::span<const Place> places);
  void add_marked(SlotNumber slot, std::uint8_t halves, std::vector<Place>& places) const;
  void set_free(SlotNumber slot);
  // From here on the slots below `count` are kept account of.
  void use_up_to(SlotNumber count);
  bool is_written(SlotNumber slot) const { return slot < slots_.size() && slots_[slot].use == Use::written; }
  Result<void> rewrap_some(std::span<const Place> old_places);
  Result<SlotBytes> wrapped_anew(Place place, EpochNumber current);

  std::unique_ptr<SlotFile> file_;
  std::uint32_t slot_count_;
  Epochs& epochs_;
  std::mutex& mutex_;
  Random& random_;
  std::vector<Slot> slots_;  // those below the first that nobody ever used
  // Of them; the last one is taken next: lately used slots share disk pages.
  std::vector<SlotNumber> free_;
};

}  // namespace hub::vault
