#include "core/admin/key_json.hpp"

namespace hub::admin {

void write_reach(const Reach& reach, JsonWriter& json) {
  if (reach.kind == Reach::Kind::partner) json.member("partner", reach.name);
  if (reach.kind == Reach::Kind::tenant) json.member("tenant", reach.name);
}

void write_key(const AdminKey& key, WallTime now, JsonWriter& json) {
  json.begin_object().member("id", key.id).member("name", key.name).member("role", to_string(key.role));
  write_reach(key.reach, json);
  json.member("expires", key.expires).member("expired", key.expires && *key.expires <= now);
  json.member("last_used", key.last_used).end_object();
}

}  // namespace hub::admin
