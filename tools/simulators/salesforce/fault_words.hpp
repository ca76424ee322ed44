// The kinds of faults and the operations that this simulator knows. Pure; any thread.
#pragma once

#include "tools/simulators/common/faults.hpp"

namespace hub::simulators::salesforce {

FaultWords fault_words();

}  // namespace hub::simulators::salesforce
