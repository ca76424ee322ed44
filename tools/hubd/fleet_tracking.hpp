// Visitor tracking of a node of several: events go to the node that has their tenant, and what is kept of
// this node's tenants is in its book. One loop's thread; the parts outlive it.
#pragma once

#include "core/tracking/tracking.hpp"
#include "tools/hubd/fleet_member.hpp"

namespace hub::hubd {

class FleetTracking final : public tracking::Tracking {
 public:
  FleetTracking(tracking::Tracking& book, FleetMember& fleet) : book_(book), fleet_(fleet) {}

  // Also transient "tenant_moving", "tenant_elsewhere" or "node_away".
  Task<std::vector<Result<tracking::Taken>>> take(std::vector<tracking::NewEvent> events) override;
  std::vector<tracking::TenantView> views() const override { return book_.views(); }
  Task<Result<tracking::Gone>> purge(std::string tenant, std::string reason) override {
    return book_.purge(std::move(tenant), std::move(reason));
  }
  Task<Result<tracking::Gone>> erase_session(std::string tenant, std::string session,
                                             bool is_dry_run) override {
    return book_.erase_session(std::move(tenant), std::move(session), is_dry_run);
  }

 private:
  Task<std::vector<Result<tracking::Taken>>> take_of_one(std::string tenant,
                                                         std::vector<tracking::NewEvent> events);

  tracking::Tracking& book_;
  FleetMember& fleet_;
};

}  // namespace hub::hubd
