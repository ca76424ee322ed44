#include "core/vault/epochs.hpp"

#include <algorithm>

#include "core/base/assert.hpp"

namespace hub::vault {

namespace {
constexpr std::uint32_t kEpochKind = 0x31454b48;  // "HKE1"
}

Epochs::Epochs(std::unique_ptr<SlotFile> file, KeyView wrapping, Random& random)
    : file_(std::move(file)), keys_((1 + kEpochSlotsMax) * kKeyBytes), random_(random) {
  std::ranges::copy(wrapping, keys_.bytes().begin());
}

Result<std::unique_ptr<Epochs>> Epochs::load(std::unique_ptr<SlotFile> file, KeyView wrapping,
                                             Random& random) {
  std::unique_ptr<Epochs> epochs(new Epochs(std::move(file), wrapping, random));
  if (auto read = epochs->read_all(); !read.ok()) return std::move(read).error();
  return epochs;
}

Result<void> Epochs::read_all() {
  const KeyView wrapping(keys_.bytes().data(), kKeyBytes);
  auto read = file_->for_each_used([&](std::uint32_t slot, const SlotBytes& bytes) {
    const SlotHead head = head_of(bytes);
    SecretKey key;
    if (head.kind != kEpochKind || !unwrap(wrapping, bytes, key)) {
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
  return std::span<std::byte, kKeyBytes>(keys_.bytes().data() + (1 + slot) * kKeyBytes, kKeyBytes);
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
  const SlotBytes wrapped = wrap(KeyView(keys_.bytes().data(), kKeyBytes), head, key.view(), random_);
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
  return KeyView(keys_.bytes().data() + (1 + found->second.slot) * kKeyBytes, kKeyBytes);
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
