// What really happened, kept outside the hub: every event that was offered and every promise that was made.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace hub::simulation {

struct LedgerEntry {
  std::string case_id, event_id, data;
  std::string case_ref;       // by which certificates know the case
  std::string record_key;     // of its first record at the targets
  std::string ticket;         // a record that somebody opened at the targets for this case; empty: none
  std::string marker;         // occurs in the data and nowhere else: must never be seen in clear
  bool acknowledged = false;  // a 2xx was given
  std::size_t certificates = 0;
};

struct Ledger {
  std::vector<LedgerEntry> entries;
};

// Entry `index` of a run: a small case whose text carries a marker made from the seed.
LedgerEntry make_entry(std::uint64_t seed, std::size_t index);

}  // namespace hub::simulation
