// The folder that one hub owns while it runs. One thread.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace hub::hubd {

// Makes the folder if there is none. The lock is held until the descriptor is closed, which the kernel does
// when the process ends, however it ends. Fails with config.
Result<int> lock_data_folder(const std::string& folder);

}  // namespace hub::hubd
