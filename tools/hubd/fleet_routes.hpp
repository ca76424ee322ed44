// What this node answers the others about tenants that it has: events that reached them, and what operators
// ask them. One loop's thread.
#pragma once

#include "core/admin/api.hpp"
#include "core/peers/routes.hpp"
#include "tools/hubd/engine_intake.hpp"

namespace hub::hubd {

// All outlive the routes. `tracking` is this node's own book.
void add_fleet_routes(peers::Routes& routes, EngineIntake& intake, tracking::Tracking& tracking,
                      admin::Api& api);

}  // namespace hub::hubd
