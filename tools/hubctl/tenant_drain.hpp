// A tenant that leaves, until nothing of it is here any more. One thread.
#pragma once

#include <string>

#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

// Of the admin API.
std::string removal_path(const std::string& tenant);
// Begins the removal, or goes on with it, and waits; `mode`: drain, expire or move. Fails when that needs
// somebody or was interrupted, or as the hub answered.
Result<void> drain(Call& call, const std::string& tenant, const char* mode);
// Tells why it failed, or what followed it; the exit status.
int stopped(const Call& call, const Error& error);

}  // namespace hub::hubctl
