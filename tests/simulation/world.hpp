// A whole hub in one thread on virtual time: the real engine, mapping, vault and SQLite, over a disk that
// forgets and targets that misbehave. A seed decides everything; the same seed gives the same trace hash.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/booted_hub.hpp"
#include "tests/simulation/ledger.hpp"
#include "tests/simulation/targets.hpp"
#include "tests/simulation/trace.hpp"
#include "tests/simulation/world_report.hpp"

namespace hub::simulation {

inline constexpr const char* kTenant = "acme";

struct WorldSettings {
  std::uint64_t seed = 1;
  std::size_t cases = 24;
  milliseconds fault_time{120'000};                // faults happen only before it
  milliseconds patience = std::chrono::hours(24);  // what is not done so long after the faults is stuck
  milliseconds keeps_metadata{0};                  // so long those of delivered cases stay; 0: they do not
  bool tells = false;                              // prints what happens, and when
};

class World {
 public:
  explicit World(WorldSettings settings);
  ~World();
  WorldReport run();

 private:
  void boot();
  Result<delivery::RecoveryReport> bring_up_engine();
  void crash();
  void run_until(MonotonicTime end, bool with_faults);
  bool all_settled() const;
  void name_cases();

  void schedule_faults();
  void inject_fault();
  void disturb_machine(std::uint64_t kind);
  void abandon_requests();
  void heal();

  void schedule_feeding();
  void feed(std::size_t event);

  void schedule_operator();
  std::vector<store::DeliveryView> deliveries_in(std::optional<store::DeliveryState> state);
  void retry_all(store::DeliveryState state);
  void pause_lane(const std::string& target, bool paused);
  void resume_lanes();
  void judge_dead_letters();
  void make_a_round();

  // Looks at every certificate that came since the last call: nothing may be certified that is not at its
  // targets.
  void check_certificates();
  void check_certificate(const std::string& entry);
  void check_disk();
  void check_target(const testing::MemoryTarget& target, const LedgerEntry& entry);
  void check_nothing_remains();
  void check_end();
  void violation(std::string what) { report_.violations.push_back(std::move(what)); }
  void trace(std::string_view what, std::uint64_t detail) { trace_.note(what, detail); }

  WorldSettings settings_;
  SeededRandom random_;
  testing::VirtualClock clock_;
  Trace trace_;
  SimulatedDisk disk_;
  SimulatedVfs vfs_;
  vault::RootKey root_;
  Targets targets_;
  Ledger ledger_;
  WorldReport report_;
  std::unique_ptr<IoContext> io_;
  std::unique_ptr<BootedHub> hub_;
  bool must_crash_ = false;
  std::uint64_t crash_after_steps_ = 0;  // 0: none planned
  std::int64_t certificates_seen_ = 0;
  std::optional<std::uint64_t> certified_seen_;  // of this boot
};

}  // namespace hub::simulation
