// Secrets are references in configuration; their values are read when needed and wiped. Any thread.
#pragma once

#include <string_view>

#include "core/base/buffer.hpp"
#include "core/base/result.hpp"

namespace hub::config {

// "env:NAME", "file:PATH" (one trailing newline is cut) or "cmd:COMMAND" (10 s, 64 KiB). Fails with config;
// the message names the reference, never the value.
Result<Buffer> read_secret(std::string_view reference);

}  // namespace hub::config
