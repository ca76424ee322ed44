// Mappings that were published at a hub. One thread.
#pragma once

#include <string>

#include "core/base/buffer.hpp"
#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

// The text of a mapping: a number is a version at the hub, everything else a file.
Result<Buffer> file_or_version(Call& call, const std::string& word);

}  // namespace hub::hubctl
