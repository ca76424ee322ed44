// What an administrator creates in an environment before the hub can write there. Pure; any thread.
#pragma once

#include <vector>

#include "connectors/registry.hpp"

namespace hub::connectors::dynamics {

// The contact that stands for anonymous visitors, and the call that makes it.
std::vector<SetupFile> setup_files();

}  // namespace hub::connectors::dynamics
