#include "tools/simulators/command.hpp"
#include "tools/simulators/freshdesk/simulator.hpp"
#include "tools/simulators/target_options.hpp"

namespace hub::simulators {

namespace {

StartedTarget start(IoContext& io, Clock& clock, const std::vector<std::string>& arguments) {
  freshdesk::SimulatorSettings settings;
  const auto options =
      parse_target_options(arguments, {"calls-per-minute", "lists-per-minute", "search-lag"}, settings);
  if (!options.ok()) return options.error();
  settings.calls_per_minute = static_cast<std::size_t>(number_option(*options, "calls-per-minute", 400));
  settings.lists_per_minute = static_cast<std::size_t>(number_option(*options, "lists-per-minute", 100));
  settings.search_lag = milliseconds(number_option(*options, "search-lag", 180'000));
  settings.has_collector = true;
  return start_target<freshdesk::Simulator>(io, clock, std::move(settings));
}

}  // namespace

extern const TargetCommand freshdesk_command;
const TargetCommand freshdesk_command{
    "freshdesk",
    "an account: --port N --client-id AGENT --client-secret KEY --latency MS\n"
    "               --calls-per-minute N --lists-per-minute N --search-lag MS",
    start};

}  // namespace hub::simulators
