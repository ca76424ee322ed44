// The service as one node of several that share a store: what it does with a tenant that becomes its own, or
// stops being that. One loop's thread; the parts outlive it.
#pragma once

#include <functional>
#include <memory>

#include "core/admin/control.hpp"
#include "core/admin/elsewhere.hpp"
#include "core/admin/keys.hpp"
#include "core/admin/secret_keeper.hpp"
#include "core/fleet/membership.hpp"
#include "core/http/client.hpp"
#include "core/ingest/forwarding.hpp"
#include "core/ingest/tracking_forwarding.hpp"
#include "core/tracking/book.hpp"
#include "tools/hubd/live_resources.hpp"
#include "tools/hubd/proof_tenant.hpp"
#include "tools/hubd/tenant_removals.hpp"

namespace hub::hubd {

class FleetMember final : public fleet::Tenants, public admin::Elsewhere {
 public:
  struct Parts {
    store::Database& database;  // before membership().start() only; it has a fleet
    vault::Vault& vault;
    store::Outbox& outbox;
    LiveResources& resources;
    TenantSetups& setups;
    delivery::Engine& engine;
    TenantRemovals& removals;
    tracking::Book& tracking;
    admin::SecretKeeper& secrets;
    std::function<void(std::vector<admin::AdminKey>)> use_keys;  // that were made over the API
    std::function<Task<void>()> fetch_keys;  // of epochs that other nodes hold; empty: there are none
    const ProofTenant& proof;
    fleet::Lease& lease;
    http::Client* channel;  // to other nodes; null: there is none
    Clock& clock;
    log::Log& log;
    Executor executor;
    bool forgets = true;  // see ProofSink
  };
  // The first beat, and the key audit of a start. Fails as these do.
  static Result<std::unique_ptr<FleetMember>> open(Parts parts);

  fleet::Membership& membership() { return *membership_; }
  // A tenant that is new here. Fails as Membership::own() does.
  Task<Result<void>> own(std::string tenant);
  // Who works for a tenant; waits a little for one that is about to come. Transient "tenant_moving", to be
  // tried again soon: nobody has it at this moment, or this node may not act.
  Task<Result<store::NodeSelf>> find(std::string tenant);
  bool is_this(const store::NodeSelf& node) const { return node.name == membership_->self(); }
  // Fails as ingest::forward() does; transient "tenant_elsewhere" when there is no way to that node.
  Task<Result<ingest::Accepted>> forward(store::NodeSelf node, ingest::IncomingCase& incoming);
  Task<std::vector<Result<tracking::Taken>>> forward(store::NodeSelf node,
                                                     std::vector<tracking::NewEvent> events);

  // For operators, as of the last beat; without the tenant of proof runs.
  std::vector<admin::NodeStatus> nodes() const;

  // Nothing where there is no way to it.
  std::optional<std::string> address_of(const std::string& tenant) const override;
  Task<http::Response> ask(std::string address, http::Request request, admin::AdminKey caller) override;

  std::vector<std::string> all() const override;
  bool has(const std::string& tenant) const override { return parts_.engine.has_tenant(tenant); }
  Task<Result<void>> take_up(std::vector<std::string> tenants) override;
  Task<Result<void>> let_go(std::string tenant) override;
  Task<Result<void>> follow() override;

 private:
  explicit FleetMember(Parts parts) : parts_(parts) {}
  void tell(const delivery::RecoveryReport& report) const;

  Parts parts_;
  std::optional<fleet::Membership> membership_;
};

}  // namespace hub::hubd
