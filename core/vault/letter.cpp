#include "core/vault/letter.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/base/base64.hpp"
#include "core/vault/sealed_text.hpp"

namespace hub::vault {

namespace {

constexpr std::string_view kPrefix = "hubcell_", kPairPurpose = "cell/letters", kInfo = "hub letter";
constexpr std::size_t kCheckBytes = 4;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Agreement = std::unique_ptr<EVP_PKEY_CTX, Free>;

const unsigned char* bytes_of(std::span<const std::byte, 32> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Key pair_of(KeyView secret) {
  Key pair(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, bytes_of(secret), secret.size()));
  HUB_ASSERT(pair);
  return pair;
}

Key own_pair(const Vault& vault) {
  auto secret = vault.derive_key(kPairPurpose);
  Key pair = pair_of(secret);
  wipe(secret.data(), secret.size());
  return pair;
}

CellKey public_half(const Key& pair) {
  CellKey half;
  std::size_t size = half.size();
  HUB_ASSERT(EVP_PKEY_get_raw_public_key(pair.get(), reinterpret_cast<unsigned char*>(half.data()), &size) ==
             1);
  return half;
}

// The key of a letter; false when `other` is no public half.
bool agree(const Key& own, const CellKey& other, const CellKey& once, const CellKey& reader, SecretKey& key) {
  const Key peer(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, bytes_of(other), other.size()));
  const Agreement agreement(EVP_PKEY_CTX_new(own.get(), nullptr));
  SecretKey shared;
  std::size_t size = kKeyBytes;
  if (!peer || !agreement || EVP_PKEY_derive_init(agreement.get()) != 1 ||
      EVP_PKEY_derive_set_peer(agreement.get(), peer.get()) != 1 ||
      EVP_PKEY_derive(agreement.get(), reinterpret_cast<unsigned char*>(shared.bytes().data()), &size) != 1)
    return false;
  std::array<std::byte, 64> both;
  std::ranges::copy(reader, std::ranges::copy(once, both.begin()).out);
  derive(shared.view(), both, kInfo, key.bytes());
  return true;
}

std::array<std::byte, kCheckBytes> check_of(const CellKey& key) {
  const auto digest = sha256(key);
  std::array<std::byte, kCheckBytes> check;
  std::copy_n(digest.begin(), check.size(), check.begin());
  return check;
}

Error bad_letter() {
  return invalid_error("bad_letter", "it was sealed for another cell, or is damaged");
}

}  // namespace

CellKey cell_key_of(const Vault& vault) {
  return public_half(own_pair(vault));
}

std::string text_of(const CellKey& key) {
  return std::string(kPrefix) +
         base64url_encode(std::string(text_of(std::span(key))) + std::string(text_of(check_of(key))));
}

std::optional<CellKey> parse_cell_key(std::string_view text) {
  if (!text.starts_with(kPrefix)) return std::nullopt;
  const auto bytes = base64url_decode(text.substr(kPrefix.size()));
  CellKey key;
  if (!bytes || bytes->size() != key.size() + kCheckBytes) return std::nullopt;
  const auto all = std::as_bytes(std::span(*bytes));
  std::ranges::copy(all.first(key.size()), key.begin());
  if (!std::ranges::equal(all.last(kCheckBytes), check_of(key))) return std::nullopt;
  return key;
}

Result<std::vector<char>> seal_letter(const CellKey& reader, std::string_view text, Random& random) {
  SecretKey secret, key;
  random.fill(secret.bytes());
  const Key pair = pair_of(secret.view());
  const CellKey once = public_half(pair);
  if (!agree(pair, reader, once, reader, key))
    return invalid_error("bad_cell_key", "no hub has this cell key");
  const auto sealed = seal_text(key.view(), {once, reader}, text, random);
  const std::string_view head = text_of(std::span(once));
  std::vector<char> letter(head.begin(), head.end());
  letter.insert(letter.end(), sealed.begin(), sealed.end());
  return letter;
}

Result<Buffer> open_letter(const Vault& reader, std::string_view letter) {
  CellKey once;
  if (letter.size() < once.size()) return bad_letter();
  std::ranges::copy(std::as_bytes(std::span(letter.substr(0, once.size()))), once.begin());
  const Key pair = own_pair(reader);
  const CellKey own = public_half(pair);
  SecretKey key;
  if (!agree(pair, once, once, own, key)) return bad_letter();
  auto text = open_text(key.view(), {once, own}, letter.substr(once.size()));
  return text ? Result<Buffer>(std::move(*text)) : Result<Buffer>(bad_letter());
}

}  // namespace hub::vault
