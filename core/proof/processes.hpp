// Which process is meant, and which ones it started, as /proc tells anybody. Any thread.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace hub::proof {

// What tells this process from every other one, also of another machine or another time. Fails with invalid
// "no_process" when there is none of that number here.
Result<std::string> identity_of(pid_t process);

// The process and those that it started, and so on.
std::vector<pid_t> with_descendants(pid_t process);

}  // namespace hub::proof
