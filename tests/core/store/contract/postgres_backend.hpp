// A database of its own on the program's PostgreSQL, and a folder for the keys beside it. One thread.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/store/postgres/connection.hpp"
#include "core/store/postgres/postgres_database.hpp"
#include "tests/core/store/contract/own_folder.hpp"
#include "tests/core/store/rows.hpp"
#include "tests/support/private_postgres.hpp"

namespace hub::testing {

class PostgresBackend {
 public:
  PostgresBackend() {
    static int count = 0;
    settings.host = PrivatePostgres::instance().folder();
    settings.user = "postgres";
    const std::string name = "test_" + std::to_string(++count);
    run_outside("CREATE DATABASE " + name);
    settings.database = name;
  }

  Result<std::unique_ptr<store::Database>> open(store::PostgresUse use = store::PostgresUse::write,
                                                std::uint64_t keys = 1) {
    return store::open_postgres(settings, hash_of(keys), use, health);
  }
  // By another connection, as an administrator of the database would.
  store::postgres::Answer run(const std::string& sql) { return run_in(settings, sql); }
  // The same, from outside of the database.
  void run_outside(const std::string& sql) {
    store::PostgresSettings elsewhere = settings;
    elsewhere.database = "postgres";
    run_in(elsewhere, sql);
  }
  const std::filesystem::path& folder() const { return folder_.path(); }

  store::PostgresSettings settings;
  store::Health health;

 private:
  static store::postgres::Answer run_in(const store::PostgresSettings& where, const std::string& sql) {
    const auto connection = store::postgres::Connection::open(where);
    BOOST_TEST_REQUIRE(connection.ok());
    auto answer = (*connection)->run(store::postgres::Statement{sql.c_str()});
    BOOST_TEST_REQUIRE(answer.ok(), sql);
    return std::move(*answer);
  }

  OwnFolder folder_;
};

}  // namespace hub::testing
