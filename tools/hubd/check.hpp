// Whether a node's settings and its resources can work together: what `hubd --check`, the start and
// `hubctl config check` all ask. Reads files, never secrets or the network. Any thread.
#pragma once

#include "connectors/registry.hpp"
#include "core/policy/resources.hpp"
#include "tools/hubd/hub_settings.hpp"

namespace hub::hubd {

struct Configuration {
  HubSettings hub;
  policy::Resources resources;
};

// Loads and checks everything that `file` leads to. Every problem at once; the result is only to be used when
// none was added.
Configuration load_configuration(const std::string& file, const connectors::Registry& registry,
                                 config::Problems& problems);

// What resources need of this node: its region, connectors that it has, mappings without a problem.
void check_against_node(const policy::Resources& resources, const HubSettings& settings,
                        const connectors::Registry& registry, config::Problems& problems);

}  // namespace hub::hubd
