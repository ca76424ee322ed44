// Several nodes in one thread on virtual time, each with its own loop, keys and clock, on one store and
// before two targets that misbehave (see ../world.hpp for one hub alone). A seed decides everything; the same
// seed gives the same trace hash.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/fleet/node.hpp"
#include "tests/simulation/trace.hpp"
#include "tests/simulation/world_report.hpp"

namespace hub::simulation {

struct FleetSettings {
  std::uint64_t seed = 1;
  std::size_t nodes = 3, tenants = 5, cases = 24;
  milliseconds fault_time{120'000};               // faults happen only before it
  milliseconds patience = std::chrono::hours(2);  // what is not done so long after the faults is stuck
  bool tells = false;                             // prints what happens, and when
};

class FleetWorld {
 public:
  explicit FleetWorld(FleetSettings settings);
  ~FleetWorld();
  WorldReport run();

 private:
  // A machine, and what runs on it now; nothing while it is down.
  struct Place {
    std::unique_ptr<NodeMachine> machine;
    std::unique_ptr<Node> node;
    std::uint64_t dies_after_steps = 0, freezes_after_steps = 0;  // 0: not planned
    bool held_lease = false;                                      // at the step before
  };

  Result<void> prepare();
  void name_cases(const vault::SharedVault& vault);
  void start(Place& place);
  void start_later(Place& place, milliseconds after);
  // Whatever it did ends where it stands.
  void kill(Place& place, milliseconds down);
  void die(Place& place);
  void freeze(Place& place);
  void stop(Place& place);
  void run_until(MonotonicTime end, bool with_faults);
  bool step();
  void look_after(Place& place);
  void note_lease(Place& place);
  bool all_settled() const;
  bool is_running(const Place& place) const { return place.node && place.node->is_open(); }

  void schedule_faults();
  void inject_fault();
  void disturb_node(std::uint64_t kind);
  void disturb_links(Place& place, std::uint64_t kind);
  void fail(Place& place);
  void lose_slot_file(Place& place);
  void heal();
  // For a while.
  void later(milliseconds after, std::function<void()> action) {
    clock_.call_at(clock_.now() + after, std::move(action));
  }

  void schedule_feeding();
  void feed(std::size_t event);
  Task<void> offer(Node& node, std::size_t event);
  const std::string& tenant_of(std::size_t event) const { return tenants_[event % tenants_.size()]; }

  void schedule_operator();
  std::vector<store::DeliveryView> deliveries_in(std::optional<store::DeliveryState> state);
  void retry_all(store::DeliveryState state);
  void judge_dead_letters();

  void check_certificates();
  void check_certificate(const store::CertificateView& view);
  void check_nothing_remains();
  void check_end();
  void violation(std::string what) { report_.violations.push_back(std::move(what)); }
  void note(Happening what) { report_.tally.note(what); }
  void trace(std::string_view what, std::uint64_t detail) { trace_.note(what, detail); }

  FleetSettings settings_;
  SeededRandom random_;
  testing::VirtualClock clock_;
  Trace trace_;
  vault::RootKey root_;
  std::vector<std::string> names_, tenants_;
  WorldReport report_;
  SharedStore store_;
  Network network_;
  Targets targets_;
  Ledger ledger_;
  std::vector<Place> places_;
  bool has_lost_slot_file_ = false;
  std::uint64_t certifying_seen_ = 0;
  std::int64_t certificates_seen_ = 0;
};

}  // namespace hub::simulation
