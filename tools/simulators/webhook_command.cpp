#include "tools/simulators/command.hpp"
#include "tools/simulators/common/serve.hpp"
#include "tools/simulators/target_options.hpp"
#include "tools/simulators/webhook/simulator.hpp"

namespace hub::simulators {

namespace {

int run(const std::vector<std::string>& arguments) {
  webhook::SimulatorSettings settings;
  const auto options = parse_target_options(arguments, {"signatures"}, settings);
  if (!options) return 2;
  if (text_option(*options, "signatures", "optional") == "required")
    settings.signing_secret.assign(settings.client_secret.begin(), settings.client_secret.end());
  return serve<webhook::Simulator>("webhook", std::move(settings));
}

}  // namespace

extern const TargetCommand webhook_command;
const TargetCommand webhook_command{
    "webhook",
    "a REST API of nobody in particular: --port N --client-id ID --client-secret SECRET --latency MS\n"
    "               --signatures required (Standard Webhooks by the client secret's bytes)",
    run};

}  // namespace hub::simulators
