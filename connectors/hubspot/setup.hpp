// What an administrator creates in a portal before the hub can write there. Pure; any thread.
#pragma once

#include <vector>

#include "connectors/registry.hpp"

namespace hub::connectors::hubspot {

// The properties of the shipped mapping, as bodies for the properties API, and the calls that make them.
std::vector<SetupFile> setup_files();

}  // namespace hub::connectors::hubspot
