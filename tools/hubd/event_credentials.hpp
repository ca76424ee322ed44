// Turns the credentials of the resources into what the front door checks against.
#pragma once

#include <functional>

#include "core/config/problem.hpp"
#include "core/config/secret.hpp"
#include "core/ingest/credential.hpp"
#include "core/policy/resources.hpp"

namespace hub::hubd {

// Where the secrets of a tenant are found.
using SecretsOf = std::function<const config::SecretSource&(const std::string& tenant)>;

// Reads the secrets. Every problem at once, with file and line; the result is only to be used when none was
// added.
std::vector<ingest::Credential> event_credentials(const policy::Resources& resources,
                                                  const SecretsOf& secrets_of, config::Problems& problems);

}  // namespace hub::hubd
