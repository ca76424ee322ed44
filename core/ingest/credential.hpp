// Who may send events, and for which tenants. Values: immutable once the book is built; one loop's thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/http/standard_webhooks.hpp"

namespace hub::ingest {

using KeyHash = std::array<std::byte, 32>;  // SHA-256: enough, for the keys are 32 random bytes

struct BearerKey {
  std::string id;
  KeyHash hash{};
};

// A partner's events name the tenant by their `source`, exactly.
struct PartnerSource {
  std::string source;
  std::string tenant;
};

struct Credential {
  std::string name;                          // [A-Za-z0-9_-]{1,64}; senders may name it to be found at once
  std::string tenant;                        // empty: a partner's
  std::vector<PartnerSource> sources;        // a partner's tenants
  std::vector<WipedBytes> hmac_secrets;      // several while one is being replaced
  std::vector<http::PublicKey> public_keys;  // Ed25519
  std::vector<BearerKey> bearer_keys;
  std::string certificate_subject;  // of a client certificate; empty: none

  // The tenant an event of `source` belongs to; nullptr when the credential may not speak for it.
  const std::string* tenant_of(std::string_view source) const;
};

// A new key: shown once, kept as its hash only. "hubk_ID_SECRET".
struct NewBearerKey {
  BearerKey kept;
  std::string shown;
};
NewBearerKey make_bearer_key(Random& random);
// The id and secret of a key; nothing when the text is no key.
struct BearerParts {
  std::string_view id, secret;
};
std::optional<BearerParts> split_bearer_key(std::string_view key);
KeyHash hash_of_key(std::string_view secret);

// Where verifiers find credentials. References stay valid until the next co_await.
class Credentials {
 public:
  virtual ~Credentials() = default;
  virtual const Credential* by_name(std::string_view name) const = 0;
  virtual const Credential* by_bearer_id(std::string_view key_id) const = 0;
  virtual const Credential* by_certificate(std::string_view subject) const = 0;
  // Those with signing keys, for requests that do not name theirs.
  virtual const std::vector<const Credential*>& signing() const = 0;
};

// Credentials in memory. Replaced as a whole when configuration changes.
class CredentialBook final : public Credentials {
 public:
  CredentialBook() = default;
  explicit CredentialBook(std::vector<Credential> credentials);
  CredentialBook(CredentialBook&&) = default;
  CredentialBook& operator=(CredentialBook&&) = default;

  const Credential* by_name(std::string_view name) const override;
  const Credential* by_bearer_id(std::string_view key_id) const override;
  const Credential* by_certificate(std::string_view subject) const override;
  const std::vector<const Credential*>& signing() const override { return signing_; }

 private:
  std::vector<Credential> credentials_;
  std::vector<const Credential*> signing_;
};

}  // namespace hub::ingest
