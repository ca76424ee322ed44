// What this simulator can do wrong. Constant; any thread.
#pragma once

#include "tools/simulators/common/faults.hpp"

namespace hub::simulators::freshdesk {

FaultWords fault_words();

}  // namespace hub::simulators::freshdesk
