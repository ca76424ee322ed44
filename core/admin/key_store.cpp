#include "core/admin/key_store.hpp"

namespace hub::admin {
namespace {

store::StoredKey to_store(const AdminKey& key, std::string made_by, WallTime now) {
  store::StoredKey stored;
  stored.id = key.id;
  stored.name = key.name;
  stored.role = to_string(key.role);
  if (key.reach.kind == Reach::Kind::tenant) stored.tenant = key.reach.name;
  if (key.reach.kind == Reach::Kind::partner) stored.partner = key.reach.name;
  stored.argon2id = key.argon2id;
  stored.expires = key.expires;
  stored.made_at = now;
  stored.made_by = std::move(made_by);
  return stored;
}

Reach reach_of(const store::StoredKey& stored) {
  if (!stored.tenant.empty()) return {Reach::Kind::tenant, stored.tenant};
  if (!stored.partner.empty()) return {Reach::Kind::partner, stored.partner};
  return {};
}

bool exists(const Reach& reach, const policy::Resources& resources) {
  if (reach.kind == Reach::Kind::tenant) return resources.find_tenant(reach.name) != nullptr;
  return reach.is_everything() || resources.find_partner(reach.name) != nullptr;
}

}  // namespace

Task<Result<void>> OutboxKeys::put(AdminKey key, std::string made_by) {
  const store::StoredKey stored = to_store(key, std::move(made_by), clock_.wall_now());
  auto write = [&stored](store::AdminStore& admin) { return admin.put_key(stored); };
  co_return co_await outbox_.administer(write);
}

Task<Result<void>> OutboxKeys::remove(std::string id) {
  auto write = [&id](store::AdminStore& admin) { return admin.remove_key(id); };
  co_return co_await outbox_.administer(write);
}

Result<std::vector<AdminKey>> stored_keys(store::Database& database, const policy::Resources& resources) {
  const auto stored = database.admin().keys();
  if (!stored.ok()) return stored.error();
  return keys_of(*stored, resources);
}

Result<std::vector<AdminKey>> keys_of(const std::vector<store::StoredKey>& stored,
                                      const policy::Resources& resources) {
  std::vector<AdminKey> keys;
  for (const store::StoredKey& one : stored) {
    const auto role = parse_role(one.role);
    if (!role) return config_error("the store has a key of the unknown role '" + one.role + '\'');
    AdminKey key{one.name, *role, {}, reach_of(one), one.id, one.argon2id, one.expires};
    key.is_stored = true;
    if (exists(key.reach, resources)) keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace hub::admin
