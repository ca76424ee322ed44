#include "core/vault/epoch_slots.hpp"

#include <algorithm>

namespace hub::vault {

EpochSlots::EpochSlots(Source source, std::uint32_t places, const RootRing& ring, Random& random)
    : source_(std::move(source)),
      ring_(ring),
      random_(random),
      keys_(std::size_t{places} * kKeyBytes),
      heads_(places) {}

RootDerivedKey EpochSlots::wrapping_key(RootRing::Place root) const {
  return ring_.derive(root, source_.set_id, "hub epoch keys");
}

Result<std::unique_ptr<EpochSlots>> EpochSlots::load(Source source, std::uint32_t kind, std::uint32_t places,
                                                     const RootRing& ring, Random& random,
                                                     const Visit& found) {
  std::unique_ptr<EpochSlots> slots(new EpochSlots(std::move(source), places, ring, random));
  if (auto read = slots->read_all(kind, found); !read.ok()) return std::move(read).error();
  return slots;
}

Result<void> EpochSlots::read_all(std::uint32_t kind, const Visit& found) {
  return source_.file->for_each_used([&](Place place, const SlotBytes& bytes) {
    const SlotHead head = head_of(bytes);
    SecretKey key;
    const auto opens = [&](RootRing::Place root) { return unwrap(wrapping_key(root).view(), bytes, key); };
    if (head.kind != kind || !ring_.any_place(opens)) {
      damaged_.push_back(place);
      return;
    }
    std::ranges::copy(key.view(), memory_of(place).begin());
    heads_[place] = head;
    found(place, head);
  });
}

std::span<std::byte, kKeyBytes> EpochSlots::memory_of(Place place) {
  return std::span<std::byte, kKeyBytes>(keys_.bytes().data() + std::size_t{place} * kKeyBytes, kKeyBytes);
}

KeyView EpochSlots::key(Place place) const {
  return KeyView(keys_.bytes().data() + std::size_t{place} * kKeyBytes, kKeyBytes);
}

std::optional<EpochSlots::Place> EpochSlots::free_place() const {
  for (Place place = 0; place < heads_.size(); ++place) {
    if (!heads_[place] && std::ranges::find(damaged_, place) == damaged_.end()) return place;
  }
  return std::nullopt;
}

Result<EpochSlots::Place> EpochSlots::add(const SlotHead& head, KeyView key) {
  const auto place = free_place();
  if (!place) return transient_error("epochs_full", "no slot is free for a new epoch key");
  const SlotBytes wrapped = wrap(wrapping_key(source_.root).view(), head, key, random_);
  if (auto written = source_.file->write(*place, wrapped); !written.ok()) return std::move(written).error();
  if (auto synced = source_.file->sync(); !synced.ok()) return std::move(synced).error();
  std::ranges::copy(key, memory_of(*place).begin());
  heads_[*place] = head;
  return *place;
}

Result<void> EpochSlots::overwrite(std::span<const Place> places) {
  if (places.empty()) return {};
  for (const Place place : places) {
    if (auto zeroed = source_.file->zero(place); !zeroed.ok()) return zeroed;
  }
  return source_.file->sync();
}

void EpochSlots::wipe(Place place) {
  const auto key = memory_of(place);
  hub::wipe(key.data(), key.size());
  heads_[place].reset();
}

Result<void> EpochSlots::move_to_last_root() {
  const RootRing::Place last = ring_.size() - 1;
  const RootDerivedKey wrapping = wrapping_key(last);
  for (Place place = 0; place < heads_.size(); ++place) {
    if (!heads_[place]) continue;
    const SlotBytes wrapped = wrap(wrapping.view(), *heads_[place], key(place), random_);
    if (auto written = source_.file->write(place, wrapped); !written.ok()) return written;
  }
  if (auto synced = source_.file->sync(); !synced.ok()) return synced;
  source_.root = last;
  return source_.file->write_header(ring_.header_key(last).view(), source_.set_id);
}

Result<void> EpochSlots::clear_damaged() {
  if (auto zeroed = overwrite(damaged_); !zeroed.ok()) return zeroed;
  damaged_.clear();
  return {};
}

}  // namespace hub::vault
