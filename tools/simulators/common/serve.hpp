// What every simulator's command ends with. Called on the main thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/async/system_clock.hpp"
#include "core/base/result.hpp"

namespace hub::simulators {

// Prints {"NAME":"URL"} and runs the loop until SIGTERM or SIGINT; the exit status.
int serve_until_told(IoContext& io, std::string_view name, const std::string& base_url);
// Says why it did not start; the exit status.
int say_not_started(const Error& error);

// Starts the simulator and serves.
template <class Simulator, class Settings>
int serve(std::string_view name, Settings settings) {
  IoContext io(1);
  SystemClock clock(io);
  auto simulator = Simulator::start(io, clock, std::move(settings));
  if (!simulator.ok()) return say_not_started(simulator.error());
  return serve_until_told(io, name, (*simulator)->base_url());
}

}  // namespace hub::simulators
