// The few primitives the vault needs, over OpenSSL: AES-256-GCM with contexts kept per thread, HKDF, HMAC.
// Any thread. Contexts hold no key between calls.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "core/base/random.hpp"
#include "core/base/wipe.hpp"

namespace hub::vault {

using KeyView = std::span<const std::byte, 32>;
inline constexpr std::size_t kKeyBytes = 32, kNonceBytes = 12, kTagBytes = 16;

// A key on the stack, wiped when it goes.
class SecretKey {
 public:
  SecretKey() = default;
  ~SecretKey() { wipe(bytes_.data(), bytes_.size()); }
  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;
  std::span<std::byte, kKeyBytes> bytes() { return bytes_; }
  KeyView view() const { return bytes_; }

 private:
  std::array<std::byte, kKeyBytes> bytes_{};
};

// Authenticated with the text, in this order.
struct Context {
  std::span<const std::byte> first, second;
};

// `cipher` has the size of `plain` and may be the same memory.
void gcm_encrypt(KeyView key, std::span<const std::byte, kNonceBytes> nonce, Context context,
                 std::span<const std::byte> plain, std::byte* cipher, std::span<std::byte, kTagBytes> tag);
// False when the tag does not fit; `plain` is then wiped.
bool gcm_decrypt(KeyView key, std::span<const std::byte, kNonceBytes> nonce, Context context,
                 std::span<const std::byte> cipher, std::span<const std::byte, kTagBytes> tag,
                 std::byte* plain);

// HKDF-SHA256.
void derive(std::span<const std::byte> secret, std::span<const std::byte> salt, std::string_view info,
            std::span<std::byte, kKeyBytes> out);
std::array<std::byte, 32> hmac_sha256(KeyView key, std::span<const std::byte> message);
std::array<std::byte, 32> sha256(std::span<const std::byte> message);

}  // namespace hub::vault
