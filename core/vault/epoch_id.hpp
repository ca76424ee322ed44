// The name of an epoch whose key several nodes may hold: 16 random bytes, so that no node has to ask another
// for one and a restored database never gives one twice. Values; any thread.
#pragma once

#include <array>
#include <cstddef>

#include "core/vault/vault.hpp"

namespace hub::vault {

using EpochId = std::array<std::byte, 16>;
inline constexpr EpochId kNoEpoch{};

// The epoch that wraps a key which lies in a database.
EpochId epoch_of(const WrappedKey& key);

}  // namespace hub::vault
