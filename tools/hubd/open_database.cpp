#include "tools/hubd/open_database.hpp"

#include "core/store/sqlite/sqlite_database.hpp"

namespace hub::hubd {

Result<std::unique_ptr<store::Database>> open_database(const HubSettings& settings, const vault::Vault& vault,
                                                       store::PostgresUse use, store::Health& health,
                                                       const store::NodeSelf& self) {
  if (!settings.postgres) return store::open_sqlite(settings.data_dir + "/hub.db", store::SqliteSettings{});
  // The same for ever for these key files, and for a copy of ids.keys that was restored.
  const auto key = vault.derive_key("store/keys");
  return store::open_postgres(*settings.postgres, model::keyed_hash(key, "store", "postgres"), use, health,
                              self);
}

}  // namespace hub::hubd
