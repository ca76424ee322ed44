#include "core/vault/content_box.hpp"

#include <algorithm>

#include "core/base/buffer.hpp"
#include "core/vault/compress.hpp"

namespace hub::vault {

namespace {

constexpr std::byte kContentFormat{2};
constexpr std::size_t kCipherAt = 1 + kNonceBytes;
constexpr std::size_t kOverheadBytes = kCipherAt + kTagBytes;
constexpr std::size_t kPlaintextBytesMax = 256u << 20;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

}  // namespace

Result<void> check_size(std::string_view plaintext) {
  if (plaintext.size() <= kPlaintextBytesMax) return {};
  return invalid_error("case_too_large", "a case is larger than 256 MB");
}

std::vector<char> seal_content(const FreshKey& fresh, std::string_view plaintext, std::string_view bound_to) {
  const auto compressed = compress(plaintext);
  std::vector<char> content(compressed.size() + kOverheadBytes);
  const auto out = std::as_writable_bytes(std::span(content));
  out[0] = kContentFormat;
  std::ranges::copy(fresh.nonce(), out.subspan<1, kNonceBytes>().begin());
  gcm_encrypt(fresh.key(), fresh.nonce(), {out.first(1), bytes_of(bound_to)}, compressed,
              out.data() + kCipherAt, out.last<kTagBytes>());
  done_with(compressed);
  return content;
}

Result<std::string_view> open_content(KeyView key, std::string_view content, std::string_view bound_to,
                                      model::Arena& arena) {
  const auto sealed = bytes_of(content);
  if (sealed.size() < kOverheadBytes || sealed[0] != kContentFormat) {
    return invalid_error("sealed_format", "the sealed content is of an unknown format");
  }
  const auto cipher = sealed.subspan(kCipherAt, sealed.size() - kOverheadBytes);
  WipedBytes compressed(cipher.size());
  const auto into = reinterpret_cast<std::byte*>(compressed.data());
  if (!gcm_decrypt(key, sealed.subspan<1, kNonceBytes>(), {sealed.first(1), bytes_of(bound_to)}, cipher,
                   sealed.last<kTagBytes>(), into)) {
    return invalid_error("key_destroyed", "the slot holds no key that opens this content");
  }
  return decompress({into, compressed.size()}, arena);
}

}  // namespace hub::vault
