// What the simulators' program can run: one function for each simulator. Called on the main thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/simulators/common/simulated_target.hpp"
#include "tools/simulators/options.hpp"

namespace hub::simulators {

// Runs until SIGTERM or SIGINT. Exit status: 0 ended, 1 failed, 2 bad usage.
int run_engage(const std::vector<std::string>& arguments);
// Prints made-up events to standard output and ends.
int print_events(const std::vector<std::string>& arguments);

// A simulated target: what `hub-simulators NAME` starts, and its line of the help. `start` fails with config
// when the arguments are wrong.
using StartedTarget = Result<std::unique_ptr<SimulatedTarget>>;
struct TargetCommand {
  std::string_view name, help;
  StartedTarget (*start)(IoContext& io, Clock& clock, const std::vector<std::string>& arguments);
};

// Each hub_simulated_target() of CMakeLists.txt, with the TargetCommand that its NAME_command.cpp defines.
std::span<const TargetCommand* const> target_commands();

}  // namespace hub::simulators
