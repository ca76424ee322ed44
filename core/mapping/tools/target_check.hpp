// Checks a mapping against a target as it really is: what describe() reported. Run at publish, at start,
// daily and after an invalid-field answer. Pure functions; any thread.
#pragma once

#include "core/config/problem.hpp"
#include "core/mapping/mapping_facts.hpp"
#include "core/model/schema.hpp"

namespace hub::mapping {

struct TargetProblems {
  // Everything that does not fit: missing, read-only, too short, wrong type, bad picklist value, key that is
  // none, required field that nothing fills.
  config::Problems all;
  // Of these, what fails every record that has the field: an object or a field that is missing, or may not be
  // written.
  config::Problems blocking;
};
TargetProblems check_target(const CompiledMapping& mapping, const MappingFacts& facts,
                            const model::Schema& schema);

}  // namespace hub::mapping
