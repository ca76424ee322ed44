// What the simulators' program can run: one function for each simulator. Called on the main thread.
#pragma once

#include <string>
#include <vector>

#include "tools/simulators/options.hpp"

namespace hub::simulators {

// Runs until SIGTERM or SIGINT. Exit status: 0 ended, 1 failed, 2 bad usage.
int run_engage(const std::vector<std::string>& arguments);
int run_salesforce(const std::vector<std::string>& arguments);
// Prints made-up events to standard output and ends.
int print_events(const std::vector<std::string>& arguments);

}  // namespace hub::simulators
