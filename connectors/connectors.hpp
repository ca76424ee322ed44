// The front door of this folder: adds every connector to a registry. Nothing else is visible.
#pragma once

#include "connectors/registry.hpp"

namespace hub::connectors {

void add_all(Registry& registry);

}  // namespace hub::connectors
