// One connection to PostgreSQL: the wall between the hub and libpq. One thread at a time.
//
// Statements go out in pipeline mode, many with one flush, unnamed and with binary parameters and answers, so
// nothing is left in the session: a pooler that gives each transaction another server connection (PgBouncer
// in transaction mode) may stand between. Every wait has a deadline. Errors: transient "disk_full" and
// "database_away", config "disk_failed" when the server reports damaged data. Their messages have
// PostgreSQL's codes (SQLSTATE), never its words, which may quote values.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/keyed_hash.hpp"
#include "core/store/postgres/parameters.hpp"
#include "core/store/postgres/settings.hpp"

struct pg_conn;
struct pg_result;

namespace hub::store::postgres {

// One command with its parameters $1, $2, ...
struct Statement {
  const char* sql;
  Parameters parameters{};
};

// What one statement brought. Columns and rows count from 0.
class Answer {
 public:
  explicit Answer(pg_result* result) : result_(result, &clear) {}

  int rows() const;
  // Rows that an INSERT, UPDATE or DELETE touched.
  std::int64_t changes() const;
  // What was done, in PostgreSQL's word: "COMMIT".
  std::string_view done() const;

  std::int64_t integer(int row, int column) const;  // of integers and booleans
  // Valid as long as the answer.
  std::string_view text(int row, int column) const;
  bool is_null(int row, int column) const;

 private:
  static void clear(pg_result* result);
  std::unique_ptr<pg_result, void (*)(pg_result*)> result_;
};

// One row of an answer, which outlives it.
class Row {
 public:
  Row(const Answer& answer, int number) : answer_(answer), number_(number) {}
  std::int64_t integer(int column) const { return answer_.integer(number_, column); }
  std::string_view text(int column) const { return answer_.text(number_, column); }
  std::string_view blob(int column) const { return text(column); }
  bool is_null(int column) const { return answer_.is_null(number_, column); }
  model::KeyedHash hash(int column) const;

 private:
  const Answer& answer_;
  int number_;
};

using Answers = std::vector<Answer>;

class Connection {
 public:
  // To the first of the hosts that can be written to. Fails with transient "database_away"; with config when
  // the password cannot be read.
  static Result<std::unique_ptr<Connection>> open(const PostgresSettings& settings);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // All of them in one go, answers in the same order. After a failure the rest was not run, and an open
  // transaction must be rolled back.
  Result<Answers> run(std::vector<Statement> statements);
  // The one statement's answer.
  Result<Answer> run(Statement statement);
  // Nothing can be asked any more: whatever was not committed is rolled back by the server.
  bool is_broken() const { return is_broken_; }

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  Connection(pg_conn* handle, std::chrono::milliseconds answer_timeout);
  static Result<std::unique_ptr<Connection>> open_at(const std::string& host,
                                                     const PostgresSettings& settings,
                                                     std::string_view password);
  bool send(const std::vector<Statement>& statements);
  // Null: that was all of one statement.
  Result<pg_result*> next(Deadline deadline);
  Result<Answers> receive(std::size_t count, Deadline deadline);
  Error broken(std::string what);
  Error error_of(const pg_result* result);

  std::unique_ptr<pg_conn, void (*)(pg_conn*)> handle_;
  std::chrono::milliseconds answer_timeout_;
  bool is_broken_ = false;
};

}  // namespace hub::store::postgres
