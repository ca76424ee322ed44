// Write transactions of the one hub that may write: durable or not done at all, and never in doubt. The
// writer's thread.
//
// Each transaction counts itself in the row of the hub (table `hub`) and keeps that row locked. That row is
// the fence: a hub that another one has followed finds its number no longer there and has to end. It also
// settles doubt: when the answer to a COMMIT is lost, whoever asks for the row waits until the old
// transaction has ended, and then the count tells whether it was committed.
#pragma once

#include <functional>

#include "core/store/postgres/link.hpp"

namespace hub::store::postgres {

class WriteSession {
 public:
  // `link` outlives it. `fence`: as claim() gave it.
  WriteSession(Link& link, std::int64_t fence) : link_(link), fence_(fence) {}

  // What `work` did is durable when it returns, or nothing of it stays. Fails with what `work` failed with,
  // with "database_away", or with config: "store_taken" when another hub writes now, "outcome_unknown" when
  // the server stayed away while a COMMIT was in doubt. Then the process must end.
  Result<void> run(const std::function<Result<void>(Connection& connection)>& work);

 private:
  Result<void> try_to_run(const std::function<Result<void>(Connection& connection)>& work);
  Result<void> commit();
  Result<void> find_out();
  Result<std::int64_t> committed_count();

  Link& link_;
  std::int64_t fence_;
  std::int64_t count_ = 0;        // of the transaction under way
  std::optional<Error> failure_;  // nothing more is written
};

}  // namespace hub::store::postgres
