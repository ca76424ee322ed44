// How the hub reaches a tenant's platform: where it lists closed cases and gives each of them. Plain values.
#pragma once

#include <string>

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"

namespace hub::policy {

struct PlatformAccess {
  std::string cases_url;  // its list of closed cases
  std::string case_url;   // one case, with {case} for its id
};

// Reads a `platform` node; nothing is configured when it is null.
PlatformAccess read_platform_access(const config::Node* node, config::Problems& problems);

}  // namespace hub::policy
