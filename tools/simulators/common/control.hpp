// The control path's answers about faults, the same for every simulator. One thread.
#pragma once

#include "core/http/message.hpp"
#include "tools/simulators/common/faults.hpp"

namespace hub::simulators {

// Of POST /_control/faults: 200, or 400 that says what is wrong with the fault.
http::Response add_fault(Faults& faults, const http::Request& request);

}  // namespace hub::simulators
