// Bytes as lower-case hex digits. Any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace hub {

std::string hex_encode(std::span<const std::byte> bytes);

}  // namespace hub
