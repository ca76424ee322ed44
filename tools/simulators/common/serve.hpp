// The last step of every simulator's command. Called on the main thread.
#pragma once

#include <string>
#include <string_view>

#include "core/async/task.hpp"

namespace hub::simulators {

// Prints {"NAME":"URL"} and runs the loop until SIGTERM or SIGINT; the exit status.
int serve_until_told(IoContext& io, std::string_view name, const std::string& base_url);

}  // namespace hub::simulators
