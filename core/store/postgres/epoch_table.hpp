// vault::EpochTable in PostgreSQL: the tables `epochs`, `epoch_holders` and `case_keys`. The writer's thread.
#pragma once

#include "core/store/postgres/write_session.hpp"
#include "core/vault/epoch_table.hpp"

namespace hub::store::postgres {

class PostgresEpochTable final : public vault::EpochTable {
 public:
  // `session` outlives it.
  explicit PostgresEpochTable(WriteSession& session) : session_(session) {}

  Result<std::vector<vault::KnownEpoch>> epochs() override;
  Result<void> begin(const vault::EpochId& epoch, const vault::KeyHolder& maker, WallTime now) override;
  Result<void> hold(const vault::EpochId& epoch, const vault::KeyHolder& holder) override;
  Result<std::vector<vault::EpochId>> end(std::span<const vault::EpochId> epochs, WallTime now) override;
  Result<void> let_go(std::span<const vault::EpochId> epochs, const vault::KeyHolder& holder) override;
  Result<std::vector<vault::StoredKey>> keys_under(std::span<const vault::EpochId> epochs,
                                                   vault::StoredKeyPlace after, std::uint32_t limit) override;
  Result<void> replace(std::span<const vault::ReplacedKey> keys) override;
  Result<std::vector<vault::SlotNumber>> slots_outside(std::span<const vault::EpochId> epochs) override;

 private:
  // The answers of `statements`, in one transaction.
  Result<Answers> run(std::vector<Statement> statements);

  WriteSession& session_;
};

}  // namespace hub::store::postgres
