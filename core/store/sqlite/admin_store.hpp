// The work of administrators in SQLite: written by the writer's connection, read by the reader's.
#pragma once

#include <functional>

#include "core/store/admin_store.hpp"
#include "core/store/sqlite/connection.hpp"
#include "core/store/sqlite/transaction.hpp"

namespace hub::store::sqlite {

class SqliteAdminStore final : public AdminStore {
 public:
  // The connections outlive it, have their tables, and may be one. `make_room` is asked when the disk is
  // full: true when there is more room now.
  SqliteAdminStore(Connection& writing, Connection& reading, std::function<bool()> make_room);

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
  // Once more when the disk was full and is not any longer: what is done by hand may make room itself.
  Result<void> run(Statement& bound, const std::function<void(Statement&)>& bind);
  Result<void> put_all(std::span<const StoredResource> resources);
  // Runs each of these with `owner`, whose rows go.
  static Result<void> take_out(std::initializer_list<Statement*> statements, const std::string& owner);
  // As run(); afterwards the journal is emptied, which may hold what was replaced.
  Result<void> overwrite(Statement& bound, const std::function<void(Statement&)>& bind);

  Connection& writing_;
  std::function<bool()> make_room_;
  Statement note_, conclude_, audit_;
  Statement put_secret_, remove_secret_, secrets_;
  Transaction transaction_;
  Statement put_resource_, resources_;
  Statement put_key_, remove_key_, keys_;
  Statement put_removal_, removals_, remove_removal_, certify_;
  Statement tenant_resources_, tenant_secrets_, tenant_keys_, partner_resources_, partner_keys_;  // remove
  Statement tenant_terms_, tenant_pauses_;                                                        // remove
  Statement put_terms_, terms_;
  Statement put_pause_, remove_pause_, pause_;
};

}  // namespace hub::store::sqlite
