// What somebody asks of a new key, and whether they may give that much. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "core/admin/keys.hpp"
#include "core/http/message.hpp"

namespace hub::admin {

// A key without its text and hash; nothing when the body is another one.
std::optional<AdminKey> read_key_request(const http::Request& request);

// Why this key cannot be, whoever asks; empty: it can.
std::string key_problem(const AdminKey& wanted, WallTime now);
// No key gives more than its maker has: what it reaches is within the maker's reach, and a partner lets
// others look only.
bool may_make(const AdminKey& maker, const AdminKey& wanted, const Hierarchy& hierarchy);

}  // namespace hub::admin
