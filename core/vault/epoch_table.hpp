// What the nodes of one database know together: which epochs there are, whose slot files hold their keys,
// and which case keys they wrap. Wrapped keys only; an epoch key never comes here.
//
// The writer's thread. Each call is a transaction: durable when it returns. Errors as store::Database has
// them.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/vault/epoch_id.hpp"

namespace hub::vault {

// A slot file with epoch keys, by the random number in its header, and the node that it lies on.
struct KeyHolder {
  std::array<std::byte, 16> file{};
  std::string node;
  friend auto operator<=>(const KeyHolder&, const KeyHolder&) = default;
};

struct KnownEpoch {
  EpochId id{};
  std::string maker;  // the node that seals under it
  WallTime born{};
  std::optional<WallTime> died;
  std::vector<KeyHolder> holders;  // may have its key still
};

// A wrapped key and the row that it belongs to.
struct StoredKey {
  std::int64_t row = 0;
  std::int64_t part = 0;  // of the row: its content or its id
  EpochId epoch{};        // that wraps it
  std::array<std::byte, 96> wrapped{};
};

struct StoredKeyPlace {
  std::int64_t row = 0;
  std::int64_t part = 0;
};

// A key that is wrapped by another epoch than `from` meanwhile stays as it is.
struct ReplacedKey {
  std::int64_t row = 0;
  std::int64_t part = 0;
  EpochId from{}, to{};
  std::array<std::byte, 96> wrapped{};
};

class EpochTable {
 public:
  virtual ~EpochTable() = default;

  // One that nobody holds any more is left out: what is not here is dead.
  virtual Result<std::vector<KnownEpoch>> epochs() = 0;
  // A new one, before its key lies anywhere.
  virtual Result<void> begin(const EpochId& epoch, const KeyHolder& maker, WallTime now) = 0;
  // Before a further file gets the key. invalid "epoch_over" when it is dead.
  virtual Result<void> hold(const EpochId& epoch, const KeyHolder& holder) = 0;
  // Those of `epochs` that wrap nothing are dead from here on, and no key can be stored under them any more.
  virtual Result<std::vector<EpochId>> end(std::span<const EpochId> epochs, WallTime now) = 0;
  // The keys are overwritten in this file, or never were in it.
  virtual Result<void> let_go(std::span<const EpochId> epochs, const KeyHolder& holder) = 0;

  // What `epochs` wrap, behind `after` in the order of rows and parts.
  virtual Result<std::vector<StoredKey>> keys_under(std::span<const EpochId> epochs, StoredKeyPlace after,
                                                    std::uint32_t limit) = 0;
  virtual Result<void> replace(std::span<const ReplacedKey> keys) = 0;
  // Of the rows whose key is wrapped by none of `epochs`, or missing; those being deleted do not count.
  virtual Result<std::vector<SlotNumber>> slots_outside(std::span<const EpochId> epochs) = 0;
};

}  // namespace hub::vault
