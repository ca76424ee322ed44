#include "core/store/sqlite/connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace hub::store::sqlite {

namespace {

constexpr int kBusyTimeoutMs = 2000;

Error disk_failed(std::string message) {
  Error error = config_error(std::move(message));
  error.code = "disk_failed";
  return error;
}

// SQLite's own words for a code carry no values of ours, unlike its message for the last error.
Error error_of_code(int code) {
  const std::string message = std::string("the database reports: ") + sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_FULL:
      return transient_error("disk_full", message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
      return transient_error("database_away", message);
    case SQLITE_IOERR:
      // The index of the journal in shared memory could not grow: nothing durable is concerned.
      if (code == SQLITE_IOERR_SHMSIZE) return transient_error("disk_full", message);
      return disk_failed(message);
    default:
      return disk_failed(message);
  }
}

}  // namespace

Error error_of(sqlite3* connection) {
  return error_of_code(sqlite3_extended_errcode(connection));
}
bool is_disk_full(const Error& error) {
  return error.code == "disk_full";
}
bool is_disk_failure(const Error& error) {
  return error.code == "disk_failed";
}

Statement::Statement(sqlite3* connection, const char* sql) : connection_(connection) {
  sqlite3_prepare_v3(connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
}
Statement::~Statement() {
  sqlite3_finalize(statement_);
}

Statement& Statement::bind(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
  return *this;
}
Statement& Statement::bind_text(int index, std::string_view value) {
  sqlite3_bind_text64(statement_, index, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}
Statement& Statement::bind_blob(int index, std::span<const std::byte> value) {
  sqlite3_bind_blob64(statement_, index, value.data(), value.size(), SQLITE_STATIC);
  return *this;
}
Result<bool> Statement::step() {
  if (!statement_) return error_of(connection_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return error_of(connection_);
}

Result<void> Statement::run() {
  const auto stepped = step();
  reset();
  if (!stepped.ok()) return stepped.error();
  return {};
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
std::string_view Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
model::KeyedHash Statement::hash(int column) const {
  model::KeyedHash hash;
  const std::string_view bytes = blob(column);
  std::memcpy(hash.bytes.data(), bytes.data(), std::min(bytes.size(), hash.bytes.size()));
  return hash;
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, const std::string& vfs,
                                                     bool exclusive) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, vfs.empty() ? nullptr : vfs.c_str());
  std::unique_ptr<Connection> connection(new Connection(handle));
  if (code != SQLITE_OK) {
    Error error = config_error("the store " + path + " cannot be opened: " + sqlite3_errstr(code));
    error.code = "store_path";
    return error;
  }
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  // SQLite's own checkpoints swallow their errors, and a failed sync must end the process: the hub runs its
  // own.
  sqlite3_wal_hook(
      handle,
      [](void* pages, sqlite3*, const char*, int count) {
        *static_cast<int*>(pages) = count;
        return SQLITE_OK;
      },
      &connection->journal_pages_);
  // Sealed content is read once and written once: a larger cache than the indexes need holds only that.
  // The page size and vacuum mode only count before the first table is made. Incremental vacuum lets a store
  // that once filled the disk give space back.
  for (const char* pragma :
       {exclusive ? "PRAGMA locking_mode=EXCLUSIVE" : "PRAGMA locking_mode=NORMAL", "PRAGMA page_size=16384",
        "PRAGMA auto_vacuum=INCREMENTAL", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
        "PRAGMA secure_delete=ON", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-8192"}) {
    if (auto set = connection->execute(pragma); !set.ok()) return std::move(set).error();
  }
  // Asking for WAL is a wish: a file system without shared memory gets another journal, and no error.
  Statement mode(handle, "PRAGMA journal_mode");
  Rows rows(mode);
  const auto found = rows.next();
  if (!found.ok()) return found.error();
  if (mode.text(0) != "wal") {
    Error error =
        config_error("the store " + path + " is on a file system that cannot keep its journal (WAL)");
    error.code = "store_path";
    return error;
  }
  return connection;
}

Connection::~Connection() {
  sqlite3_close_v2(handle_);
}

Result<void> Connection::execute(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error_of(handle_);
  return {};
}

Result<std::int64_t> Connection::number(const char* sql) {
  Statement statement(handle_, sql);
  Rows rows(statement);
  const auto found = rows.next();
  if (!found.ok()) return found.error();
  return *found ? statement.integer(0) : std::int64_t{0};
}

std::int64_t Connection::changes() const {
  return sqlite3_changes64(handle_);
}
std::int64_t Connection::last_row() const {
  return sqlite3_last_insert_rowid(handle_);
}

Result<void> Connection::checkpoint(Checkpoint how) {
  const int mode = how == Checkpoint::truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, mode, nullptr, nullptr);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) return error_of_code(code);
  if (code == SQLITE_OK && how == Checkpoint::truncate) journal_pages_ = 0;
  if (code == SQLITE_OK || how == Checkpoint::passive) return {};
  return transient_error("busy", "a reader holds the journal");
}

}  // namespace hub::store::sqlite
