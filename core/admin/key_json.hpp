// How a key looks in the API: who holds it and what it opens, never its text or hash. Any thread.
#pragma once

#include "core/admin/json_writer.hpp"
#include "core/admin/keys.hpp"

namespace hub::admin {

void write_key(const AdminKey& key, WallTime now, JsonWriter& json);
// As members of an object that is open; nothing for everything.
void write_reach(const Reach& reach, JsonWriter& json);

}  // namespace hub::admin
