// What an administrator gives the hub's access key (s3.md 8). Pure; any thread.
#pragma once

#include <vector>

#include "connectors/registry.hpp"

namespace hub::connectors::s3 {

// Policies of an access key that archives, and of one that also erases, and a lifecycle for old versions.
std::vector<SetupFile> setup_files();

}  // namespace hub::connectors::s3
