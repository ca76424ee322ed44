#include <cstdio>

#include "core/async/system_clock.hpp"
#include "core/model/builder.hpp"
#include "tools/simulators/command.hpp"
#include "tools/simulators/common/serve.hpp"
#include "tools/simulators/hubspot/simulator.hpp"

namespace hub::simulators {

namespace {

int run(const std::vector<std::string>& arguments) {
  const auto options = parse_options(
      arguments, {"port", "client-id", "client-secret", "latency", "burst", "daily-limit", "search-lag"});
  if (!options) return 2;
  hubspot::SimulatorSettings settings;
  settings.port = static_cast<std::uint16_t>(number_option(*options, "port", 0));
  settings.client_id = text_option(*options, "client-id", settings.client_id);
  settings.client_secret = text_option(*options, "client-secret", settings.client_secret);
  settings.private_token = settings.client_secret;
  settings.latency = milliseconds(number_option(*options, "latency", 0));
  settings.burst_max = static_cast<std::size_t>(number_option(*options, "burst", 190));
  settings.daily_max = number_option(*options, "daily-limit", settings.daily_max);
  settings.search_lag = milliseconds(number_option(*options, "search-lag", 3'000));
  IoContext io(1);
  SystemClock clock(io);
  auto simulator = hubspot::Simulator::start(io, clock, std::move(settings));
  if (!simulator.ok()) {
    std::fprintf(stderr, "hub-simulators: %s\n", simulator.error().message.c_str());
    return 1;
  }
  // The contact that stands for visitors who are not known: an administrator makes it once. Its id is 501.
  model::Arena arena;
  model::ObjectBuilder collector(arena);
  collector.add("email", model::Value::string("web-visitors@example.com"));
  (*simulator)->portal().create("contacts", collector.finish());
  return serve_until_told(io, "hubspot", (*simulator)->base_url());
}

}  // namespace

extern const TargetCommand hubspot_command;
const TargetCommand hubspot_command{
    "hubspot",
    "an account: --port N --client-id ID --client-secret SECRET (also the private app's token)\n"
    "               --latency MS --burst N --daily-limit N --search-lag MS",
    run};

}  // namespace hub::simulators
