// The tables, and how older ones are brought up to them. One thread, before anything else.
#pragma once

#include "core/model/keyed_hash.hpp"
#include "core/store/fleet.hpp"
#include "core/store/postgres/link.hpp"

namespace hub::store::postgres {

// Of the store that this hub writes.
std::int64_t schema_version();

// Brings the tables up to schema_version(). Hubs that start at once wait for each other. Fails with config:
// "schema_newer" when a later hub wrote the store, "store_not_empty" when cases wait in it that an earlier
// hub sealed, whose keys are not in it, "store_unsafe" when the server does not keep what it acknowledges or
// keeps texts in another encoding than UTF-8.
Result<void> prepare_schema(Link& link);

// The fence under which node `self` writes from now on; whoever bore its name before may not any more. `keys`
// says which key files the rows belong to: config "store_foreign" when they are others.
Result<std::int64_t> claim(Link& link, const model::KeyedHash& keys, const NodeSelf& self);
// The same check, without taking part.
Result<void> check_keys(Link& link, const model::KeyedHash& keys);

}  // namespace hub::store::postgres
