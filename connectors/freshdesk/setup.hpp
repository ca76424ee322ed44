// What an administrator creates in an account before the hub can write there. Pure; any thread.
#pragma once

#include <vector>

#include "connectors/registry.hpp"

namespace hub::connectors::freshdesk {

// The custom fields of the shipped mapping, the contact that stands for anonymous visitors, and the calls
// that make them.
std::vector<SetupFile> setup_files();

}  // namespace hub::connectors::freshdesk
