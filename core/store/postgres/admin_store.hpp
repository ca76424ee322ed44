// The work of administrators in PostgreSQL: written in the writer's transactions, read by the reader.
#pragma once

#include "core/store/admin_store.hpp"
#include "core/store/postgres/reader.hpp"
#include "core/store/postgres/write_session.hpp"

namespace hub::store::postgres {

class PostgresAdminStore final : public AdminStore {
 public:
  // Both outlive it.
  PostgresAdminStore(WriteSession& writing, Reader& reading) : writing_(writing), reading_(reading) {}

  Result<std::int64_t> note(const AuditEntry& entry) override;
  Result<void> conclude(std::int64_t number, int result, const std::string& outcome) override;
  Result<std::vector<AuditEntry>> audit(const AuditFilter& filter) override;
  Result<void> put_secret(const SealedSecret& secret) override;
  Result<void> remove_secret(const std::string& tenant, const std::string& name) override;
  Result<std::vector<SealedSecret>> secrets() override;
  Result<void> put_resources(std::span<const StoredResource> resources) override;
  Result<std::vector<StoredResource>> resources() override;
  Result<void> put_key(const StoredKey& key) override;
  Result<void> remove_key(const std::string& id) override;
  Result<std::vector<StoredKey>> keys() override;
  Result<void> put_removal(const TenantRemoval& removal) override;
  Result<std::vector<TenantRemoval>> removals() override;
  Result<void> remove_tenant(const std::string& tenant, const std::string& certificate) override;
  Result<void> remove_partner(const std::string& partner) override;
  Result<void> put_terms(const StoredTerms& terms) override;
  Result<std::vector<StoredTerms>> terms(const std::string& tenant, const std::string& target) override;
  Result<void> set_lane_paused(const std::string& tenant, const std::string& target, bool paused) override;
  Result<bool> is_lane_paused(const std::string& tenant, const std::string& target) override;

 private:
  Result<void> write(const Statement& statement);
  // All of them or none, and other nodes learn of it.
  Result<void> change(std::vector<Statement> statements);

  WriteSession& writing_;
  Reader& reading_;
};

}  // namespace hub::store::postgres
