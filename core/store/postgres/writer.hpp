// Applies write groups: what a group changes goes out as a few statements with a column for each value,
// whatever the number of its cases. In a transaction of the caller's, on the writer's thread.
#pragma once

#include "core/store/postgres/connection.hpp"
#include "core/store/types.hpp"

namespace hub::store::postgres {

// Fails with transient "case_gone" when a case to be merged into is being deleted. The transaction is then to
// be rolled back, as after every failure.
Result<Committed> apply(const WriteGroup& group, Connection& connection);
Result<void> apply(const SourceChanges& changes, Connection& connection);

}  // namespace hub::store::postgres
