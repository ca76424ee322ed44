// Turns resources into what the engine takes: connectors made from their settings, mappings read from their
// files.
#pragma once

#include <string>

#include "connectors/registry.hpp"
#include "core/config/problem.hpp"
#include "core/delivery/engine.hpp"
#include "core/policy/resources.hpp"

namespace hub::hubd {

// Every problem at once, with file and line; the result is only to be used when none was added. Reads the
// secrets of the targets.
delivery::TenantSetup setup_of(const policy::Tenant& tenant, const policy::Resources& resources,
                               const connectors::Registry& registry, connectors::Environment environment,
                               const std::string& mappings_folder, config::Problems& problems);

}  // namespace hub::hubd
