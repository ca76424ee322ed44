// Which resources name which secrets of their tenant. Any thread.
#pragma once

#include <string>
#include <vector>

#include "core/policy/resources.hpp"

namespace hub::policy {

struct SecretUse {
  std::string tenant, secret;
  std::string by;  // "target crm", "credential engage", "platform"
};

// In the order of the resources; each once.
std::vector<SecretUse> secret_uses(const Resources& resources);
// The name in "secret:NAME"; empty for anything else.
std::string_view secret_name(std::string_view reference);

}  // namespace hub::policy
