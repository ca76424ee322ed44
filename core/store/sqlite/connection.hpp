// One SQLite connection and its statements: the wall between the hub and SQLite's C API. One thread at a
// time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/model/keyed_hash.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace hub::store::sqlite {

// A prepared statement, kept for the life of its connection. Binding counts from 1, columns from 0, as in
// SQLite. What is not bound is NULL. Bound text and blobs must live until the statement was run.
class Statement {
 public:
  Statement(sqlite3* connection, const char* sql);  // an error shows when it runs
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int index, std::int64_t value);
  Statement& bind_text(int index, std::string_view value);
  Statement& bind_blob(int index, std::span<const std::byte> value);
  Statement& bind(int index, const model::KeyedHash& hash) { return bind_blob(index, hash.bytes); }

  // Runs to the end without looking at rows.
  Result<void> run();
  // True while there is a row. Afterwards reset() before the next use.
  Result<bool> step();
  void reset();

  std::int64_t integer(int column) const;
  // Valid until the next step.
  std::string_view text(int column) const;
  std::string_view blob(int column) const;
  bool is_null(int column) const;
  model::KeyedHash hash(int column) const;

 private:
  sqlite3* connection_;
  sqlite3_stmt* statement_ = nullptr;
};

// Resets a statement that was stepped through, on every way out.
class Rows {
 public:
  explicit Rows(Statement& statement) : statement_(statement) {}
  ~Rows() { statement_.reset(); }
  Result<bool> next() { return statement_.step(); }

 private:
  Statement& statement_;
};

class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const std::string& path, const std::string& vfs,
                                                  bool exclusive);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sqlite3* handle() { return handle_; }
  // Statements without results.
  Result<void> execute(const char* sql);
  // The first column of the first row.
  Result<std::int64_t> number(const char* sql);
  std::int64_t changes() const;
  std::int64_t last_row() const;
  // Moves committed pages from the journal into the file. `truncate` also empties the journal: transient
  // "busy" while a reader is in the way.
  enum class Checkpoint { passive, truncate };
  Result<void> checkpoint(Checkpoint how);
  // Pages in the journal after the last commit of this connection.
  int journal_pages() const { return journal_pages_; }

 private:
  explicit Connection(sqlite3* handle) : handle_(handle) {}
  sqlite3* handle_;
  int journal_pages_ = 0;
};

// What SQLite's result code means to the hub, for the connection's last error.
Error error_of(sqlite3* connection);
bool is_disk_full(const Error& error);
bool is_disk_failure(const Error& error);

}  // namespace hub::store::sqlite
