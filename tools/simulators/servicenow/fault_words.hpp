// What this simulator can do wrong. Constant; any thread.
#pragma once

#include "tools/simulators/common/faults.hpp"

namespace hub::simulators::servicenow {

FaultWords fault_words();

}  // namespace hub::simulators::servicenow
