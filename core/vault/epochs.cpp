#include "core/vault/epochs.hpp"

#include <algorithm>

#include "core/base/assert.hpp"

namespace hub::vault {

namespace {
constexpr std::uint32_t kEpochKind = 0x31454b48;  // "HKE1"
}

Epochs::Epochs(std::unique_ptr<SlotFile> file, const FileSetId& set_id, const RootRing& ring,
               RootRing::Place root, Random& random)
    : file_(std::move(file)),
      set_id_(set_id),
      ring_(ring),
      root_(root),
      keys_(kEpochSlotsMax * kKeyBytes),
      random_(random) {}

RootDerivedKey Epochs::wrapping_key(RootRing::Place root) const {
  return ring_.derive(root, set_id_, "hub epoch keys");
}

Result<std::unique_ptr<Epochs>> Epochs::load(std::unique_ptr<SlotFile> file, const FileSetId& set_id,
                                             const RootRing& ring, RootRing::Place root, Random& random) {
  std::unique_ptr<Epochs> epochs(new Epochs(std::move(file), set_id, ring, root, random));
  if (auto read = epochs->read_all(); !read.ok()) return std::move(read).error();
  return epochs;
}

Result<void> Epochs::read_all() {
  auto read = file_->for_each_used([&](std::uint32_t slot, const SlotBytes& bytes) {
    const SlotHead head = head_of(bytes);
    SecretKey key;
    const auto opens = [&](RootRing::Place root) { return unwrap(wrapping_key(root).view(), bytes, key); };
    if (head.kind != kEpochKind || !ring_.any_place(opens)) {
      damaged_.push_back(slot);
      return;
    }
    std::ranges::copy(key.view(), key_in(slot).begin());
    epochs_[head.number] = {slot, WallTime(milliseconds(head.stamp)), 0};
    current_ = last_ = std::max(last_, head.number);
  });
  return read;
}

std::span<std::byte, kKeyBytes> Epochs::key_in(std::uint32_t slot) {
  return std::span<std::byte, kKeyBytes>(keys_.bytes().data() + slot * kKeyBytes, kKeyBytes);
}

std::optional<std::uint32_t> Epochs::free_slot() const {
  for (std::uint32_t slot = 0; slot < kEpochSlotsMax; ++slot) {
    const bool in_use =
        std::ranges::any_of(epochs_, [&](const auto& entry) { return entry.second.slot == slot; });
    if (!in_use && std::ranges::find(damaged_, slot) == damaged_.end()) return slot;
  }
  return std::nullopt;
}

Result<void> Epochs::begin(WallTime now, std::mutex& mutex) {
  const auto slot = free_slot();
  if (!slot) return transient_error("epochs_full", "no slot is free for a new epoch key");
  SecretKey key;
  random_.fill(key.bytes());
  const SlotHead head{kEpochKind, last_ + 1, static_cast<std::uint64_t>(now.time_since_epoch().count())};
  const SlotBytes wrapped = wrap(wrapping_key(root_).view(), head, key.view(), random_);
  if (auto written = file_->write(*slot, wrapped); !written.ok()) return written;
  if (auto synced = file_->sync(); !synced.ok()) return synced;
  const std::lock_guard lock(mutex);
  std::ranges::copy(key.view(), key_in(*slot).begin());
  epochs_[head.number] = {*slot, now, 0};
  current_ = last_ = head.number;
  return {};
}

Result<void> Epochs::destroy(std::span<const EpochNumber> epochs, std::mutex& mutex) {
  if (epochs.empty()) return {};
  for (const EpochNumber epoch : epochs) {
    if (auto zeroed = file_->zero(epochs_.at(epoch).slot); !zeroed.ok()) return zeroed;
  }
  if (auto synced = file_->sync(); !synced.ok()) return synced;
  const std::lock_guard lock(mutex);
  for (const EpochNumber epoch : epochs) {
    const auto found = epochs_.find(epoch);
    HUB_ASSERT(found->second.pins == 0 && epoch != current_);
    const auto key = key_in(found->second.slot);
    wipe(key.data(), key.size());
    epochs_.erase(found);
  }
  return {};
}

Result<void> Epochs::move_to_last_root() {
  const RootRing::Place last = ring_.size() - 1;
  const RootDerivedKey wrapping = wrapping_key(last);
  for (const auto& [number, epoch] : epochs_) {
    const SlotHead head{kEpochKind, number,
                        static_cast<std::uint64_t>(epoch.since.time_since_epoch().count())};
    const SlotBytes wrapped = wrap(wrapping.view(), head, key_in(epoch.slot), random_);
    if (auto written = file_->write(epoch.slot, wrapped); !written.ok()) return written;
  }
  if (auto synced = file_->sync(); !synced.ok()) return synced;
  root_ = last;
  return file_->write_header(ring_.header_key(last).view(), set_id_);
}

Result<void> Epochs::clear_damaged() {
  if (damaged_.empty()) return {};
  for (const std::uint32_t slot : damaged_) {
    if (auto zeroed = file_->zero(slot); !zeroed.ok()) return zeroed;
  }
  if (auto synced = file_->sync(); !synced.ok()) return synced;
  damaged_.clear();
  return {};
}

std::optional<KeyView> Epochs::find(EpochNumber epoch) const {
  const auto found = epochs_.find(epoch);
  if (found == epochs_.end()) return std::nullopt;
  return KeyView(keys_.bytes().data() + found->second.slot * kKeyBytes, kKeyBytes);
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
