// Name-based UUIDs (RFC 9562, version 5), for targets whose records are named by GUIDs. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace hub {

using UuidBytes = std::array<unsigned char, 16>;

// The same name in the same name space is always the same UUID: 36 lower-case characters with dashes.
std::string uuid_v5(const UuidBytes& name_space, std::string_view name);

// 8-4-4-4-12 hex digits, of either case.
bool is_uuid(std::string_view text);

}  // namespace hub
