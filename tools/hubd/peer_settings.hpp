// The section `peers` of hub.yaml. Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"
#include "core/peers/channel.hpp"

namespace hub::hubd {

struct PeerSettings {
  peers::ChannelSettings channel;
  std::string url;                 // how the others reach this node
  std::vector<std::string> nodes;  // their URLs
};

// Nothing when there is no such section. Every problem at once; the result is only to be used when none was
// added.
std::optional<PeerSettings> read_peers(const std::optional<config::Node>& section,
                                       config::Problems& problems);

}  // namespace hub::hubd
