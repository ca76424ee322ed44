// What the simulators' program can run: one function for each simulator. Called on the main thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hub::simulators {

// "--name value" pairs after the command's name; nothing when an option is unknown or has no value.
using Options = std::map<std::string, std::string>;
std::optional<Options> parse_options(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& known);
long number_option(const Options& options, const std::string& name, long fallback);
std::string text_option(const Options& options, const std::string& name, const std::string& fallback);

// Runs until SIGTERM or SIGINT. Exit status: 0 ended, 1 failed, 2 bad usage.
int run_engage(const std::vector<std::string>& arguments);
int run_salesforce(const std::vector<std::string>& arguments);
// Prints made-up events to standard output and ends.
int print_events(const std::vector<std::string>& arguments);

}  // namespace hub::simulators
