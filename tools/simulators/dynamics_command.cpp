#include "tools/simulators/command.hpp"
#include "tools/simulators/dynamics/simulator.hpp"
#include "tools/simulators/target_options.hpp"

namespace hub::simulators {

namespace {

StartedTarget start(IoContext& io, Clock& clock, const std::vector<std::string>& arguments) {
  dynamics::SimulatorSettings settings;
  const auto options = parse_target_options(arguments, {"requests", "operation-cost", "page-rows"}, settings);
  if (!options.ok()) return options.error();
  settings.requests_max = static_cast<std::size_t>(number_option(*options, "requests", 6'000));
  settings.operation_cost = milliseconds(number_option(*options, "operation-cost", 30));
  settings.page_rows = static_cast<std::size_t>(number_option(*options, "page-rows", 5'000));
  settings.collector_id = "0c011ec7-0000-4000-8000-000000000001";
  return start_target<dynamics::Simulator>(io, clock, std::move(settings));
}

}  // namespace

extern const TargetCommand dynamics_command;
const TargetCommand dynamics_command{
    "dynamics",
    "an environment: --port N --client-id ID --client-secret SECRET --latency MS\n"
    "               --requests N --operation-cost MS --page-rows N",
    start};

}  // namespace hub::simulators
