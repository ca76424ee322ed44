#include "core/vault/secret_box.hpp"

#include <algorithm>

#include "core/vault/sealed_text.hpp"

namespace hub::vault {

namespace {

void derive_for(const Vault& vault, std::string_view tenant, SecretKey& key) {
  auto derived = vault.derive_key("secrets/" + std::string(tenant));
  std::ranges::copy(derived, key.bytes().begin());
  wipe(derived.data(), derived.size());
}

Context context_of(std::string_view tenant, std::string_view name) {
  return {std::as_bytes(std::span(tenant)), std::as_bytes(std::span(name))};
}

}  // namespace

std::vector<char> SecretBox::seal(std::string_view tenant, std::string_view name, std::string_view value) {
  SecretKey key;
  derive_for(vault_, tenant, key);
  return seal_text(key.view(), context_of(tenant, name), value, random_);
}

Result<Buffer> SecretBox::open(std::string_view tenant, std::string_view name,
                               std::string_view sealed) const {
  SecretKey key;
  derive_for(vault_, tenant, key);
  auto value = open_text(key.view(), context_of(tenant, name), sealed);
  if (value) return std::move(*value);
  Error damaged = config_error("it was damaged, or sealed under another root: set it again");
  damaged.code = "secret_damaged";
  return damaged;
}

}  // namespace hub::vault
