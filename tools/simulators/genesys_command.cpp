#include "tools/simulators/command.hpp"
#include "tools/simulators/common/serve.hpp"
#include "tools/simulators/genesys/simulator.hpp"
#include "tools/simulators/target_options.hpp"

namespace hub::simulators {

namespace {

int run(const std::vector<std::string>& arguments) {
  genesys::SimulatorSettings settings;
  const auto options = parse_target_options(arguments, {"calls-per-minute", "query-lag"}, settings);
  if (!options) return 2;
  settings.calls_per_minute = number_option(*options, "calls-per-minute", settings.calls_per_minute);
  settings.query_lag = milliseconds(number_option(*options, "query-lag", 0));
  return serve<genesys::Simulator>("genesys", std::move(settings));
}

}  // namespace

extern const TargetCommand genesys_command;
const TargetCommand genesys_command{
    "genesys",
    "an organisation: --port N --client-id ID --client-secret SECRET --latency MS\n"
    "               --calls-per-minute N --query-lag MS",
    run};

}  // namespace hub::simulators
