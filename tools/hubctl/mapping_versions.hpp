// Mappings that were published at a hub. One thread.
#pragma once

#include <string>

#include "core/base/buffer.hpp"
#include "core/config/problem.hpp"
#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

// The text of a mapping: a number is a version at the hub, everything else a file.
Result<Buffer> file_or_version(Call& call, const std::string& word);

struct LaneName {
  std::string tenant, target;
};

// What the hub has against this mapping for a lane, having asked the target itself.
Result<config::Problems> problems_at_target(RestClient& hub, const LaneName& lane, const std::string& file,
                                            std::string_view text);

}  // namespace hub::hubctl
