// The text of a key, or of what opens one: from a file, the environment or a command, and nowhere else in
// memory than in a buffer that is wiped. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/base/result.hpp"

namespace hub::vault {

// `kind` is "file", "env" or "cmd". Fails with config; the message names the place, but never the text nor a
// command.
Result<void> read_key_source(std::string_view kind, const std::string& place, Buffer& into);

}  // namespace hub::vault
