#include "core/vault/shared_epochs.hpp"

namespace hub::vault {

namespace {
constexpr std::uint32_t kSharedEpochKind = 0x32454b48;  // "HKE2"
}

Result<std::unique_ptr<SharedEpochs>> SharedEpochs::load(EpochSlots::Source source, const RootRing& ring,
                                                         Random& random) {
  std::unique_ptr<SharedEpochs> epochs(new SharedEpochs);
  const auto found = [&epochs](EpochSlots::Place place, const SlotHead& head) {
    epochs->places_[head.id] = place;
  };
  auto slots = EpochSlots::load(std::move(source), kSharedEpochKind, kSharedEpochsMax, ring, random, found);
  if (!slots.ok()) return std::move(slots).error();
  epochs->slots_ = std::move(*slots);
  return epochs;
}

Result<void> SharedEpochs::add(const EpochId& epoch, WallTime born, KeyView key, std::mutex& mutex) {
  const SlotHead head{kSharedEpochKind, 0, static_cast<std::uint64_t>(born.time_since_epoch().count()),
                      epoch};
  const auto place = slots_->add(head, key);
  if (!place.ok()) return place.error();
  const std::lock_guard lock(mutex);
  places_[epoch] = *place;
  return {};
}

Result<void> SharedEpochs::overwrite(std::span<const EpochId> epochs, std::mutex& mutex) {
  std::vector<EpochSlots::Place> places;
  for (const EpochId& epoch : epochs) {
    if (const auto found = places_.find(epoch); found != places_.end()) places.push_back(found->second);
  }
  if (auto zeroed = slots_->overwrite(places); !zeroed.ok()) return zeroed;
  const std::lock_guard lock(mutex);
  for (const EpochId& epoch : epochs) places_.erase(epoch);
  for (const EpochSlots::Place place : places) slots_->wipe(place);
  return {};
}

std::optional<KeyView> SharedEpochs::find(const EpochId& epoch) const {
  const auto found = places_.find(epoch);
  if (found == places_.end()) return std::nullopt;
  return slots_->key(found->second);
}

WallTime SharedEpochs::born(const EpochId& epoch) const {
  return WallTime(milliseconds(slots_->head(places_.at(epoch)).stamp));
}

std::vector<EpochId> SharedEpochs::held() const {
  std::vector<EpochId> held;
  for (const auto& [epoch, place] : places_) held.push_back(epoch);
  return held;
}

}  // namespace hub::vault
