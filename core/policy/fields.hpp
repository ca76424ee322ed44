// Small helpers to read resource nodes whose members are partly scalars, partly structures. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"

namespace hub::policy {

// Removes the member of that name from `node` and returns it, so that a spec sees scalars only.
std::optional<config::Node> take_member(config::Node& node, std::string_view name);

// Names of resources appear in paths, labels and logs: lower-case letters, digits and inner hyphens, at
// most 63.
bool is_resource_name(std::string_view name);

}  // namespace hub::policy
