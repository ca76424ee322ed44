// MD5, to compare contents with the checksums that other systems tell of them. It protects against nothing.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace hub {

// 32 lower-case hex digits.
std::string md5_hex(std::string_view bytes);

}  // namespace hub
