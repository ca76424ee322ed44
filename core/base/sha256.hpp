// SHA-256, for contents that are told apart and keys that are kept as hashes. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace hub {

std::array<std::byte, 32> sha256(std::string_view bytes);
// Of the parts one after another.
std::array<std::byte, 32> sha256(std::initializer_list<std::string_view> parts);
// 64 lower-case hex digits.
std::string sha256_hex(std::string_view text);

}  // namespace hub
