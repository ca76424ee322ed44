// The store in one SQLite file: WAL, synchronous=FULL, secure_delete=ON. For one node; PostgreSQL serves
// several.
//
// Thread rule as in database.hpp: one writer thread, one reader thread, each with its own connection. With
// `exclusive` there is a single connection and everything happens on one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/store/database.hpp"

namespace hub::store {

struct SqliteSettings {
  // Given back to the disk when it is full, so that cases can still be settled. 0 for none.
  std::uint64_t reserve_bytes = 64u << 20;
  std::string vfs;         // of SQLite, by name; empty for the system's
  bool exclusive = false;  // for a VFS without shared memory
};

// Of the store that this hub writes: it opens older ones and brings them up to it, and refuses later ones.
std::int64_t sqlite_schema_version();

// Creates the file when there is none. config "disk_failed" when it is damaged, "schema_newer" when a later
// hub wrote it, "store_path" when it cannot be opened.
Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, const SqliteSettings& settings);

}  // namespace hub::store
