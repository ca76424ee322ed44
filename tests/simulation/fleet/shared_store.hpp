// The store of a simulated fleet: one SQLite database in memory, with the tables that PostgreSQL adds for
// several nodes. Each node has a view of its own, which keeps PostgreSQL's rules: a write of a node whose
// fence is not the current one is refused, a key is stored in the transaction of its row and only under a
// living epoch, and certificates have one sequence. shared_store_test.cpp holds it to what
// tests/core/store/fleet_test.cpp shows of PostgreSQL. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/store/database.hpp"
#include "tests/core/fleet/memory_fleet.hpp"
#include "tests/core/vault/memory_epoch_table.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/simulation/simulated_vfs.hpp"
#include "tests/simulation/tally.hpp"

namespace hub::simulation {

class SharedStore {
 public:
  // What nodes do to one another here is noted in `of_fleet`, which outlives it.
  SharedStore(Random& random, Tally& of_fleet) : tally(of_fleet), disk_(random), vfs_(disk_, random) {}
  // Before anything else.
  Result<void> open();

  store::Database& database() { return *database_; }
  SimulatedDisk& disk() { return disk_; }
  // `tenant` is this node's now.
  void note_owner(const std::string& tenant, const std::string& node, Happening how);

  Tally& tally;
  testing::FleetTables fleet;
  testing::MemoryEpochTable keys;
  bool is_away = false;          // for everybody
  std::uint64_t certifying = 0;  // commits that made certificates

 private:
  SimulatedDisk disk_;
  SimulatedVfs vfs_;
  std::unique_ptr<store::Database> database_;
  std::map<std::string, std::string> last_owners_;
};

// Between one node and the store.
struct StoreLink {
  bool is_cut = false;
  // Of the next commit of cases: it is lost on its way, or its answer is, and the store stays away for so
  // long that its writer cannot find out which.
  enum class Doubt { none, commit_lost, answer_lost };
  Doubt doubt = Doubt::none;
};

// The store as one start of a node sees it: it enters with a new fence. Both outlive it.
std::unique_ptr<store::Database> enter(SharedStore& shared, StoreLink& link, const std::string& name);

}  // namespace hub::simulation
