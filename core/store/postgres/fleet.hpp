// Nodes and owners as rows. The writer's thread.
#pragma once

#include "core/store/fleet.hpp"
#include "core/store/postgres/write_session.hpp"

namespace hub::store::postgres {

class PostgresFleet final : public Fleet {
 public:
  // `session`: of node `name`; outlives it.
  PostgresFleet(WriteSession& session, std::string name) : session_(session), name_(std::move(name)) {}

  const std::string& self() const override { return name_; }
  Result<FleetView> beat() override;
  Result<bool> bury(const NodeView& node) override;
  Result<std::vector<std::string>> claim(std::span<const std::string> tenants) override;
  Result<bool> hand(const std::string& tenant, const std::string& to) override;
  Result<void> announce_leaving() override;
  Result<void> leave() override;

 private:
  // Runs one statement in a transaction of its own.
  Result<Answer> write(const Statement& statement);

  WriteSession& session_;
  std::string name_;
};

}  // namespace hub::store::postgres
