#include "core/store/postgres/admin_store.hpp"

#include "core/store/postgres/locks.hpp"
#include "core/store/row_types.hpp"

namespace hub::store::postgres {

namespace {

// Other nodes look whether it has grown.
Statement count_change() {
  return {"UPDATE sequencer SET number = number + 1 WHERE log = 'administration'"};
}

}  // namespace

Result<void> PostgresAdminStore::write(const Statement& statement) {
  return writing_.run([&statement](Connection& connection) -> Result<void> {
    const auto done = connection.run(statement);
    return done.ok() ? Result<void>() : Result<void>(done.error());
  });
}

Result<void> PostgresAdminStore::change(std::vector<Statement> statements) {
  statements.push_back(count_change());
  return writing_.run([&statements](Connection& connection) -> Result<void> {
    const auto done = connection.run(std::vector<Statement>(statements));
    return done.ok() ? Result<void>() : Result<void>(done.error());
  });
}

Result<std::int64_t> PostgresAdminStore::note(const AuditEntry& entry) {
  const Statement insert{
      "INSERT INTO audit(number, at, who, key, role, reach, operation, tenant, resource)"
      " SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8 FROM audit RETURNING number",
      Parameters()
          .add(to_integer(entry.at))
          .add_text(entry.who)
          .add_text(entry.key)
          .add_text(entry.role)
          .add_text(entry.reach)
          .add_text(entry.operation)
          .add_text(entry.tenant)
          .add_text(entry.resource)};
  std::int64_t number = 0;
  const auto noted = writing_.run([&](Connection& connection) -> Result<void> {
    std::vector<Statement> statements;
    statements.push_back({"SELECT log FROM sequencer WHERE log = 'audit' FOR UPDATE"});
    statements.push_back(insert);
    const auto answers = connection.run(std::move(statements));
    if (!answers.ok()) return answers.error();
    number = answers->back().integer(0, 0);
    return {};
  });
  if (!noted.ok()) return noted.error();
  return number;
}

Result<void> PostgresAdminStore::conclude(std::int64_t number, int result, const std::string& outcome) {
  return write({"UPDATE audit SET result = $1, outcome = $2 WHERE number = $3 AND result IS NULL",
                Parameters().add(std::int64_t{result}).add_text(outcome).add(number)});
}

Result<std::vector<AuditEntry>> PostgresAdminStore::audit(const AuditFilter& filter) {
  const auto found = reading_.ask(
      {"SELECT number, at, who, key, role, reach, operation, tenant, resource, result, outcome FROM audit"
       " WHERE number < $1 AND ($2 IS NULL OR tenant = $2) ORDER BY number DESC LIMIT $3",
       Parameters().add(filter.before).add_optional_text(filter.tenant).add(std::int64_t{filter.limit})});
  if (!found.ok()) return found.error();
  std::vector<AuditEntry> entries;
  for (int at = 0; at < found->rows(); ++at) entries.push_back(audit_entry_of(Row(*found, at)));
  return entries;
}

Result<void> PostgresAdminStore::put_secret(const SealedSecret& secret) {
  return change(
      {{"INSERT INTO secrets(tenant, name, version, sealed, set_at, set_by) VALUES($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (tenant, name) DO UPDATE SET version = excluded.version, sealed = excluded.sealed,"
        " set_at = excluded.set_at, set_by = excluded.set_by",
        Parameters()
            .add_text(secret.tenant)
            .add_text(secret.name)
            .add(secret.version)
            .add_bytes({secret.sealed.data(), secret.sealed.size()})
            .add(to_integer(secret.set_at))
            .add_text(secret.set_by)}});
}

Result<void> PostgresAdminStore::remove_secret(const std::string& tenant, const std::string& name) {
  return change({{"DELETE FROM secrets WHERE tenant = $1 AND name = $2",
                  Parameters().add_text(tenant).add_text(name)}});
}

Result<std::vector<SealedSecret>> PostgresAdminStore::secrets() {
  const auto found = reading_.ask(
      {"SELECT tenant, name, version, sealed, set_at, set_by FROM secrets ORDER BY tenant, name"});
  if (!found.ok()) return found.error();
  std::vector<SealedSecret> list;
  for (int at = 0; at < found->rows(); ++at) {
    const Row row(*found, at);
    const std::string_view sealed = row.blob(3);
    list.push_back({std::string(row.text(0)),
                    std::string(row.text(1)),
                    row.integer(2),
                    {sealed.begin(), sealed.end()},
                    to_time(row.integer(4)),
                    std::string(row.text(5))});
  }
  return list;
}

Result<void> PostgresAdminStore::put_resources(std::span<const StoredResource> resources) {
  std::vector<Statement> statements;
  for (const StoredResource& resource : resources) {
    statements.push_back(
        {"INSERT INTO resources(kind, tenant, name, version, text, author, at)"
         " SELECT $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6 FROM resources"
         " WHERE kind = $1 AND tenant = $2 AND name = $3",
         Parameters()
             .add_text(resource.kind)
             .add_text(resource.tenant)
             .add_text(resource.name)
             .add_text(resource.text)
             .add_text(resource.author)
             .add(to_integer(resource.at))});
  }
  return change(std::move(statements));
}

Result<std::vector<StoredResource>> PostgresAdminStore::resources() {
  const auto found =
      reading_.ask({"SELECT DISTINCT ON (kind, tenant, name) kind, tenant, name, version, text, author, at"
                    " FROM resources ORDER BY kind, tenant, name, version DESC"});
  if (!found.ok()) return found.error();
  std::vector<StoredResource> list;
  for (int at = 0; at < found->rows(); ++at) {
    const Row row(*found, at);
    list.push_back({std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
                    row.integer(3), std::string(row.text(4)), std::string(row.text(5)),
                    to_time(row.integer(6))});
  }
  return list;
}

Result<void> PostgresAdminStore::put_key(const StoredKey& key) {
  std::optional<std::int64_t> expires;
  if (key.expires) expires = to_integer(*key.expires);
  return change(
      {{"INSERT INTO admin_keys(id, name, role, tenant, partner, argon2id, expires, made_at, made_by)"
        " VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        Parameters()
            .add_text(key.id)
            .add_text(key.name)
            .add_text(key.role)
            .add_text(key.tenant)
            .add_text(key.partner)
            .add_text(key.argon2id)
            .add_optional(expires)
            .add(to_integer(key.made_at))
            .add_text(key.made_by)}});
}

Result<void> PostgresAdminStore::remove_key(const std::string& id) {
  return change({{"DELETE FROM admin_keys WHERE id = $1", Parameters().add_text(id)}});
}

Result<std::vector<StoredKey>> PostgresAdminStore::keys() {
  const auto found = reading_.ask(
      {"SELECT id, name, role, tenant, partner, argon2id, expires, made_at, made_by FROM admin_keys"
       " ORDER BY id"});
  if (!found.ok()) return found.error();
  std::vector<StoredKey> list;
  for (int at = 0; at < found->rows(); ++at) {
    const Row row(*found, at);
    StoredKey& key = list.emplace_back();
    key.id = row.text(0);
    key.name = row.text(1);
    key.role = row.text(2);
    key.tenant = row.text(3);
    key.partner = row.text(4);
    key.argon2id = row.text(5);
    if (!row.is_null(6)) key.expires = to_time(row.integer(6));
    key.made_at = to_time(row.integer(7));
    key.made_by = row.text(8);
  }
  return list;
}

Result<void> PostgresAdminStore::put_removal(const TenantRemoval& removal) {
  return change(
      {{"INSERT INTO removals(tenant, expires, begun_at, begun_by, moves) VALUES($1, $2 <> 0, $3, $4, $5 <> "
        "0)"
        " ON CONFLICT (tenant) DO UPDATE SET expires = excluded.expires, moves = excluded.moves,"
        " begun_at = excluded.begun_at, begun_by = excluded.begun_by",
        Parameters()
            .add_text(removal.tenant)
            .add(std::int64_t{removal.expires})
            .add(to_integer(removal.begun_at))
            .add_text(removal.begun_by)
            .add(std::int64_t{removal.moves})}});
}

Result<std::vector<TenantRemoval>> PostgresAdminStore::removals() {
  const auto found = reading_.ask(
      {"SELECT tenant, expires::int::bigint, begun_at, begun_by, moves::int::bigint FROM removals"
       " ORDER BY tenant"});
  if (!found.ok()) return found.error();
  std::vector<TenantRemoval> list;
  for (int at = 0; at < found->rows(); ++at) {
    const Row row(*found, at);
    list.push_back({std::string(row.text(0)), row.integer(1) != 0, to_time(row.integer(2)),
                    std::string(row.text(3)), row.integer(4) != 0});
  }
  return list;
}

Result<void> PostgresAdminStore::remove_tenant(const std::string& tenant, const std::string& certificate) {
  return change(
      {{"DELETE FROM resources WHERE (kind = 'tenant' AND name = $1) OR (kind = 'target' AND tenant = $1)",
        Parameters().add_text(tenant)},
       {"DELETE FROM secrets WHERE tenant = $1", Parameters().add_text(tenant)},
       {"DELETE FROM admin_keys WHERE tenant = $1", Parameters().add_text(tenant)},
       {"DELETE FROM terms WHERE tenant = $1", Parameters().add_text(tenant)},
       {"DELETE FROM paused_lanes WHERE tenant = $1", Parameters().add_text(tenant)},
       {"DELETE FROM removals WHERE tenant = $1", Parameters().add_text(tenant)},
       {"DELETE FROM owners WHERE tenant = $1", Parameters().add_text(tenant)},
       lock_certificates(),
       append_certificate(certificate)});
}

Result<void> PostgresAdminStore::remove_partner(const std::string& partner) {
  return change(
      {{"DELETE FROM resources WHERE kind = 'partner' AND name = $1", Parameters().add_text(partner)},
       {"DELETE FROM admin_keys WHERE partner = $1", Parameters().add_text(partner)}});
}

Result<void> PostgresAdminStore::put_terms(const StoredTerms& terms) {
  return write(
      {"INSERT INTO terms(tenant, target, number, since, text)"
       " SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4 FROM terms WHERE tenant = $1 AND target = $2",
       Parameters()
           .add_text(terms.tenant)
           .add_text(terms.target)
           .add(to_integer(terms.from))
           .add_text(terms.text)});
}

Result<std::vector<StoredTerms>> PostgresAdminStore::terms(const std::string& tenant,
                                                           const std::string& target) {
  const auto found =
      reading_.ask({"SELECT since, text FROM terms WHERE tenant = $1 AND target = $2 ORDER BY number",
                    Parameters().add_text(tenant).add_text(target)});
  if (!found.ok()) return found.error();
  std::vector<StoredTerms> list;
  for (int at = 0; at < found->rows(); ++at) {
    const Row row(*found, at);
    list.push_back({tenant, target, to_time(row.integer(0)), std::string(row.text(1))});
  }
  return list;
}

Result<void> PostgresAdminStore::set_lane_paused(const std::string& tenant, const std::string& target,
                                                 bool paused) {
  return write({paused ? "INSERT INTO paused_lanes(tenant, target) VALUES($1, $2) ON CONFLICT DO NOTHING"
                       : "DELETE FROM paused_lanes WHERE tenant = $1 AND target = $2",
                Parameters().add_text(tenant).add_text(target)});
}

Result<bool> PostgresAdminStore::is_lane_paused(const std::string& tenant, const std::string& target) {
  const auto found = reading_.ask({"SELECT 1 FROM paused_lanes WHERE tenant = $1 AND target = $2",
                                   Parameters().add_text(tenant).add_text(target)});
  if (!found.ok()) return found.error();
  return found->rows() > 0;
}

}  // namespace hub::store::postgres
