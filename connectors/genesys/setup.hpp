// What an administrator creates in Genesys Cloud before the hub can write there. Pure; any thread.
#pragma once

#include <vector>

#include "connectors/registry.hpp"

namespace hub::connectors::genesys {

// The external source of the hub's keys, and the schema that the shipped workitem mapping writes.
std::vector<SetupFile> setup_files();

}  // namespace hub::connectors::genesys
