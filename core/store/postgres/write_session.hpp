// Write transactions of one node: durable or not done at all, and never in doubt. The writer's thread.
//
// Each transaction counts itself in the row of its node (table `nodes`) and keeps that row locked. That row
// is the fence: a node that was buried, or that another one has followed under its name, finds its number no
// longer there and has to end. It also settles doubt: when the answer to a COMMIT is lost, whoever asks for
// the row waits until the old transaction has ended, and then the count tells whether it was committed.
#pragma once

#include <functional>

#include "core/store/postgres/link.hpp"

namespace hub::store::postgres {

class WriteSession {
 public:
  // `link` outlives it. `node` and `fence`: as claim() took and gave them.
  WriteSession(Link& link, std::string node, std::int64_t fence)
      : link_(link), node_(std::move(node)), fence_(fence) {}

  // What `work` did is durable when it returns, or nothing of it stays. Fails with what `work` failed with,
  // with "database_away", or with config: "node_buried" or "store_taken" when this node may not write any
  // more (fleet.hpp), "outcome_unknown" when the server stayed away while a COMMIT was in doubt. Then the
  // process must end.
  Result<void> run(const std::function<Result<void>(Connection& connection)>& work);

 private:
  Result<void> try_to_run(const std::function<Result<void>(Connection& connection)>& work);
  Result<void> commit();
  Result<void> find_out();
  Result<std::int64_t> committed_count();
  // Why this node finds its fence no longer there.
  Error outlived();

  Link& link_;
  std::string node_;
  std::int64_t fence_;
  std::int64_t count_ = 0;        // of the transaction under way
  std::optional<Error> failure_;  // nothing more is written
};

}  // namespace hub::store::postgres
