// A whole hub in one thread on virtual time: the real engine, mapping, vault and SQLite, over a disk that
// forgets and targets that misbehave. A seed decides everything; the same seed gives the same trace hash.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/delivery/engine.hpp"
#include "core/vault/root_key.hpp"
#include "tests/simulation/hub_clock.hpp"
#include "tests/simulation/ledger.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/simulation/simulated_vfs.hpp"
#include "tests/support/memory_target.hpp"

namespace hub::simulation {

struct WorldSettings {
  std::uint64_t seed = 1;
  std::size_t cases = 24;
  milliseconds fault_time{120'000};                // faults happen only before it
  milliseconds patience = std::chrono::hours(24);  // what is not done so long after the faults is stuck
};

struct WorldReport {
  std::uint64_t trace_hash = 0;
  std::size_t accepted = 0, delivered = 0, boots = 0, faults = 0;
  std::vector<std::string> violations;  // empty: every invariant held
};

class World {
 public:
  explicit World(WorldSettings settings);
  ~World();
  WorldReport run();

 private:
  struct Hub;  // what one boot brings up and a crash takes away

  void boot();
  void crash();
  void run_until(MonotonicTime end, bool with_faults);
  bool all_settled() const;
  void schedule_faults();
  void inject_fault();
  void schedule_feeding();
  void feed(std::size_t event);
  void check_disk();
  void check_end();
  void trace(std::string_view what, std::uint64_t detail);

  WorldSettings settings_;
  SeededRandom random_;
  testing::VirtualClock clock_;
  SimulatedDisk disk_;
  SimulatedVfs vfs_;
  vault::RootKey root_;
  std::array<std::shared_ptr<testing::MemoryTarget>, 2> targets_;
  Ledger ledger_;
  WorldReport report_;
  std::unique_ptr<IoContext> io_;
  std::unique_ptr<Hub> hub_;
  bool must_crash_ = false;
  std::uint64_t crash_after_steps_ = 0;  // 0: none planned
};

}  // namespace hub::simulation
