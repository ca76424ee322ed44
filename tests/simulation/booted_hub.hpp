// What one boot of a simulated machine brings up, in the order in which it may go down again. One thread.
#pragma once

#include <functional>
#include <memory>

#include "core/async/worker.hpp"
#include "core/delivery/engine.hpp"
#include "core/vault/root_key.hpp"
#include "tests/simulation/hub_clock.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/simulation/simulated_vfs.hpp"

namespace hub::simulation {

// What stays when the hub dies. All outlive it.
struct Machine {
  SimulatedDisk& disk;
  SimulatedVfs& vfs;
  const vault::RootKey& root;
  Random& random;
};

vault::RootKey root_from(Random& random);

struct BootedHub {
  HubClock clock;
  LoopWorker worker;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::Outbox> outbox;
  std::unique_ptr<delivery::Engine> engine;

  BootedHub(testing::VirtualClock& virtual_clock, IoContext& io)
      : clock(virtual_clock), worker(io.get_executor()) {}

  // Keys and store from the disk, and an engine that has no tenant yet. `die` is called when the store cannot
  // go on. Fails as the disk does.
  Result<void> open(const Machine& machine, IoContext& io, const vault::VaultSettings& keys,
                    const delivery::EngineSettings& settings, std::function<void(const Error&)> die);
};

}  // namespace hub::simulation
