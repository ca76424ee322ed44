#include "core/vault/wrapped_slot.hpp"

#include <cstring>

namespace hub::vault {

namespace {

// As it lies on disk, little-endian.
struct Layout {
  SlotHead head;
  std::array<std::byte, 4> reserved;  // zero
  std::array<std::byte, kNonceBytes> nonce;
  std::array<std::byte, kKeyBytes> key;
  std::array<std::byte, kTagBytes> tag;
};
static_assert(sizeof(SlotHead) == 32 && sizeof(Layout) == kSlotBytes);

Context authenticated(const Layout& layout) {
  return {std::as_bytes(std::span(&layout, 1)).first(offsetof(Layout, nonce)), {}};
}

}  // namespace

SlotBytes wrap(KeyView wrapping, const SlotHead& head, KeyView key, Random& random) {
  Layout layout{head, {}, {}, {}, {}};
  random.fill(layout.nonce);
  gcm_encrypt(wrapping, layout.nonce, authenticated(layout), key, layout.key.data(), layout.tag);
  SlotBytes bytes;
  std::memcpy(bytes.data(), &layout, sizeof layout);
  return bytes;
}

SlotHead head_of(const SlotBytes& bytes) {
  SlotHead head;
  std::memcpy(&head, bytes.data(), sizeof head);
  return head;
}

bool unwrap(KeyView wrapping, const SlotBytes& bytes, SecretKey& key) {
  Layout layout;
  std::memcpy(&layout, bytes.data(), sizeof layout);
  return gcm_decrypt(wrapping, layout.nonce, authenticated(layout), layout.key, layout.tag,
                     key.bytes().data());
}

}  // namespace hub::vault
