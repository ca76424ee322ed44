#include "core/ingest/credential.hpp"

#include <algorithm>

#include "core/base/base64.hpp"
#include "core/base/sha256.hpp"

namespace hub::ingest {

namespace {

constexpr std::string_view kKeyPrefix = "hubk_";
constexpr std::size_t kKeyIdSize = 12;  // hexadecimal digits

template <class Matches>
const Credential* find_if(const std::vector<Credential>& credentials, Matches matches) {
  const auto found = std::ranges::find_if(credentials, matches);
  return found == credentials.end() ? nullptr : &*found;
}

}  // namespace

const std::string* Credential::tenant_of(std::string_view source) const {
  if (!tenant.empty()) return &tenant;
  const auto found = std::ranges::find(sources, source, &PartnerSource::source);
  return found == sources.end() ? nullptr : &found->tenant;
}

NewBearerKey make_bearer_key(Random& random) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::array<std::byte, 32> secret;
  random.fill(secret);
  std::array<std::byte, kKeyIdSize / 2> id_bytes;
  random.fill(id_bytes);
  NewBearerKey key;
  for (const std::byte byte : id_bytes) {
    key.kept.id.push_back(kHex[std::to_integer<unsigned>(byte) >> 4]);
    key.kept.id.push_back(kHex[std::to_integer<unsigned>(byte) & 15]);
  }
  const std::string text = base64url_encode({reinterpret_cast<const char*>(secret.data()), secret.size()});
  wipe(secret.data(), secret.size());
  key.kept.hash = hash_of_key(text);
  key.shown = std::string(kKeyPrefix) + key.kept.id + '_' + text;
  return key;
}

std::optional<BearerParts> split_bearer_key(std::string_view key) {
  const std::size_t secret_at = kKeyPrefix.size() + kKeyIdSize + 1;
  if (!key.starts_with(kKeyPrefix) || key.size() <= secret_at || key[secret_at - 1] != '_')
    return std::nullopt;
  return BearerParts{key.substr(kKeyPrefix.size(), kKeyIdSize), key.substr(secret_at)};
}

KeyHash hash_of_key(std::string_view secret) {
  return sha256(secret);
}

CredentialBook::CredentialBook(std::vector<Credential> credentials) : credentials_(std::move(credentials)) {
  for (const Credential& credential : credentials_) {
    if (!credential.hmac_secrets.empty() || !credential.public_keys.empty()) signing_.push_back(&credential);
  }
}

const Credential* CredentialBook::by_name(std::string_view name) const {
  return find_if(credentials_, [&](const Credential& c) { return c.name == name; });
}

const Credential* CredentialBook::by_bearer_id(std::string_view key_id) const {
  return find_if(credentials_, [&](const Credential& c) {
    return std::ranges::any_of(c.bearer_keys, [&](const BearerKey& key) { return key.id == key_id; });
  });
}

const Credential* CredentialBook::by_certificate(std::string_view subject) const {
  if (subject.empty()) return nullptr;
  return find_if(credentials_, [&](const Credential& c) { return c.certificate_subject == subject; });
}

}  // namespace hub::ingest
