// Takes tenants and partners out of the running hub, in steps that a restart goes on with: what has begun is
// in the store. One loop's thread; the parts outlive it.
#pragma once

#include <map>

#include "core/admin/removals.hpp"
#include "core/admin/secret_keeper.hpp"
#include "core/delivery/engine.hpp"
#include "core/delivery/source_jobs.hpp"
#include "core/log/log.hpp"
#include "core/store/outbox.hpp"
#include "core/tracking/tracking.hpp"
#include "tools/hubd/live_resources.hpp"
#include "tools/hubd/tenant_setup.hpp"

namespace hub::hubd {

class TenantRemovals final : public admin::Removals {
 public:
  struct Parts {
    delivery::Engine& engine;
    delivery::SourceJobs& source;
    LiveResources& resources;
    admin::SecretKeeper& secrets;
    TenantSetups& setups;
    tracking::Tracking& tracking;
    store::Outbox& outbox;
    Clock& clock;
    log::Log& log;
    bool shares_store = false;  // with other nodes: each removes the tenants that are its own
  };
  explicit TenantRemovals(Parts parts) : parts_(parts) {}

  // What had begun before a restart; before the front door opens.
  Result<void> load(store::Database& database);
  // Those that are in the store now, whichever node began or finished them.
  void follow(std::vector<store::TenantRemoval> removals);
  // A tenant came from another node: it takes nothing more if it is being removed.
  void taken_up(const std::string& tenant);

  // What the events of a tenant that leaves are refused with; nothing of others.
  std::optional<Error> refusal_of(const std::string& tenant) const;

  Task<Result<admin::RemovalView>> begin(std::string tenant, admin::RemovalMode mode,
                                         std::string by) override;
  Task<Result<admin::RemovalView>> show(std::string tenant) override;
  Task<Result<void>> finish(std::string tenant) override;
  Task<Result<void>> remove_partner(std::string partner) override;

 private:
  // Only where its cases are can anybody tell whether it is empty: transient "tenant_elsewhere".
  Result<void> check_here(const std::string& tenant) const;
  Task<Result<admin::RemovalView>> go_on(const store::TenantRemoval& removal);
  admin::RemovalView view_of(const store::TenantRemoval& removal) const;
  std::string certificate_of(const store::TenantRemoval& removal) const;

  Parts parts_;
  std::map<std::string, store::TenantRemoval> begun_;
};

}  // namespace hub::hubd
