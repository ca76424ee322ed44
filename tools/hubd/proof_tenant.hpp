// The tenant of proof runs: every hub has it, nobody configures it. It takes canary cases by a key that is
// made at each start and given to administrators only, and delivers them to a sink that forgets. Value; one
// thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/delivery/engine.hpp"
#include "core/ingest/credential.hpp"

namespace hub::hubd {

// No tenant of a resource file can have it: their names hold no dot.
inline constexpr const char* kProofTenant = "hub.proof";

class ProofTenant {
 public:
  explicit ProofTenant(Random& random) : key_(ingest::make_bearer_key(random)) {}

  // `forgets`: see ProofSink.
  delivery::TenantSetup setup(bool forgets) const;
  // For canaries of `tenants`, too: their source is the proof run's, "/" and the tenant's name.
  ingest::Credential credential(const std::vector<std::string>& tenants) const;
  // What an event of a canary is sent with: "Authorization: Bearer KEY".
  const std::string& key() const { return key_.shown; }

 private:
  ingest::NewBearerKey key_;
};

}  // namespace hub::hubd
