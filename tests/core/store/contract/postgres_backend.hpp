// A database of its own on the program's PostgreSQL, and a folder for the keys beside it. One thread.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/store/postgres/connection.hpp"
#include "core/store/postgres/postgres_database.hpp"
#include "core/vault/shared_vault.hpp"
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
    auto database = store::open_postgres(settings, hash_of(keys), use, health);
    if (database.ok() && use == store::PostgresUse::write) know_plain_keys();
    return database;
  }
  // The epoch of rows whose keys are not of a vault, see plain_case().
  void know_plain_keys() {
    run("INSERT INTO epochs(id, maker, born_at) VALUES(decode(repeat('00', 16), 'hex'), 'test', 0)"
        " ON CONFLICT DO NOTHING");
  }
  // A vault for the rows of `database`. What is given by reference outlives it.
  std::unique_ptr<vault::Vault> open_vault(store::Database& database, const vault::RootKey& root,
                                           const Clock& clock, Random& random, std::uint32_t) {
    vault::SharedVaultSettings shared;
    shared.directory = folder().string();
    auto vault = vault::SharedVault::open(shared, vault::posix_file_system(), root, clock, random);
    BOOST_TEST_REQUIRE(vault.ok());
    BOOST_TEST_REQUIRE((*vault)->join(*database.epoch_table()).ok());
    return std::move(*vault);
  }
  // As a node of the fleet.
  std::unique_ptr<store::Database> open_as(const std::string& node) {
    auto database =
        store::open_postgres(settings, hash_of(1), store::PostgresUse::write, health, {node, {}, {}, {}});
    BOOST_TEST_REQUIRE(database.ok());
    know_plain_keys();
    return std::move(*database);
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
