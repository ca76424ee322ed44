// The store in PostgreSQL: the same rows as in SQLite, on a server that may be elsewhere. Only sealed content
// goes there, and case keys wrapped by epoch keys, which stay in the slot files beside the hubs.
//
// Thread rule as in database.hpp: one writer thread, one reader thread, each with its own connection, made
// anew when it is lost. While the server is away everything fails with transient "database_away", and nothing
// was changed; only a COMMIT whose answer was lost keeps the writer's thread until its outcome is known
// (outcome_timeout). Config errors of a write, after which the process must end: "disk_failed",
// "node_buried", "store_taken", "outcome_unknown". checkpoint() does nothing, and back_up() refuses with
// invalid "backup_elsewhere": PostgreSQL's own tools do it.
#pragma once

#include <memory>

#include "core/model/keyed_hash.hpp"
#include "core/store/database.hpp"
#include "core/store/fleet.hpp"
#include "core/store/postgres/health.hpp"
#include "core/store/postgres/settings.hpp"

namespace hub::store {

enum class PostgresUse : std::uint8_t {
  write,  // as a node of the fleet; whoever bore its name before has to end
  look,   // reads only, beside those that write
};

// Of the tables that this hub writes: it opens older ones and brings them up to it, and refuses later ones
// beside which it cannot work.
std::int64_t postgres_schema_version();

// Makes the tables when there are none. `keys` stands for the key files of this hub: a store that belongs to
// others is refused. `self`: who writes. `health` outlives the store. Fails with transient "database_away";
// with config "schema_newer", "store_foreign" or "store_unsafe", and "older_nodes" while hubs run that could
// not work beside this one.
Result<std::unique_ptr<Database>> open_postgres(const PostgresSettings& settings,
                                                const model::KeyedHash& keys, PostgresUse use, Health& health,
                                                const NodeSelf& self = {});

}  // namespace hub::store
