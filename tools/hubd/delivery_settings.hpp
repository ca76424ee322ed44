// The section `delivery` of hub.yaml: the pace of every lane of this node. Any thread.
#pragma once

#include "core/config/problem.hpp"
#include "core/config/spec.hpp"
#include "core/delivery/engine.hpp"

namespace hub::hubd {

// Every problem at once; the result is only to be used when none was added.
delivery::EngineSettings read_delivery(const config::Node& section, std::uint32_t& platform_attempts,
                                       config::Problems& problems);

}  // namespace hub::hubd
