// The options that the command of every simulated target has. Pure.
#pragma once

#include <utility>

#include "core/base/clock.hpp"
#include "tools/simulators/options.hpp"

namespace hub::simulators {

// Of these names and --address, --port, --client-id, --client-secret and --latency, which are written to
// `settings`. Fails with config.
template <class Settings>
Result<Options> parse_target_options(const std::vector<std::string>& arguments,
                                     std::vector<std::string> own_names, Settings& settings) {
  own_names.insert(own_names.end(), {"address", "port", "client-id", "client-secret", "latency"});
  auto options = parse_options(arguments, own_names);
  if (!options.ok()) return options;
  settings.address = text_option(*options, "address", settings.address);
  settings.port = static_cast<std::uint16_t>(number_option(*options, "port", 0));
  settings.client_id = text_option(*options, "client-id", settings.client_id);
  settings.client_secret = text_option(*options, "client-secret", settings.client_secret);
  settings.latency = milliseconds(number_option(*options, "latency", 0));
  return options;
}

}  // namespace hub::simulators
