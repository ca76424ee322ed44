// Whole files, for commands that work on what lies on the operator's machine. Any thread.
#pragma once

#include <string>

#include "core/base/buffer.hpp"
#include "core/base/result.hpp"

namespace hub::hubctl {

// At most 64 MiB; "-" is not special. Fails with config, naming the file. The bytes are wiped with the
// buffer, for a file may hold a case.
Result<Buffer> read_file(const std::string& path);
Result<void> write_file(const std::string& path, std::string_view content);
// A new file for its owner alone, durable when it returns. Fails with config too when there is one already.
Result<void> write_private_file(const std::string& path, std::string_view content);

}  // namespace hub::hubctl
