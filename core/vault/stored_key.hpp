// A case key as it lies in a database: wrapped by the key of the epoch that it names. Pure; any thread.
#pragma once

#include <optional>

#include "core/vault/epoch_id.hpp"
#include "core/vault/wrapped_slot.hpp"

namespace hub::vault {

SlotBytes wrap_stored(KeyView wrapping, const EpochId& epoch, SlotNumber slot, KeyView key, Random& random);
// False when `bytes` were not wrapped by this key.
bool unwrap_stored(KeyView wrapping, const SlotBytes& bytes, SecretKey& key);
// The same key, wrapped by another epoch; nothing when `bytes` do not open.
std::optional<SlotBytes> wrap_anew(KeyView old_wrapping, const SlotBytes& bytes, KeyView wrapping,
                                   const EpochId& epoch, Random& random);

}  // namespace hub::vault
