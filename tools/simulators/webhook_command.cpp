#include <cstdio>

#include "core/async/system_clock.hpp"
#include "tools/simulators/command.hpp"
#include "tools/simulators/common/serve.hpp"
#include "tools/simulators/webhook/simulator.hpp"

namespace hub::simulators {

namespace {

int run(const std::vector<std::string>& arguments) {
  const auto options =
      parse_options(arguments, {"port", "client-id", "client-secret", "latency", "signatures"});
  if (!options) return 2;
  webhook::SimulatorSettings settings;
  settings.port = static_cast<std::uint16_t>(number_option(*options, "port", 0));
  settings.client_id = text_option(*options, "client-id", settings.client_id);
  settings.client_secret = text_option(*options, "client-secret", settings.client_secret);
  settings.latency = milliseconds(number_option(*options, "latency", 0));
  if (text_option(*options, "signatures", "optional") == "required")
    settings.signing_secret.assign(settings.client_secret.begin(), settings.client_secret.end());
  IoContext io(1);
  SystemClock clock(io);
  auto simulator = webhook::Simulator::start(io, clock, std::move(settings));
  if (!simulator.ok()) {
    std::fprintf(stderr, "hub-simulators: %s\n", simulator.error().message.c_str());
    return 1;
  }
  return serve_until_told(io, "webhook", (*simulator)->base_url());
}

}  // namespace

extern const TargetCommand webhook_command;
const TargetCommand webhook_command{
    "webhook",
    "a REST API of nobody in particular: --port N --client-id ID --client-secret SECRET --latency MS\n"
    "               --signatures required (Standard Webhooks by the client secret's bytes)",
    run};

}  // namespace hub::simulators
