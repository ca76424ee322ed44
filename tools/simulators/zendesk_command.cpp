#include "tools/simulators/command.hpp"
#include "tools/simulators/target_options.hpp"
#include "tools/simulators/zendesk/simulator.hpp"

namespace hub::simulators {

namespace {

StartedTarget start(IoContext& io, Clock& clock, const std::vector<std::string>& arguments) {
  zendesk::SimulatorSettings settings;
  const auto options = parse_target_options(
      arguments,
      {"email", "api-token", "scopes", "job-time", "list-lag", "calls-per-minute", "updates-per-minute"},
      settings);
  if (!options.ok()) return options.error();
  settings.email = text_option(*options, "email", settings.email);
  settings.api_token = text_option(*options, "api-token", settings.api_token);
  settings.scopes = text_option(*options, "scopes", settings.scopes);
  settings.job_time = milliseconds(number_option(*options, "job-time", settings.job_time.count()));
  settings.limits.list_lag = milliseconds(number_option(*options, "list-lag", 0));
  settings.calls_per_minute = number_option(*options, "calls-per-minute", settings.calls_per_minute);
  settings.limits.updates_per_minute =
      number_option(*options, "updates-per-minute", settings.limits.updates_per_minute);
  if (settings.limits.updates_per_minute == 0) settings.limits.updates_per_ticket = 0;
  return start_target<zendesk::Simulator>(io, clock, std::move(settings));
}

}  // namespace

extern const TargetCommand zendesk_command;
const TargetCommand zendesk_command{
    "zendesk",
    "an account: --port N --client-id ID --client-secret SECRET --email ADDRESS --api-token TOKEN\n"
    "               --scopes 'read write' --latency MS --job-time MS --list-lag MS --calls-per-minute N\n"
    "               --updates-per-minute N",
    start};

}  // namespace hub::simulators
