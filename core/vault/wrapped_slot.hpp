// How a key lies in a slot: who it belongs to in clear, the key itself wrapped by another, all of it
// authenticated. Values; any thread.
#pragma once

#include "core/base/random.hpp"
#include "core/vault/slot_file.hpp"

namespace hub::vault {

struct SlotHead {
  std::uint32_t kind = 0;
  std::uint32_t number = 0;        // of the case slot, or of the epoch
  std::uint64_t stamp = 0;         // the epoch that wraps a case key, or when an epoch began (ms since 1970)
  std::array<std::byte, 16> id{};  // of the epoch, where several nodes share it; else zero
};

SlotBytes wrap(KeyView wrapping, const SlotHead& head, KeyView key, Random& random);
SlotHead head_of(const SlotBytes& bytes);
// False when `bytes` were not wrapped by this key.
bool unwrap(KeyView wrapping, const SlotBytes& bytes, SecretKey& key);

}  // namespace hub::vault
