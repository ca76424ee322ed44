// Re-wrapping: how a key that outlives its epoch moves to the next without ever being at risk.
#include <algorithm>

#include "core/base/assert.hpp"
#include "core/vault/case_keys.hpp"

namespace hub::vault {

namespace {
constexpr std::size_t kRewrapsAtOnce = 4096;
constexpr SlotNumber kSlotsPerLook = 65536;
}  // namespace

Result<void> CaseKeys::rewrap(EpochNumber newest) {
  for (SlotNumber first = 0; first < slot_count_; first += kSlotsPerLook) {
    std::vector<Place> old;
    {
      const std::lock_guard lock(mutex_);
      if (!epochs_.any_pinned(newest)) return {};
      const auto used = static_cast<SlotNumber>(slots_.size());
      if (used <= first) return {};
      const SlotNumber end = std::min(used - first, kSlotsPerLook) + first;
      for (SlotNumber slot = first; slot < end; ++slot) {
        if (is_written(slot) && slots_[slot].epoch <= newest) old.push_back({slot, slots_[slot].half});
      }
    }
    for (std::size_t at = 0; at < old.size(); at += kRewrapsAtOnce) {
      const auto count = std::min(kRewrapsAtOnce, old.size() - at);
      if (auto moved = rewrap_some(std::span(old).subspan(at, count)); !moved.ok()) return moved;
    }
  }
  return {};
}

// Spare halves written and synced; then they count; then the old halves are zeroed and synced.
Result<void> CaseKeys::rewrap_some(std::span<const Place> old_places) {
  const EpochNumber current = epochs_.current();  // only this thread begins epochs
  for (const Place old_place : old_places) {
    const auto bytes = wrapped_anew(old_place, current);
    if (!bytes.ok()) return bytes.error();
    const Place spare{old_place.slot, static_cast<std::uint8_t>(old_place.half ^ 1)};
    if (auto written = file_->write(physical(spare), *bytes); !written.ok()) return written;
  }
  if (auto synced = file_->sync(); !synced.ok()) return synced;
  {
    const std::lock_guard lock(mutex_);
    for (const Place place : old_places) {
      Slot& state = slots_[place.slot];
      epochs_.pin(current);
      epochs_.unpin(state.epoch);
      state.epoch = current;
      state.half = place.half ^ 1;
      state.marked = kBothHalves;
    }
  }
  if (auto zeroed = zero_and_sync(old_places); !zeroed.ok()) return zeroed;
  const std::lock_guard lock(mutex_);
  for (const Place place : old_places) slots_[place.slot].marked = bit(place.half ^ 1);
  return {};
}

Result<SlotBytes> CaseKeys::wrapped_anew(Place place, EpochNumber current) {
  const auto bytes = file_->read(physical(place));
  if (!bytes.ok()) return bytes.error();
  const std::lock_guard lock(mutex_);
  SecretKey key;
  const SlotHead head = head_of(*bytes);
  const auto wrapping = epochs_.find(slots_[place.slot].epoch);
  HUB_ASSERT(wrapping.has_value());
  if (!unwrap(*wrapping, *bytes, key)) return key_files_error(file_->path() + ": a slot in use was damaged");
  return wrap(*epochs_.find(current), {head.kind, head.number, current}, key.view(), random_);
}

}  // namespace hub::vault
