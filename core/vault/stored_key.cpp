#include "core/vault/stored_key.hpp"

namespace hub::vault {

namespace {
constexpr std::uint32_t kStoredKeyKind = 0x32434b48;  // "HKC2"
}

SlotBytes wrap_stored(KeyView wrapping, const EpochId& epoch, SlotNumber slot, KeyView key, Random& random) {
  return wrap(wrapping, {kStoredKeyKind, 0, slot, epoch}, key, random);
}

bool unwrap_stored(KeyView wrapping, const SlotBytes& bytes, SecretKey& key) {
  return head_of(bytes).kind == kStoredKeyKind && unwrap(wrapping, bytes, key);
}

std::optional<SlotBytes> wrap_anew(KeyView old_wrapping, const SlotBytes& bytes, KeyView wrapping,
                                   const EpochId& epoch, Random& random) {
  SecretKey key;
  if (!unwrap_stored(old_wrapping, bytes, key)) return std::nullopt;
  return wrap_stored(wrapping, epoch, head_of(bytes).stamp, key.view(), random);
}

}  // namespace hub::vault
