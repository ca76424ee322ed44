// The databases that the contract is run against, each by a program of its own. A backend makes an empty
// database and opens it again.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <tuple>

#ifdef HUB_TEST_POSTGRES
#include "tests/core/store/contract/postgres_backend.hpp"
#else
#include "core/store/sqlite/sqlite_database.hpp"
#endif
#include "tests/core/store/contract/own_folder.hpp"

namespace hub::testing {

#ifdef HUB_TEST_POSTGRES
using TestedBackend = PostgresBackend;
#else
// A folder of its own on the real disk.
class SqliteBackend {
 public:
  Result<std::unique_ptr<store::Database>> open() {
    store::SqliteSettings settings;
    settings.reserve_bytes = 1 << 20;
    return store::open_sqlite((folder() / "hub.db").string(), settings);
  }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  OwnFolder folder_;
};
using TestedBackend = SqliteBackend;
#endif

using Backends = std::tuple<TestedBackend>;

}  // namespace hub::testing
