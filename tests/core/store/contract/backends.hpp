// The databases that the contract is run against. A backend makes an empty database and opens it again.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <tuple>

#include "core/store/sqlite/sqlite_database.hpp"

namespace hub::testing {

// A folder of its own on the real disk.
class SqliteBackend {
 public:
  SqliteBackend() {
    static int count = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("hub_store_" + std::to_string(getpid()) + "_" + std::to_string(++count));
    std::filesystem::create_directories(folder_);
  }
  ~SqliteBackend() { std::filesystem::remove_all(folder_); }

  Result<std::unique_ptr<store::Database>> open() {
    store::SqliteSettings settings;
    settings.reserve_bytes = 1 << 20;
    return store::open_sqlite((folder_ / "hub.db").string(), settings);
  }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

using Backends = std::tuple<SqliteBackend>;

}  // namespace hub::testing
