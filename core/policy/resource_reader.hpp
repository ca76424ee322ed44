// Reads one YAML document as the resource that its `kind` names. Any thread.
#pragma once

#include "core/policy/resources.hpp"

namespace hub::policy {

// Adds it to `resources`, or every problem of the document to `problems`.
void read_resource(const config::Node& document, Resources& resources, config::Problems& problems);

}  // namespace hub::policy
