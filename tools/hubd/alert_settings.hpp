// The section `alerts` of hub.yaml. Any thread.
#pragma once

#include "core/config/problem.hpp"
#include "tools/hubd/hub_settings.hpp"

namespace hub::hubd {

// Every problem at once; the result is only to be used when none was added.
AlertSettings read_alerts(config::Node section, config::Problems& problems);

}  // namespace hub::hubd
