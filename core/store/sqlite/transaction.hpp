// All that some work writes on a connection, or nothing of it. The writer's thread.
#pragma once

#include <functional>

#include "core/store/sqlite/connection.hpp"

namespace hub::store::sqlite {

class Transaction {
 public:
  // The connection outlives it.
  explicit Transaction(Connection& connection)
      : begin_(connection.handle(), "BEGIN IMMEDIATE"),
        commit_(connection.handle(), "COMMIT"),
        rollback_(connection.handle(), "ROLLBACK") {}

  // Durable when it returns. Fails with what `work` failed with.
  Result<void> run(const std::function<Result<void>()>& work) {
    if (auto begun = begin_.run(); !begun.ok()) return begun;
    auto done = work();
    if (done.ok()) done = commit_.run();
    if (done.ok()) return {};
    // SQLite has rolled back already after some errors; then this one says so and changes nothing.
    (void)rollback_.run().ok();
    return done;
  }

 private:
  Statement begin_, commit_, rollback_;
};

// Removes what deleted rows left in the journal. A reader in the way is no failure: the journal is emptied by
// the store's next checkpoint then.
inline Result<void> empty_journal(Connection& connection) {
  const auto emptied = connection.checkpoint(Connection::Checkpoint::truncate);
  return !emptied.ok() && is_disk_failure(emptied.error()) ? emptied : Result<void>();
}

}  // namespace hub::store::sqlite
