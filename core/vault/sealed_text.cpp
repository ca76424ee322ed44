#include "core/vault/sealed_text.hpp"

namespace hub::vault {

namespace {
constexpr char kFormat = 1;
constexpr std::size_t kOverhead = 1 + kNonceBytes + kTagBytes;
}  // namespace

std::vector<char> seal_text(KeyView key, Context context, std::string_view text, Random& random) {
  std::vector<char> sealed(kOverhead + text.size());
  sealed[0] = kFormat;
  const auto rest = std::as_writable_bytes(std::span(sealed)).subspan(1);
  const auto nonce = rest.first<kNonceBytes>();
  random.fill(nonce);
  gcm_encrypt(key, nonce, context, std::as_bytes(std::span(text)), rest.data() + kNonceBytes,
              rest.last<kTagBytes>());
  return sealed;
}

std::optional<Buffer> open_text(KeyView key, Context context, std::string_view sealed) {
  if (sealed.size() < kOverhead || sealed.front() != kFormat) return std::nullopt;
  const auto rest = std::as_bytes(std::span(sealed)).subspan(1);
  const auto cipher = rest.subspan(kNonceBytes, sealed.size() - kOverhead);
  Buffer text;
  text.resize(cipher.size());
  if (!gcm_decrypt(key, rest.first<kNonceBytes>(), context, cipher, rest.last<kTagBytes>(),
                   reinterpret_cast<std::byte*>(text.data())))
    return std::nullopt;
  return text;
}

}  // namespace hub::vault
