// The tables: how older ones are brought up to those of this hub, and who may work beside them. One thread,
// before anything else.
//
// `known`: how many steps a hub knows. A store that has seen more was written by a later hub, and works with
// this one if the steps that it does not know say so.
#pragma once

#include <string>

#include "core/model/keyed_hash.hpp"
#include "core/store/fleet.hpp"
#include "core/store/postgres/link.hpp"
#include "core/store/postgres/steps.hpp"

namespace hub::store::postgres {

// Goes through those of `steps` that the store has not seen. Hubs that start at once wait for each other.
// Fails with config: "schema_newer" when a later hub wrote the store and this one cannot work beside it;
// "older_nodes" when other nodes than `self` run that could not work beside it any more; "store_not_empty"
// when cases wait in it that an earlier hub sealed, whose keys are not in it, "store_unsafe" when the server
// does not keep what it acknowledges or keeps texts in another encoding than UTF-8.
Result<void> prepare_schema(Link& link, std::span<const Step> steps, const std::string& self);

// The fence under which node `self` writes from now on; whoever bore its name before may not any more. `keys`
// says which key files the rows belong to: config "store_foreign" when they are others. Also "schema_newer":
// since prepare_schema() a later hub was there.
Result<std::int64_t> claim(Link& link, const model::KeyedHash& keys, const NodeSelf& self,
                           std::int64_t known);
// The same checks, without taking part.
Result<void> check_keys(Link& link, const model::KeyedHash& keys, std::int64_t known);

}  // namespace hub::store::postgres
