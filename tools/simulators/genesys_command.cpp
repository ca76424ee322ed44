#include "tools/simulators/command.hpp"
#include "tools/simulators/genesys/simulator.hpp"
#include "tools/simulators/target_options.hpp"

namespace hub::simulators {

namespace {

StartedTarget start(IoContext& io, Clock& clock, const std::vector<std::string>& arguments) {
  genesys::SimulatorSettings settings;
  const auto options = parse_target_options(arguments, {"calls-per-minute", "query-lag"}, settings);
  if (!options.ok()) return options.error();
  settings.calls_per_minute = number_option(*options, "calls-per-minute", settings.calls_per_minute);
  settings.query_lag = milliseconds(number_option(*options, "query-lag", 0));
  return start_target<genesys::Simulator>(io, clock, std::move(settings));
}

}  // namespace

extern const TargetCommand genesys_command;
const TargetCommand genesys_command{
    "genesys",
    "an organisation: --port N --client-id ID --client-secret SECRET --latency MS\n"
    "               --calls-per-minute N --query-lag MS",
    start};

}  // namespace hub::simulators
