#include <fstream>
#include <iterator>

#include "tools/simulators/command.hpp"
#include "tools/simulators/salesforce/simulator.hpp"
#include "tools/simulators/target_options.hpp"

namespace hub::simulators {

namespace {

StartedTarget start(IoContext& io, Clock& clock, const std::vector<std::string>& arguments) {
  salesforce::SimulatorSettings settings;
  const auto options = parse_target_options(arguments, {"jwt-key", "daily-limit", "page-rows"}, settings);
  if (!options.ok()) return options.error();
  settings.limits.daily_requests = number_option(*options, "daily-limit", settings.limits.daily_requests);
  settings.limits.page_rows = static_cast<std::size_t>(number_option(*options, "page-rows", 2000));
  if (const std::string file = text_option(*options, "jwt-key", ""); !file.empty()) {
    std::ifstream pem(file);
    settings.jwt_public_key_pem.assign(std::istreambuf_iterator<char>(pem), {});
  }
  return start_target<salesforce::Simulator>(io, clock, std::move(settings));
}

}  // namespace

extern const TargetCommand salesforce_command;
const TargetCommand salesforce_command{
    "salesforce",
    "an org: --port N --client-id ID --client-secret SECRET --jwt-key PEM --latency MS\n"
    "               --daily-limit N --page-rows N",
    start};

}  // namespace hub::simulators
