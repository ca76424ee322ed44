#include "tools/simulators/command.hpp"
#include "tools/simulators/hubspot/simulator.hpp"
#include "tools/simulators/target_options.hpp"

namespace hub::simulators {

namespace {

StartedTarget start(IoContext& io, Clock& clock, const std::vector<std::string>& arguments) {
  hubspot::SimulatorSettings settings;
  const auto options = parse_target_options(arguments, {"burst", "daily-limit", "search-lag"}, settings);
  if (!options.ok()) return options.error();
  settings.private_token = settings.client_secret;
  settings.burst_max = static_cast<std::size_t>(number_option(*options, "burst", 190));
  settings.daily_max = number_option(*options, "daily-limit", settings.daily_max);
  settings.search_lag = milliseconds(number_option(*options, "search-lag", 3'000));
  settings.collector_email = "web-visitors@example.com";
  return start_target<hubspot::Simulator>(io, clock, std::move(settings));
}

}  // namespace

extern const TargetCommand hubspot_command;
const TargetCommand hubspot_command{
    "hubspot",
    "an account: --port N --client-id ID --client-secret SECRET (also the private app's token)\n"
    "               --latency MS --burst N --daily-limit N --search-lag MS",
    start};

}  // namespace hub::simulators
