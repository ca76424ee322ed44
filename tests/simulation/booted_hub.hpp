// What one boot of a simulated machine brings up, in the order in which it may go down again. One thread.
#pragma once

#include "core/async/worker.hpp"
#include "tests/simulation/world.hpp"

namespace hub::simulation {

struct World::Hub {
  HubClock clock;
  LoopWorker worker;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::Outbox> outbox;
  std::unique_ptr<delivery::Engine> engine;

  Hub(testing::VirtualClock& virtual_clock, IoContext& io)
      : clock(virtual_clock), worker(io.get_executor()) {}
};

}  // namespace hub::simulation
