// The fields that a tenant declares in its resource, and whether a change makes one less personal. Pure
// functions; any thread.
#pragma once

#include <vector>

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"
#include "core/mapping/case_classes.hpp"

namespace hub::policy {

// Reads a `fields` list.
std::vector<mapping::DeclaredField> read_declared_fields(const config::Node& node,
                                                         config::Problems& problems);

// Whether any field would be treated as less personal than before, or is no secret any more.
bool lowers_a_class(const std::vector<mapping::DeclaredField>& before,
                    const std::vector<mapping::DeclaredField>& after);

}  // namespace hub::policy
