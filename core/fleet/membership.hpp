// This node in the fleet: it beats, buries nodes that are silent, claims what is free, takes up what it owns
// and lets go of what others are to have. What the store says is the truth: each round brings the node closer
// to it. One loop's thread; stop() before it dies; the parts outlive it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/async/event.hpp"
#include "core/fleet/lease.hpp"
#include "core/fleet/silence.hpp"
#include "core/log/log.hpp"
#include "core/store/outbox.hpp"

namespace hub::fleet {

// What a node does with tenants.
class Tenants {
 public:
  virtual ~Tenants() = default;
  // That exist, whosever they are.
  virtual std::vector<std::string> all() const = 0;
  // This node works for it.
  virtual bool has(const std::string& tenant) const = 0;
  // All of them, or none.
  virtual Task<Result<void>> take_up(std::vector<std::string> tenants) = 0;
  // What is under way ends first. A failure is tried again.
  virtual Task<Result<void>> let_go(std::string tenant) = 0;
  // Administrators have changed something, through this node or another one: what is stored is to be in force
  // here. A failure is tried again.
  virtual Task<Result<void>> follow() = 0;
};

class Membership {
 public:
  struct Parts {
    store::Outbox& outbox;  // of a store that has a fleet
    Tenants& tenants;
    Lease& lease;
    Clock& clock;
    log::Log& log;
    Executor executor;
  };
  // `view`: as the first beat gave it, asked for at `asked_at`.
  Membership(Parts parts, std::string self, store::FleetView view, MonotonicTime asked_at);

  void start();
  // Hands every tenant to another node, as far as there is one, and stops beating. The lease ends by itself.
  // Precondition: start() was called.
  Task<void> stop();

  const std::string& self() const { return self_; }
  // As of the last beat.
  const store::FleetView& view() const { return view_; }
  // Who works for a tenant; nothing while that is not settled.
  std::optional<store::NodeSelf> owner_of(const std::string& tenant) const;
  // Everything that was this node's at its start has been taken up, as far as it can be.
  bool has_begun() const { return has_begun_; }
  // Waits until owner_of() gives something, at most until `deadline`.
  Task<std::optional<store::NodeSelf>> find_owner(std::string tenant, MonotonicTime deadline);
  // A tenant that is new: this node's, unless another one was faster. Then invalid "tenant_elsewhere".
  Task<Result<void>> own(std::string tenant);

 private:
  Task<void> beat();
  Task<void> beat_once();
  Task<void> bury(store::NodeView node);
  Task<void> work();
  // False: to be tried again at once.
  Task<bool> follow_administration();
  Task<Result<void>> claim(std::vector<std::string> tenants);
  Task<void> claim_free();
  Task<void> take_up_own();
  Task<void> take_up_alone(std::string tenant);
  Task<void> even_out();
  Task<void> hand(std::string tenant, std::string to);
  bool is_self(const std::string& tenant) const;

  Parts parts_;
  std::string self_;
  store::FleetView view_;
  Silence silence_;
  Event look_, stopping_, over_, beats_ended_, work_ended_;
  Event changed_;               // owners, or what this node has
  std::int64_t followed_ = -1;  // what administrators had changed until then
  bool complained_about_following_ = false;
  bool has_begun_ = false;
  std::map<std::string, std::string> unfinished_;  // tenants that could not be let go, and for whom
  std::set<std::string> complained_;               // about tenants that cannot be taken up
};

}  // namespace hub::fleet
