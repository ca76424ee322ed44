// Keys on their way between nodes: wrapped by a key that the root alone gives, so that a key in clear is
// never in a message. Any thread.
#pragma once

#include "core/vault/root_ring.hpp"
#include "core/vault/wrapped_slot.hpp"

namespace hub::vault {

inline constexpr std::uint32_t kEpochParcel = 0x31504b48;  // "HKP1"
inline constexpr std::uint32_t kSeedParcel = 0x31504948;   // "HIP1"

// Under the last root of the ring: while the root is being replaced every node knows that one.
SlotBytes pack(const RootRing& ring, const SlotHead& head, KeyView key, Random& random);
// invalid "bad_parcel" when it is not of `kind`, or was made under a root that is not in `ring`.
Result<SlotHead> unpack(const RootRing& ring, std::uint32_t kind, const SlotBytes& parcel, SecretKey& key);

}  // namespace hub::vault
