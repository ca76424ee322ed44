// A whole store on a simulated machine: vault, SQLite and outbox on a disk that forgets, one thread, virtual
// time. Switch it off with crash() or stop(), on again with start().
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/store/outbox.hpp"
#include "core/store/recovery.hpp"
#include "core/store/sqlite/sqlite_database.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/simulation/simulated_vfs.hpp"
#include "tests/support/virtual_clock.hpp"

namespace hub::testing {

class StoreMachine {
 public:
  explicit StoreMachine(std::uint64_t seed = 1);
  ~StoreMachine();

  // Opens what is on the disk and recovers. False when the disk stopped meanwhile.
  bool start();
  // Ends the process without saying goodbye; the disk keeps what it keeps.
  void crash();
  // Drains, then ends the process.
  void stop();

  // Runs the loop until the task has ended. The task must outlive the call.
  void run(Task<void> task);

  // Seals `text` and hands it over; nothing when that was refused.
  std::optional<store::CaseRow> accept(const std::string& text);
  bool settle(store::CaseRow row);
  // What the store gives back for a live row; nothing when there is no such row or no key.
  std::optional<std::string> text_of(store::CaseRow row);

  store::NewCase new_case(const std::string& text);
  store::Settlement settlement_of(store::CaseRow row, vault::SlotNumber slot);

  SeededRandom random;
  simulation::SimulatedDisk disk;
  simulation::SimulatedVfs vfs;
  VirtualClock clock;
  IoContext io;
  vault::RootKey root;
  store::OutboxLimits limits;

  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<LoopWorker> worker;
  std::unique_ptr<store::Outbox> outbox;
  store::Recovery recovery;
  std::vector<store::LiveCase> recovered;
  std::vector<Error> fatal_errors;
  std::map<store::CaseRow, vault::SlotNumber> slots;  // of the rows accepted or recovered
};

}  // namespace hub::testing
