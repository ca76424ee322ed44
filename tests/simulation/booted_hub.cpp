#include "tests/simulation/booted_hub.hpp"

#include <array>

#include "core/store/sqlite/sqlite_database.hpp"

namespace hub::simulation {

vault::RootKey root_from(Random& random) {
  std::array<std::byte, 32> bytes;
  random.fill(bytes);
  return vault::RootKey::from_bytes(bytes);
}

Result<void> BootedHub::open(const Machine& machine, IoContext& io, const vault::VaultSettings& keys,
                             const delivery::EngineSettings& settings,
                             std::function<void(const Error&)> die) {
  auto opened_vault = vault::Vault::open(keys, machine.disk, machine.root, clock, machine.random);
  if (!opened_vault.ok()) return opened_vault.error();
  vault = std::move(*opened_vault);
  store::SqliteSettings sqlite;
  sqlite.vfs = machine.vfs.name();
  sqlite.exclusive = true;
  sqlite.reserve_bytes = 0;
  auto opened_database = store::open_sqlite("/data/hub.db", sqlite);
  if (!opened_database.ok()) return opened_database.error();
  database = std::move(*opened_database);
  outbox = std::make_unique<store::Outbox>(
      store::Outbox::Parts{*database, *vault, worker, worker, clock, io.get_executor(), std::move(die)},
      store::OutboxLimits{});
  engine = std::make_unique<delivery::Engine>(
      delivery::Engine::Parts{*outbox, *database, *vault, clock, machine.random, io.get_executor()},
      settings);
  return {};
}

}  // namespace hub::simulation
