// The metadata an administrator deploys before the hub can write: key fields, the transcript object and the
// permission set (salesforce.md 3.2). Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "connectors/registry.hpp"

namespace hub::connectors::salesforce {

// A project folder for `sf project deploy start`, for the objects and fields of the shipped mappings.
std::vector<SetupFile> setup_files();

}  // namespace hub::connectors::salesforce
