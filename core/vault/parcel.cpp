#include "core/vault/parcel.hpp"

namespace hub::vault {

namespace {
constexpr std::string_view kWrapping = "hub keys between nodes";
}

SlotBytes pack(const RootRing& ring, const SlotHead& head, KeyView key, Random& random) {
  return wrap(ring.derive(ring.size() - 1, {}, kWrapping).view(), head, key, random);
}

Result<SlotHead> unpack(const RootRing& ring, std::uint32_t kind, const SlotBytes& parcel, SecretKey& key) {
  const SlotHead head = head_of(parcel);
  const auto opens = [&](RootRing::Place root) {
    return unwrap(ring.derive(root, {}, kWrapping).view(), parcel, key);
  };
  if (head.kind != kind || !ring.any_place(opens))
    return invalid_error("bad_parcel", "a key from another node was made under another root key");
  return head;
}

}  // namespace hub::vault
