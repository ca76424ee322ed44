// What nodes send each other about epoch keys: names of epochs, and keys that the root has wrapped, each one
// behind the other. Pure; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/base/result.hpp"
#include "core/vault/shared_vault.hpp"

namespace hub::peers {

inline constexpr std::size_t kEpochsPerMessageMax = 1024;
inline constexpr std::size_t kMessageBytesMax = kEpochsPerMessageMax * sizeof(vault::EpochParcel);

Buffer encoded(std::span<const vault::EpochId> epochs);
Buffer encoded(std::span<const vault::EpochParcel> parcels);
// invalid "bad_message" when the length is not that of whole ones, or of too many.
Result<std::vector<vault::EpochId>> parse_epochs(std::string_view body);
Result<std::vector<vault::EpochParcel>> parse_parcels(std::string_view body);
// Of exactly one.
Result<vault::EpochParcel> parse_parcel(std::string_view body);

}  // namespace hub::peers
