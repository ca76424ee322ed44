// Checks a mapping against a target as it really is: what describe() reported. Run at publish, at start,
// daily and after an invalid-field answer. Pure functions; any thread.
#pragma once

#include "core/config/problem.hpp"
#include "core/mapping/mapping_facts.hpp"
#include "core/model/schema.hpp"

namespace hub::mapping {

// Adds what does not fit: missing, read-only, too short, wrong type, bad picklist value, key that is none,
// required field that nothing fills.
void check_target(const CompiledMapping& mapping, const MappingFacts& facts, const model::Schema& schema,
                  config::Problems& problems);

}  // namespace hub::mapping
