// The end points by which peers hand each other epoch keys, and the seed of the ids to a node that joins:
//
//   PUT  /peers/v1/epoch         a key, to be held: 204 once it is durable here
//   POST /peers/v1/epochs/fetch  names of epochs: 200 with the keys of those that are held here
//   GET  /peers/v1/id-seed       200 with the seed
//
// Every key is wrapped under the root (core/vault/parcel.hpp). One loop's thread.
#pragma once

#include "core/peers/routes.hpp"
#include "core/vault/shared_vault.hpp"

namespace hub::peers {

// Runs a job on the writer's thread, where epochs change.
using OnWriter = std::function<Task<Result<void>>(std::function<Result<void>()> job)>;

inline constexpr std::string_view kEpochPath = "/peers/v1/epoch";
inline constexpr std::string_view kFetchPath = "/peers/v1/epochs/fetch";
inline constexpr std::string_view kIdSeedPath = "/peers/v1/id-seed";

// `vault` outlives the routes.
void add_key_routes(Routes& routes, vault::SharedVault& vault, OnWriter on_writer);

}  // namespace hub::peers
