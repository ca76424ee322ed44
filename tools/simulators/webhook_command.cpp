#include "tools/simulators/command.hpp"
#include "tools/simulators/target_options.hpp"
#include "tools/simulators/webhook/simulator.hpp"

namespace hub::simulators {

namespace {

StartedTarget start(IoContext& io, Clock& clock, const std::vector<std::string>& arguments) {
  webhook::SimulatorSettings settings;
  const auto options = parse_target_options(arguments, {"signatures"}, settings);
  if (!options.ok()) return options.error();
  if (text_option(*options, "signatures", "optional") == "required")
    settings.signing_secret.assign(settings.client_secret.begin(), settings.client_secret.end());
  return start_target<webhook::Simulator>(io, clock, std::move(settings));
}

}  // namespace

extern const TargetCommand webhook_command;
const TargetCommand webhook_command{
    "webhook",
    "a REST API of nobody in particular: --port N --client-id ID --client-secret SECRET --latency MS\n"
    "               --signatures required (Standard Webhooks by the client secret's bytes)",
    start};

}  // namespace hub::simulators
