// Runs a shell command and takes what it prints, within limits. Blocks the calling thread. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "core/base/buffer.hpp"
#include "core/base/result.hpp"

namespace hub::config {

struct CommandLimits {
  std::chrono::milliseconds time{10'000};
  std::size_t output_bytes_max = 64 * 1024;
};

// Standard output of `sh -c COMMAND`. Fails with config when it cannot start, exits with another status than
// 0 or reaches a limit; it is then killed with everything it started. The message holds neither command nor
// output.
Result<Buffer> run_command(const std::string& command, const CommandLimits& limits = {});

}  // namespace hub::config
