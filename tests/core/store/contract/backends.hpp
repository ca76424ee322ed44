// The databases that the contract is run against, each by a program of its own. A backend makes an empty
// database and opens it again.
#pragma once

#include <unistd.h>

#include <boost/test/unit_test.hpp>
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
  // A vault for `cases` rows. What is given by reference outlives it.
  std::unique_ptr<vault::Vault> open_vault(store::Database&, const vault::RootKey& root, const Clock& clock,
                                           Random& random, std::uint32_t cases) {
    vault::VaultSettings settings;
    settings.directory = folder().string();
    settings.case_slots = cases;
    auto vault = vault::Vault::open(settings, vault::posix_file_system(), root, clock, random);
    BOOST_TEST_REQUIRE(vault.ok());
    return std::move(*vault);
  }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  OwnFolder folder_;
};
using TestedBackend = SqliteBackend;
#endif

using Backends = std::tuple<TestedBackend>;

}  // namespace hub::testing
