// The kinds of faults and the operations that this simulator knows. Pure; any thread.
#pragma once

#include "tools/simulators/common/faults.hpp"

namespace hub::simulators::zendesk {

FaultWords fault_words();

}  // namespace hub::simulators::zendesk
