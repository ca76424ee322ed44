// The table of epochs and keys that nodes share, in memory; it goes away on demand. One thread.
#pragma once

#include <algorithm>
#include <map>
#include <utility>

#include "core/vault/epoch_table.hpp"

namespace hub::testing {

class MemoryEpochTable final : public vault::EpochTable {
 public:
  using Place = std::pair<std::int64_t, std::int64_t>;  // row and part
  struct Key {
    vault::EpochId epoch;
    vault::WrappedKey key;
  };

  // As a store does, with the row. False when the epoch has ended.
  bool store(std::int64_t row, const vault::WrappedKey& key) {
    if (!is_alive(vault::epoch_of(key))) return false;
    keys[{row, 0}] = {vault::epoch_of(key), key};
    return true;
  }
  bool is_alive(const vault::EpochId& epoch) const {
    const auto found = std::ranges::find(all, epoch, &vault::KnownEpoch::id);
    return found != all.end() && !found->died;
  }

  Result<std::vector<vault::KnownEpoch>> epochs() override {
    if (is_away()) return away();
    return all;
  }
  Result<void> begin(const vault::EpochId& epoch, const vault::KeyHolder& maker, WallTime now) override {
    if (is_away()) return away();
    all.push_back({epoch, maker.node, now, {}, {maker}});
    return {};
  }
  Result<void> hold(const vault::EpochId& epoch, const vault::KeyHolder& holder) override {
    if (is_away()) return away();
    if (!is_alive(epoch)) return invalid_error("epoch_over", "the epoch has ended");
    auto& holders = std::ranges::find(all, epoch, &vault::KnownEpoch::id)->holders;
    if (std::ranges::find(holders, holder) == holders.end()) holders.push_back(holder);
    return {};
  }
  Result<std::vector<vault::EpochId>> end(std::span<const vault::EpochId> epochs, WallTime now) override {
    if (is_away()) return away();
    std::vector<vault::EpochId> dead;
    for (vault::KnownEpoch& known : all) {
      const bool is_meant = std::ranges::find(epochs, known.id) != epochs.end();
      const bool wraps =
          std::ranges::any_of(keys, [&](const auto& key) { return key.second.epoch == known.id; });
      if (!is_meant || wraps || known.died) continue;
      known.died = now;
      dead.push_back(known.id);
    }
    return dead;
  }
  Result<void> let_go(std::span<const vault::EpochId> epochs, const vault::KeyHolder& holder) override {
    if (is_away()) return away();
    for (vault::KnownEpoch& known : all) {
      if (std::ranges::find(epochs, known.id) == epochs.end()) continue;
      std::erase_if(known.holders, [&](const vault::KeyHolder& one) { return one.file == holder.file; });
    }
    std::erase_if(all, [](const vault::KnownEpoch& known) { return known.died && known.holders.empty(); });
    return {};
  }
  Result<std::vector<vault::StoredKey>> keys_under(std::span<const vault::EpochId> epochs,
                                                   vault::StoredKeyPlace after,
                                                   std::uint32_t limit) override {
    if (is_away()) return away();
    std::vector<vault::StoredKey> found;
    for (auto at = keys.upper_bound({after.row, after.part}); at != keys.end() && found.size() < limit;
         ++at) {
      if (std::ranges::find(epochs, at->second.epoch) == epochs.end()) continue;
      found.push_back({at->first.first, at->first.second, at->second.epoch, at->second.key.bytes});
    }
    return found;
  }
  Result<void> replace(std::span<const vault::ReplacedKey> replaced) override {
    if (is_away()) return away();
    for (const vault::ReplacedKey& one : replaced) {
      const auto found = keys.find({one.row, one.part});
      if (found == keys.end() || found->second.epoch != one.from) continue;
      found->second.epoch = one.to;
      found->second.key.bytes = one.wrapped;
    }
    return {};
  }
  Result<std::vector<vault::SlotNumber>> slots_outside(std::span<const vault::EpochId> epochs) override {
    if (is_away()) return away();
    std::vector<vault::SlotNumber> slots;
    for (const auto& [place, key] : keys) {
      if (std::ranges::find(epochs, key.epoch) == epochs.end()) slots.push_back(key.key.slot);
    }
    return slots;
  }

  std::vector<vault::KnownEpoch> all;
  std::map<Place, Key> keys;
  std::uint64_t away_at_call = 0;  // counts down; from then on nothing answers. 0: it always does

 private:
  bool is_away() {
    if (away_at_call > 1) {
      --away_at_call;
      return false;
    }
    return away_at_call == 1;
  }
  static Error away() { return transient_error("database_away", "the database is away"); }
};

}  // namespace hub::testing
