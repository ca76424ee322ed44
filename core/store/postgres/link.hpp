// A connection that is made when it is needed, and made again when it was lost. One thread at a time.
#pragma once

#include "core/store/postgres/connection.hpp"
#include "core/store/postgres/health.hpp"

namespace hub::store::postgres {

class Link {
 public:
  // `health` outlives it, and hears of every try.
  Link(PostgresSettings settings, Health& health) : settings_(std::move(settings)), health_(health) {}

  const PostgresSettings& settings() const { return settings_; }
  // Begins a transaction with `first` as its next statements and gives their answers. A connection that turns
  // out to be lost is replaced once: nothing was done on it yet.
  Result<Answers> begin(const char* begin, std::vector<Statement> first);
  // Precondition: begin() was the last to succeed.
  Connection& connection() { return *connection_; }
  // The server forgets what was done since begin().
  void roll_back();
  // Tells the health of the outcome, and hands it on.
  template <class Outcome>
  Outcome told(Outcome outcome) {
    health_.set_away(!outcome.ok() && outcome.error().code == "database_away");
    return outcome;
  }

 private:
  Result<void> connect();

  PostgresSettings settings_;
  Health& health_;
  std::unique_ptr<Connection> connection_;
};

// The value of a setting for the rest of the transaction.
Statement set_for_transaction(std::string_view name, std::string_view value);

// Ends a transaction that writes: its COMMIT, the last of the statements, is answered once the server and the
// synchronous standbys have it on disk, or not at all. Not knowing is left to the wait for the answer.
void add_durable_commit(std::vector<Statement>& statements);

}  // namespace hub::store::postgres
