// Turns the credentials of the resources into what the front door checks against. Reads the secrets once, at
// start.
#pragma once

#include "core/config/problem.hpp"
#include "core/ingest/credential.hpp"
#include "core/policy/resources.hpp"

namespace hub::hubd {

// Every problem at once, with file and line; the result is only to be used when none was added.
std::vector<ingest::Credential> event_credentials(const policy::Resources& resources,
                                                  config::Problems& problems);

}  // namespace hub::hubd
