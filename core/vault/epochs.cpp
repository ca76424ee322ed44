#include "core/vault/epochs.hpp"

#include <algorithm>

#include "core/base/assert.hpp"

namespace hub::vault {

namespace {
constexpr std::uint32_t kEpochKind = 0x31454b48;  // "HKE1"
}

Result<std::unique_ptr<Epochs>> Epochs::load(EpochSlots::Source source, const RootRing& ring,
                                             Random& random) {
  std::unique_ptr<Epochs> epochs(new Epochs(random));
  const auto found = [&epochs](EpochSlots::Place place, const SlotHead& head) { epochs->note(place, head); };
  auto slots = EpochSlots::load(std::move(source), kEpochKind, kEpochSlotsMax, ring, random, found);
  if (!slots.ok()) return std::move(slots).error();
  epochs->slots_ = std::move(*slots);
  return epochs;
}

void Epochs::note(EpochSlots::Place place, const SlotHead& head) {
  epochs_[head.number] = {place, WallTime(milliseconds(head.stamp)), 0};
  current_ = std::max(current_, head.number);
}

Result<void> Epochs::begin(WallTime now, std::mutex& mutex) {
  SecretKey key;
  random_.fill(key.bytes());
  const SlotHead head{kEpochKind, current_ + 1, static_cast<std::uint64_t>(now.time_since_epoch().count())};
  const auto place = slots_->add(head, key.view());
  if (!place.ok()) return place.error();
  const std::lock_guard lock(mutex);
  note(*place, head);
  return {};
}

Result<void> Epochs::destroy(std::span<const EpochNumber> epochs, std::mutex& mutex) {
  std::vector<EpochSlots::Place> places;
  for (const EpochNumber epoch : epochs) places.push_back(epochs_.at(epoch).place);
  if (auto zeroed = slots_->overwrite(places); !zeroed.ok()) return zeroed;
  const std::lock_guard lock(mutex);
  for (const EpochNumber epoch : epochs) {
    const auto found = epochs_.find(epoch);
    HUB_ASSERT(found->second.pins == 0 && epoch != current_);
    slots_->wipe(found->second.place);
    epochs_.erase(found);
  }
  return {};
}

std::optional<KeyView> Epochs::find(EpochNumber epoch) const {
  const auto found = epochs_.find(epoch);
  if (found == epochs_.end()) return std::nullopt;
  return slots_->key(found->second.place);
}

void Epochs::unpin(EpochNumber epoch) {
  auto& pins = epochs_.at(epoch).pins;
  HUB_ASSERT(pins > 0);
  --pins;
}

bool Epochs::any_pinned(EpochNumber newest) const {
  return std::ranges::any_of(
      epochs_, [&](const auto& entry) { return entry.first <= newest && entry.second.pins > 0; });
}

std::vector<EpochNumber> Epochs::spent() const {
  std::vector<EpochNumber> spent;
  for (const auto& [number, epoch] : epochs_) {
    if (number != current_ && epoch.pins == 0) spent.push_back(number);
  }
  return spent;
}

}  // namespace hub::vault
