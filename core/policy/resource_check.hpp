// Whether resources fit together: names are unique, references lead somewhere, every case can be proven
// delivered.
#pragma once

#include "core/policy/resources.hpp"

namespace hub::policy {

// Adds each problem where it stands, and fills Tenant::targets.
void check_resources(Resources& resources, config::Problems& problems);

}  // namespace hub::policy
