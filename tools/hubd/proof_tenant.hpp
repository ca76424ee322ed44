// The tenant of proof runs: every hub has it, nobody configures it. It takes canary cases by a key that is
// made at each start and given to administrators only, and delivers them to a sink that forgets. Value; one
// thread.
#pragma once

#include <string>

#include "core/base/random.hpp"
#include "core/delivery/engine.hpp"
#include "core/ingest/credential.hpp"

namespace hub::hubd {

// No tenant of a resource file can have it: their names hold no dot.
inline constexpr const char* kProofTenant = "hub.proof";

class ProofTenant {
 public:
  explicit ProofTenant(Random& random) : key_(ingest::make_bearer_key(random)) {}

  delivery::TenantSetup setup() const;
  ingest::Credential credential() const;
  // What an event of a canary is sent with: "Authorization: Bearer KEY".
  const std::string& key() const { return key_.shown; }

 private:
  ingest::NewBearerKey key_;
};

}  // namespace hub::hubd
