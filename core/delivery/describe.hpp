// The schema of a target, also when not all that is asked for exists. One loop's thread.
#pragma once

#include <set>
#include <string>

#include "core/delivery/connector.hpp"

namespace hub::delivery {

// Objects that are not there are left out; any other error is the target's.
Task<Result<Schema>> describe_objects(Connector& connector, std::set<std::string> objects);

}  // namespace hub::delivery
