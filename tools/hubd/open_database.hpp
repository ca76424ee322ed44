// The store that hub.yaml names, opened. Once, at the start.
#pragma once

#include <memory>

#include "core/store/database.hpp"
#include "core/store/postgres/postgres_database.hpp"
#include "core/vault/vault.hpp"
#include "tools/hubd/hub_settings.hpp"

namespace hub::hubd {

// `vault` has the keys of its rows; `health` outlives the store; `self`: who writes, where others do too.
// Fails as open_sqlite() and open_postgres() do.
Result<std::unique_ptr<store::Database>> open_database(const HubSettings& settings, const vault::Vault& vault,
                                                       store::PostgresUse use, store::Health& health,
                                                       const store::NodeSelf& self = {});

}  // namespace hub::hubd
