// The metadata an administrator deploys before the hub can write: key fields, the transcript object and the
// permission set (salesforce.md 3.2). Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "connectors/registry.hpp"

namespace hub::connectors::salesforce {

// A project folder for `sf project deploy start`, for default.yaml and file.yaml, and below `rich/` another
// one with what rich.yaml has besides.
std::vector<SetupFile> setup_files();

}  // namespace hub::connectors::salesforce
