// Parts of a mapping that are written once and used in several places of the same file. Pure; any thread.
#pragma once

#include "core/config/yaml.hpp"

namespace hub::mapping {

// A copy of `node` in which each `$use: NAME` (or list of names) is replaced by the fragment of that name.
// Beside other keys, the fragment's own keys are added where they are not written. Nodes keep the place where
// they are written.
config::Node with_fragments(const config::Node& node, const config::Node* fragments,
                            config::Problems& problems);

}  // namespace hub::mapping
