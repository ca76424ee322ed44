#include <cstdio>
#include <fstream>
#include <iterator>

#include "core/async/system_clock.hpp"
#include "tools/simulators/command.hpp"
#include "tools/simulators/common/serve.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace hub::simulators {

namespace {

int run(const std::vector<std::string>& arguments) {
  const auto options = parse_options(
      arguments, {"port", "client-id", "client-secret", "jwt-key", "latency", "daily-limit", "page-rows"});
  if (!options) return 2;
  salesforce::SimulatorSettings settings;
  settings.port = static_cast<std::uint16_t>(number_option(*options, "port", 0));
  settings.client_id = text_option(*options, "client-id", settings.client_id);
  settings.client_secret = text_option(*options, "client-secret", settings.client_secret);
  settings.latency = milliseconds(number_option(*options, "latency", 0));
  settings.limits.daily_requests = number_option(*options, "daily-limit", settings.limits.daily_requests);
  settings.limits.page_rows = static_cast<std::size_t>(number_option(*options, "page-rows", 2000));
  if (const std::string file = text_option(*options, "jwt-key", ""); !file.empty()) {
    std::ifstream pem(file);
    settings.jwt_public_key_pem.assign(std::istreambuf_iterator<char>(pem), {});
  }
  IoContext io(1);
  SystemClock clock(io);
  auto simulator = salesforce::Simulator::start(io, clock, std::move(settings));
  if (!simulator.ok()) {
    std::fprintf(stderr, "hub-simulators: %s\n", simulator.error().message.c_str());
    return 1;
  }
  return serve_until_told(io, "salesforce", (*simulator)->base_url());
}

}  // namespace

extern const TargetCommand salesforce_command;
const TargetCommand salesforce_command{
    "salesforce",
    "an org: --port N --client-id ID --client-secret SECRET --jwt-key PEM --latency MS\n"
    "               --daily-limit N --page-rows N",
    run};

}  // namespace hub::simulators
