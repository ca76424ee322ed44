#include <cstdio>

#include "core/async/system_clock.hpp"
#include "tools/simulators/command.hpp"
#include "tools/simulators/common/serve.hpp"
#include "tools/simulators/zendesk/simulator.hpp"

namespace hub::simulators {

namespace {

int run(const std::vector<std::string>& arguments) {
  const auto options =
      parse_options(arguments, {"port", "client-id", "client-secret", "email", "api-token", "scopes",
                                "latency", "job-time", "list-lag", "calls-per-minute", "updates-per-minute"});
  if (!options) return 2;
  zendesk::SimulatorSettings settings;
  settings.port = static_cast<std::uint16_t>(number_option(*options, "port", 0));
  settings.client_id = text_option(*options, "client-id", settings.client_id);
  settings.client_secret = text_option(*options, "client-secret", settings.client_secret);
  settings.email = text_option(*options, "email", settings.email);
  settings.api_token = text_option(*options, "api-token", settings.api_token);
  settings.scopes = text_option(*options, "scopes", settings.scopes);
  settings.latency = milliseconds(number_option(*options, "latency", 0));
  settings.job_time = milliseconds(number_option(*options, "job-time", settings.job_time.count()));
  settings.limits.list_lag = milliseconds(number_option(*options, "list-lag", 0));
  settings.calls_per_minute = number_option(*options, "calls-per-minute", settings.calls_per_minute);
  settings.limits.updates_per_minute =
      number_option(*options, "updates-per-minute", settings.limits.updates_per_minute);
  if (settings.limits.updates_per_minute == 0) settings.limits.updates_per_ticket = 0;
  IoContext io(1);
  SystemClock clock(io);
  auto simulator = zendesk::Simulator::start(io, clock, std::move(settings));
  if (!simulator.ok()) {
    std::fprintf(stderr, "hub-simulators: %s\n", simulator.error().message.c_str());
    return 1;
  }
  return serve_until_told(io, "zendesk", (*simulator)->base_url());
}

}  // namespace

extern const TargetCommand zendesk_command;
const TargetCommand zendesk_command{
    "zendesk",
    "an account: --port N --client-id ID --client-secret SECRET --email ADDRESS --api-token TOKEN\n"
    "               --scopes 'read write' --latency MS --job-time MS --list-lag MS --calls-per-minute N\n"
    "               --updates-per-minute N",
    run};

}  // namespace hub::simulators
