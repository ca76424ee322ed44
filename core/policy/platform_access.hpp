// How the hub reaches a tenant's platform: where it lists closed cases and gives each of them. Plain values.
#pragma once

#include <string>

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"

namespace hub::policy {

struct PlatformAccess {
  std::string cases_url;  // its list of closed cases
  std::string case_url;   // one case, with {case} for its id
  std::string purge_url;  // deletes its copy of a delivered case, with {case}; empty: it stays
  std::string purge_verb = "DELETE";
  std::string check_url;      // shows that the copy is gone, with {case}
  std::string callbacks_url;  // is told what became of each case; empty: nobody is
  std::string secret;         // a reference: signs purges and callbacks
};

// Reads a `platform` node; nothing is configured when it is null.
PlatformAccess read_platform_access(const config::Node* node, config::Problems& problems);

}  // namespace hub::policy
