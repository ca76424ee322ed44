#include "tools/simulators/command.hpp"
#include "tools/simulators/servicenow/simulator.hpp"
#include "tools/simulators/target_options.hpp"

namespace hub::simulators {

namespace {

StartedTarget start(IoContext& io, Clock& clock, const std::vector<std::string>& arguments) {
  servicenow::SimulatorSettings settings;
  const auto options = parse_target_options(arguments, {"username", "password", "calls-per-hour"}, settings);
  if (!options.ok()) return options.error();
  settings.username = text_option(*options, "username", settings.username);
  settings.password = text_option(*options, "password", settings.password);
  settings.calls_per_hour = number_option(*options, "calls-per-hour", 0);
  return start_target<servicenow::Simulator>(io, clock, std::move(settings));
}

}  // namespace

extern const TargetCommand servicenow_command;
const TargetCommand servicenow_command{
    "servicenow",
    "an instance: --port N --client-id ID --client-secret SECRET --username NAME --password WORD\n"
    "               --latency MS --calls-per-hour N (a rule; default: none)",
    start};

}  // namespace hub::simulators
