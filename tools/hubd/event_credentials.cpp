#include "tools/hubd/event_credentials.hpp"

#include <algorithm>
#include <charconv>

namespace hub::hubd {

namespace {

ingest::KeyHash hash_from_hex(std::string_view hex) {
  ingest::KeyHash hash{};
  for (std::size_t i = 0; i < hash.size() && 2 * i + 1 < hex.size(); ++i) {
    unsigned value = 0;
    std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, value, 16);
    hash[i] = std::byte(value);
  }
  return hash;
}

// "whsec_..." or "whpk_...", behind a reference.
Result<void> add_signing_key(const std::string& reference, const config::SecretSource* secrets,
                             ingest::Credential& credential) {
  const auto text = config::read_secret(reference, secrets);
  if (!text.ok()) return text.error();
  if (text->view().starts_with("whpk_")) {
    const auto key = http::parse_public_key(text->view());
    if (!key.ok()) return key.error();
    credential.public_keys.push_back(*key);
    return {};
  }
  auto secret = http::parse_hmac_secret(text->view());
  if (!secret.ok()) return secret.error();
  credential.hmac_secrets.push_back(std::move(*secret));
  return {};
}

ingest::Credential read(const policy::Credential& from, const config::Node& node,
                        const config::SecretSource* secrets, config::Problems& problems) {
  ingest::Credential credential;
  credential.name = from.name;
  credential.certificate_subject = from.subject;
  if (!from.key_id.empty()) credential.bearer_keys.push_back({from.key_id, hash_from_hex(from.sha256)});
  for (const std::string& reference : from.secrets) {
    if (const auto added = add_signing_key(reference, secrets, credential); !added.ok()) {
      problems.push_back(node.problem("credential '" + from.name + "': " + added.error().message));
    }
  }
  return credential;
}

}  // namespace

std::vector<ingest::Credential> event_credentials(const policy::Resources& resources,
                                                  const SecretsOf& secrets_of, config::Problems& problems) {
  std::vector<ingest::Credential> credentials;
  for (const policy::Tenant& tenant : resources.tenants) {
    for (const policy::Credential& one : tenant.credentials) {
      credentials.push_back(read(one, tenant.node, &secrets_of(tenant.name), problems));
      credentials.back().tenant = tenant.name;
    }
  }
  for (const policy::Partner& partner : resources.partners) {
    for (const policy::Credential& one : partner.credentials) {
      credentials.push_back(read(one, partner.node, nullptr, problems));
      for (const std::string& name : partner.tenants) {
        const policy::Tenant* tenant = resources.find_tenant(name);
        if (!tenant) continue;
        for (const std::string& source : tenant->sources)
          credentials.back().sources.push_back({source, name});
      }
    }
  }
  return credentials;
}

}  // namespace hub::hubd
