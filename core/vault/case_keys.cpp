#include "core/vault/case_keys.hpp"

#include <algorithm>

#include "core/base/assert.hpp"

namespace hub::vault {

namespace {

constexpr std::uint32_t kCaseKind = 0x31434b48;  // "HKC1"

Error key_destroyed() {
  return invalid_error("key_destroyed", "the key of this case no longer exists");
}

}  // namespace

SlotFileShape case_file_shape(std::uint32_t slots) {
  return {1, slots * 2, 128};
}

CaseKeys::CaseKeys(std::unique_ptr<SlotFile> file, std::uint32_t slots, Epochs& epochs, std::mutex& mutex,
                   Random& random)
    : file_(std::move(file)), slot_count_(slots), epochs_(epochs), mutex_(mutex), random_(random) {}

Result<std::unique_ptr<CaseKeys>> CaseKeys::load(std::unique_ptr<SlotFile> file, std::uint32_t slots,
                                                 Epochs& epochs, std::mutex& mutex, Random& random) {
  std::unique_ptr<CaseKeys> keys(new CaseKeys(std::move(file), slots, epochs, mutex, random));
  if (auto read = keys->read_all(); !read.ok()) return std::move(read).error();
  return keys;
}

Result<void> CaseKeys::read_all() {
  const std::lock_guard lock(mutex_);
  auto read = file_->for_each_used([&](std::uint32_t place, const SlotBytes& bytes) {
    note_found(place % slot_count_, static_cast<std::uint8_t>(place / slot_count_), bytes);
  });
  if (!read.ok()) return read;
  for (auto slot = static_cast<SlotNumber>(slots_.size()); slot-- > 0;) {
    Slot& state = slots_[slot];
    if (state.marked == 0) {
      free_.push_back(slot);
    } else if (state.epoch == 0) {
      state.use = Use::broken;
    } else {
      state.use = Use::found;
      epochs_.pin(state.epoch);
    }
  }
  return {};
}

// Where both halves open, a re-wrap was cut short: the later epoch counts.
void CaseKeys::note_found(SlotNumber slot, std::uint8_t half, const SlotBytes& bytes) {
  if (slot >= slots_.size()) slots_.resize(slot + 1);
  Slot& state = slots_[slot];
  state.marked |= bit(half);
  const SlotHead head = head_of(bytes);
  if (head.kind != kCaseKind || head.number != slot || head.stamp <= state.epoch) return;
  const auto epoch = static_cast<EpochNumber>(head.stamp);
  const auto wrapping = epochs_.find(epoch);
  SecretKey key;
  if (!wrapping || !unwrap(*wrapping, bytes, key)) return;
  state.epoch = epoch;
  state.half = half;
}

Result<WrappedKey> CaseKeys::reserve(KeyView key) {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) {
    if (slots_.size() == slot_count_) return transient_error("vault_full", "no key slot is free");
    use_up_to(static_cast<SlotNumber>(slots_.size()) + 1);
  }
  const SlotNumber slot = free_.back();
  free_.pop_back();
  const EpochNumber epoch = epochs_.current();
  slots_[slot] = {epoch, Use::reserved, 0, 0};
  epochs_.pin(epoch);
  const SlotHead head{kCaseKind, static_cast<std::uint32_t>(slot), epoch};
  return WrappedKey{slot, wrap(*epochs_.find(epoch), head, key, random_)};
}

void CaseKeys::use_up_to(SlotNumber count) {
  const auto used = static_cast<SlotNumber>(slots_.size());
  for (SlotNumber slot = count; slot-- > used;) free_.push_back(slot);
  if (count > used) slots_.resize(count);
}

void CaseKeys::set_free(SlotNumber slot) {
  Slot& state = slots_[slot];
  if (state.epoch != 0) epochs_.unpin(state.epoch);
  state = Slot{};
  free_.push_back(slot);
}

void CaseKeys::release(SlotNumber slot) {
  const std::lock_guard lock(mutex_);
  HUB_ASSERT(slots_.at(slot).use == Use::reserved && slots_[slot].marked == 0);
  set_free(slot);
}

SlotUse CaseKeys::use() const {
  const std::lock_guard lock(mutex_);
  return {slot_count_, static_cast<std::uint32_t>(slots_.size() - free_.size())};
}

