// Lets SQLite live on a SimulatedDisk: a VFS without shared memory, so connections need
// locking_mode=EXCLUSIVE.
#pragma once

#include <string>

#include "core/base/clock.hpp"
#include "tests/simulation/simulated_disk.hpp"

namespace hub::simulation {

// Registered under name() while it lives; not the default. `disk` and `random` outlive it. One thread.
class SimulatedVfs {
 public:
  SimulatedVfs(SimulatedDisk& disk, Random& random);
  ~SimulatedVfs();
  SimulatedVfs(const SimulatedVfs&) = delete;
  SimulatedVfs& operator=(const SimulatedVfs&) = delete;
  const std::string& name() const;

  struct State;  // of the .cpp

 private:
  std::unique_ptr<State> state_;
};

}  // namespace hub::simulation
