#include "core/vault/secret_box.hpp"

#include <algorithm>

#include "core/vault/crypto.hpp"

namespace hub::vault {

namespace {

constexpr char kFormat = 1;
constexpr std::size_t kOverhead = 1 + kNonceBytes + kTagBytes;

void derive_for(const Vault& vault, std::string_view tenant, SecretKey& key) {
  auto derived = vault.derive_key("secrets/" + std::string(tenant));
  std::ranges::copy(derived, key.bytes().begin());
  wipe(derived.data(), derived.size());
}

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

}  // namespace

std::vector<char> SecretBox::seal(std::string_view tenant, std::string_view name, std::string_view value) {
  std::vector<char> sealed(kOverhead + value.size());
  sealed[0] = kFormat;
  const auto rest = std::as_writable_bytes(std::span(sealed)).subspan(1);
  const auto nonce = rest.first<kNonceBytes>();
  random_.fill(nonce);
  SecretKey key;
  derive_for(vault_, tenant, key);
  gcm_encrypt(key.view(), nonce, {bytes_of(tenant), bytes_of(name)}, bytes_of(value),
              rest.data() + kNonceBytes, rest.last<kTagBytes>());
  return sealed;
}

Result<Buffer> SecretBox::open(std::string_view tenant, std::string_view name,
                               std::string_view sealed) const {
  Error damaged = config_error("it was damaged, or sealed under another root: set it again");
  damaged.code = "secret_damaged";
  if (sealed.size() < kOverhead || sealed.front() != kFormat) return damaged;
  const auto rest = bytes_of(sealed).subspan(1);
  const auto cipher = rest.subspan(kNonceBytes, sealed.size() - kOverhead);
  SecretKey key;
  derive_for(vault_, tenant, key);
  Buffer value;
  value.resize(cipher.size());
  if (!gcm_decrypt(key.view(), rest.first<kNonceBytes>(), {bytes_of(tenant), bytes_of(name)}, cipher,
                   rest.last<kTagBytes>(), reinterpret_cast<std::byte*>(value.data())))
    return damaged;
  return value;
}

}  // namespace hub::vault
