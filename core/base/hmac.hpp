// HMAC-SHA256, for keys of any use. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

namespace hub {

// Of the parts as if they were one text: nothing has to be copied together, nothing of them is kept.
std::array<std::byte, 32> hmac_sha256(std::span<const std::byte> key,
                                      std::initializer_list<std::string_view> parts);

}  // namespace hub
