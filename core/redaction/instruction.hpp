// What is to be taken out and how, as people write it in YAML. Pure functions; any thread.
#pragma once

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"
#include "core/redaction/redact.hpp"
#include "core/redaction/treatment.hpp"

namespace hub::redaction {

struct Instruction {
  Wanted wanted;  // everything, when nothing else is said
  Treatment treatment;
};

// `[card, email]`, or `{kinds: [card, email], with: mask}`; both members may be left out. Names are kinds,
// and rules of the tenant where `rules` is given. The result is only to be used when no problem was added.
Instruction read_instruction(const config::Node& node, const TenantRules* rules, config::Problems& problems);

}  // namespace hub::redaction
