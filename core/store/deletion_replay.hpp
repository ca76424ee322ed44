// The deletion log, replayed into a database that is older than it: a restored backup must not bring back
// what was deleted since. Before anything else is done with the database; one thread.
#pragma once

#include <functional>
#include <string>

#include "core/certificates/log_reader.hpp"
#include "core/store/database.hpp"

namespace hub::store {

struct Replayed {
  std::size_t certificates = 0;  // that the database did not have
  std::size_t cases = 0;         // that it still had and now is to forget: recovery finishes them
};

// How many days after its deletion the events of a tenant's case are known.
using TombstoneDays = std::function<int(const std::string& tenant)>;

// Every certificate of the log that the database lacks, in order, each with the deletion it speaks of. What
// was done stays done when it fails, and the next call goes on. config "log_forked" when the last certificate
// of the database is not the log's: they do not belong together; "log_tampered" when the log does not prove
// an entry.
Result<Replayed> replay_deletions(const certificates::LogReader& log, Database& database,
                                  const TombstoneDays& tombstone_days);

}  // namespace hub::store
