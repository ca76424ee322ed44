// What is taken out of the cases of one tenant on their way to one target, besides what mappings say.
// Immutable once made; any thread.
#pragma once

#include <optional>
#include <string>

#include "core/redaction/instruction.hpp"
#include "core/redaction/tenant_rules.hpp"

namespace hub::redaction {

struct Profile {
  TenantRules rules;
  bool strict = false;                    // also what merely fits
  std::string target;                     // tokens of two targets have nothing in common
  std::optional<Instruction> everywhere;  // in every text that may hold anything, whatever the mapping says
};

}  // namespace hub::redaction
