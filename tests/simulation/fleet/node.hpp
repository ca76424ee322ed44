// One start of a node of a simulated fleet: the real vault, outbox, engine, courier of epoch keys, forwarding
// of events and membership, put together as hubd does it (tools/hubd: RunningHub, FleetMember, EngineIntake).
// One loop of its own, which the world runs. Destroyed: the process was killed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/delivery/engine.hpp"
#include "core/fleet/membership.hpp"
#include "core/ingest/intake.hpp"
#include "core/peers/key_courier.hpp"
#include "core/vault/root_key.hpp"
#include "tests/simulation/fleet/network.hpp"
#include "tests/simulation/fleet/node_target.hpp"
#include "tests/simulation/fleet/shared_store.hpp"
#include "tests/simulation/hub_clock.hpp"
#include "tests/support/no_log.hpp"

namespace hub::simulation {

inline constexpr std::chrono::seconds kLease{10}, kEpochLength{30};

// What stays when a node dies.
struct NodeMachine {
  NodeMachine(std::string its_name, Random& random) : name(std::move(its_name)), disk(random) {}
  std::string name;
  SimulatedDisk disk;  // with the keys of epochs
  testing::NoLog log;  // of every start
  StoreLink store;
  bool is_cut_off_from_targets = false;
  milliseconds wall_offset{0};
  std::uint64_t boots = 0;
};

class Node final : public fleet::Tenants {
 public:
  // All outlive it.
  struct Parts {
    NodeMachine& machine;
    SharedStore& store;
    Network& network;
    Targets& targets;
    const vault::RootKey& root;
    testing::VirtualClock& clock;
    Random& random;
    const std::vector<std::string>& nodes;  // by name, this one among them
    const std::vector<std::string>& tenants;
    Tally& tally;
    std::function<void(std::string what)> on_violation;
  };
  explicit Node(Parts parts);
  ~Node() override;

  // Keys and store; the rest happens while the loop runs. Fails as these do: to be tried again.
  Result<void> open();
  // One step of the loop, if there is one to take.
  bool step();
  // As the door of hubd does: here, or by the node that has the tenant.
  Task<Result<ingest::Accepted>> accept(ingest::IncomingCase incoming);
  // Hands its tenants on and ends; is_over() then.
  void stop();
  void freeze();
  void thaw();
  void set_wall_offset(milliseconds offset) { clock_.set_wall_offset(offset); }
  void lose_requests() { under_way_.give_all_up(clock_.now()); }
  void retry(std::vector<store::DeliveryKey> deliveries);

  const std::string& name() const { return parts_.machine.name; }
  bool is_open() const { return is_open_; }
  bool is_stopping() const { return is_stopping_; }
  bool is_over() const { return is_over_; }
  bool is_frozen() const { return is_frozen_; }
  bool holds_lease() const { return lease_.holds(); }
  // Why the process has to end.
  const std::optional<Error>& fatal() const { return fatal_; }
  Executor executor() { return io_.get_executor(); }
  std::size_t live_cases() const { return engine_ ? engine_->live_cases() : 0; }

  std::vector<std::string> all() const override { return parts_.tenants; }
  bool has(const std::string& tenant) const override { return engine_->has_tenant(tenant); }
  Task<Result<void>> take_up(std::vector<std::string> tenants) override;
  Task<Result<void>> let_go(std::string tenant) override { return engine_->let_go(std::move(tenant)); }
  Task<Result<void>> follow() override;

 private:
  Task<void> begin();
  Task<void> end();
  void make_engine();
  void make_courier();
  delivery::TenantSetup setup_of(const std::string& tenant);
  // Nothing may leave for a target but by the node that owns the tenant, and has not been buried.
  void check_authority(const std::string& tenant);
  Task<Result<store::NodeSelf>> find(std::string tenant);
  Task<Result<ingest::Accepted>> accept_forwarded(ingest::IncomingCase incoming);
  Task<Result<ingest::Accepted>> accept_here(ingest::IncomingCase incoming);

  Parts parts_;
  IoContext io_{1};
  HubClock clock_;
  LoopWorker worker_{io_.get_executor()};
  UnderWay under_way_;
  std::unique_ptr<vault::SharedVault> vault_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<store::Outbox> outbox_;
  peers::Routes routes_;
  NodeChannel channel_;
  peers::FixedMembership peers_;
  std::optional<peers::KeyCourier> courier_;
  fleet::Lease lease_{clock_, kLease};
  std::unique_ptr<delivery::Engine> engine_;
  std::optional<fleet::Membership> membership_;
  std::int64_t fence_ = 0;
  std::optional<Error> fatal_;
  bool is_open_ = false, is_stopping_ = false, is_over_ = false, is_frozen_ = false;
};

}  // namespace hub::simulation
