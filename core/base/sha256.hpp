// SHA-256 as text, for contents that are told apart and keys that are kept as hashes. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace hub {

// 64 lower-case hex digits.
std::string sha256_hex(std::string_view text);

}  // namespace hub