Result<void> CaseKeys::open(SlotNumber slot, SecretKey& key) {
  const std::lock_guard lock(mutex_);
  if (!is_written(slot)) return key_destroyed();
  // Read under the mutex: a re-wrap zeroes this half only after it has taken the mutex to point to the other.
  const auto bytes = file_->read(physical({slot, slots_[slot].half}));
  if (!bytes.ok()) return bytes.error();
  const auto wrapping = epochs_.find(slots_[slot].epoch);
  if (!wrapping || !unwrap(*wrapping, *bytes, key)) return key_destroyed();
  return {};
}

Result<void> CaseKeys::write(std::span<const WrappedKey> keys) {
  if (keys.empty()) return {};
  {
    const std::lock_guard lock(mutex_);
    for (const WrappedKey& key : keys) {
      HUB_ASSERT(slots_.at(key.slot).use == Use::reserved);
      slots_[key.slot].marked = bit(0);
    }
  }
  std::vector<SlotFile::Numbered> slots;
  for (const WrappedKey& key : keys) slots.push_back({physical({key.slot, 0}), key.bytes});
  if (auto written = file_->write_many(std::move(slots)); !written.ok()) return written;
  if (auto synced = file_->sync(); !synced.ok()) return synced;
  const std::lock_guard lock(mutex_);
  for (const WrappedKey& key : keys) slots_[key.slot].use = Use::written;
  return {};
}

Result<void> CaseKeys::zero_and_sync(std::span<const Place> places) {
  if (places.empty()) return {};
  std::vector<SlotFile::Numbered> slots;
  for (const Place place : places) slots.push_back({physical(place), {}});
  if (auto zeroed = file_->write_many(std::move(slots)); !zeroed.ok()) return zeroed;
  return file_->sync();
}

void CaseKeys::add_marked(SlotNumber slot, std::uint8_t halves, std::vector<Place>& places) const {
  for (std::uint8_t half = 0; half < kHalves; ++half) {
    if (slots_[slot].marked & halves & bit(half)) places.push_back({slot, half});
  }
}

Result<void> CaseKeys::destroy(std::span<const SlotNumber> slots) {
  std::vector<SlotNumber> dying;
  std::vector<Place> places;
  {
    const std::lock_guard lock(mutex_);
    for (const SlotNumber slot : slots) {
      if (slot >= slots_.size()) continue;  // found all zero at start, and not used since
      Slot& state = slots_[slot];
      if (state.use == Use::free || state.use == Use::dying) continue;
      state.use = Use::dying;
      dying.push_back(slot);
      add_marked(slot, kBothHalves, places);
    }
  }
  if (auto zeroed = zero_and_sync(places); !zeroed.ok()) return zeroed;
  const std::lock_guard lock(mutex_);
  for (const SlotNumber slot : dying) set_free(slot);
  return {};
}

Result<KeyAudit> CaseKeys::reconcile(std::span<const SlotNumber> live) {
  KeyAudit audit;
  std::vector<bool> is_live(slot_count_);
  for (const SlotNumber slot : live) {
    if (slot < slot_count_) {
      is_live[slot] = true;
      const std::lock_guard lock(mutex_);
      use_up_to(slot + 1);
    } else {
      audit.lost.push_back(slot);
    }
  }
  std::vector<SlotNumber> orphans;
  std::vector<Place> places;
  {
    const std::lock_guard lock(mutex_);
    for (SlotNumber slot = 0; slot < slots_.size(); ++slot) {
      Slot& state = slots_[slot];
      if (is_live[slot] && state.use == Use::found) {
        state.use = Use::written;
        add_marked(slot, bit(state.half ^ 1), places);
        state.marked = bit(state.half);
      } else if (is_live[slot] && state.use != Use::written) {
        state.use = Use::lost;
        audit.lost.push_back(slot);
      } else if (!is_live[slot] && (state.use == Use::found || state.use == Use::broken)) {
        state.use = Use::dying;
        orphans.push_back(slot);
        add_marked(slot, kBothHalves, places);
      }
    }
    std::erase_if(free_, [&](SlotNumber slot) { return slots_[slot].use != Use::free; });
  }
  if (auto zeroed = zero_and_sync(places); !zeroed.ok()) return std::move(zeroed).error();
  const std::lock_guard lock(mutex_);
  for (const SlotNumber slot : orphans) set_free(slot);
  audit.orphans_destroyed = static_cast<std::uint32_t>(orphans.size());
  return audit;
}

}  // namespace hub::vault
