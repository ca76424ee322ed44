// What an event sender proves itself with: references to secrets and hashes, never secrets. Plain values; any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"

namespace hub::policy {

struct Credential {
  enum class Kind : std::uint8_t {
    standard_webhooks,   // signed with HMAC-SHA256 ("whsec_...") or Ed25519 ("whpk_...", the public half)
    bearer,              // "Authorization: Bearer hubk_ID_SECRET"; only the SHA-256 of SECRET is kept
    client_certificate,  // a TLS certificate with this subject
  };

  std::string name;  // what logs and the audit call it
  Kind kind = Kind::standard_webhooks;
  std::vector<std::string> secrets;  // standard_webhooks: references, any of which may have signed (rotation)
  std::string key_id, sha256;        // bearer: its ID, and 64 hex digits
  std::string subject;               // client_certificate
};

std::string_view to_string(Credential::Kind kind);

// Reads one entry of a `credentials` list.
Credential read_credential(const config::Node& node, config::Problems& problems);

// Lower-case hex of SHA-256, as `sha256:` wants it.
std::string bearer_hash(std::string_view key);
// Compares two such hashes, or secrets, in constant time; only their lengths show.
bool same_hash(std::string_view a, std::string_view b);

}  // namespace hub::policy
