// The two targets of a simulated world, the mapping of both, and what goes wrong at them. The first takes
// each key once; the second must be looked up, may commit 60 s after the caller gave up, and may show a
// record 5 s late. One thread; the clock and the randomness outlive it.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/random.hpp"
#include "tests/simulation/ledger.hpp"
#include "tests/support/memory_target.hpp"
#include "tests/support/virtual_clock.hpp"

namespace hub::simulation {

inline constexpr std::array<const char*, 2> kTargetNames = {"keyed", "looked-up"};
// Of the second target.
inline constexpr std::chrono::seconds kLateCommitWindow{60}, kVisibilityLag{5};

const char* mapping_text();

// What a target holds of a case.
struct Found {
  std::size_t parents = 0, bodies = 0, strays = 0;
  bool is_there_once() const { return parents == 1 && bodies == 1 && strays == 0; }
};
Found find(const testing::MemoryTarget& target, const LedgerEntry& entry);

class Targets {
 public:
  // `on_write` is told which target stores something, just before.
  Targets(testing::VirtualClock& clock, Random& random, std::function<void(std::size_t)> on_write);

  const std::vector<std::shared_ptr<testing::MemoryTarget>>& all() const { return targets_; }
  // The records that somebody opened for cases before they came.
  void open_tickets(const Ledger& ledger);

  // How long a request, or an answer, takes now.
  milliseconds latency(std::size_t which);
  // Requests and answers take up to so long from now on.
  void set_latency(milliseconds longest) { slowness_.fill(longest); }
  // One of kDisturbances.
  static const std::uint64_t kDisturbances;
  void disturb(std::uint64_t kind, const Ledger& ledger);
  // A request whose sender is gone: it is lost on its way, or arrives within that time although nobody waits
  // for the answer.
  void abandon(std::size_t which, std::vector<testing::MemoryTarget::Writing> batch,
               milliseconds within = kLateCommitWindow);
  // From here nothing goes wrong any more.
  void heal();

  // Whether the target holds of the case what it should, in words; empty: it does.
  static std::string trouble_with(const testing::MemoryTarget& target, const LedgerEntry& entry);

 private:
  void break_write(testing::MemoryTarget& target, testing::WriteFault fault, milliseconds a_while);

  testing::VirtualClock& clock_;
  Random& random_;
  std::vector<std::shared_ptr<testing::MemoryTarget>> targets_;
  std::array<milliseconds, 2> slowness_{};  // the longest that a request or an answer takes
};

}  // namespace hub::simulation
