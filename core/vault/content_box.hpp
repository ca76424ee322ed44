// Content as it is stored: format version, nonce, ciphertext, tag; of the compressed text, under a key of its
// own. Any thread.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/model/arena.hpp"
#include "core/vault/crypto.hpp"

namespace hub::vault {

// A key that was never used, and the nonce for its one text. Wiped when it goes.
class FreshKey {
 public:
  explicit FreshKey(Random& random) { random.fill(bytes_); }
  ~FreshKey() { wipe(bytes_.data(), bytes_.size()); }
  FreshKey(const FreshKey&) = delete;
  FreshKey& operator=(const FreshKey&) = delete;
  KeyView key() const { return std::span(bytes_).first<kKeyBytes>(); }
  std::span<const std::byte, kNonceBytes> nonce() const { return std::span(bytes_).last<kNonceBytes>(); }

 private:
  std::array<std::byte, kKeyBytes + kNonceBytes> bytes_;
};

// invalid "case_too_large" beyond 256 MB.
Result<void> check_size(std::string_view plaintext);
// Precondition: check_size() passed.
std::vector<char> seal_content(const FreshKey& fresh, std::string_view plaintext, std::string_view bound_to);
// The plaintext, in `arena`. invalid "sealed_format", or "key_destroyed" when the key does not open it.
Result<std::string_view> open_content(KeyView key, std::string_view content, std::string_view bound_to,
                                      model::Arena& arena);

}  // namespace hub::vault
