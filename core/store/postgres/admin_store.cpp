#include "core/store/postgres/admin_store.hpp"

#include "core/store/row_types.hpp"

namespace hub::store::postgres {

Result<void> PostgresAdminStore::write(const Statement& statement) {
  return writing_.run([&statement](Connection& connection) -> Result<void> {
    const auto done = connection.run(statement);
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
    const auto inserted = connection.run(insert);
    if (!inserted.ok()) return inserted.error();
    number = inserted->integer(0, 0);
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
  return write(
      {"INSERT INTO secrets(tenant, name, version, sealed, set_at, set_by) VALUES($1, $2, $3, $4, $5, $6)"
       " ON CONFLICT (tenant, name) DO UPDATE SET version = excluded.version, sealed = excluded.sealed,"
       " set_at = excluded.set_at, set_by = excluded.set_by",
       Parameters()
           .add_text(secret.tenant)
           .add_text(secret.name)
           .add(secret.version)
           .add_bytes({secret.sealed.data(), secret.sealed.size()})
           .add(to_integer(secret.set_at))
           .add_text(secret.set_by)});
}

Result<void> PostgresAdminStore::remove_secret(const std::string& tenant, const std::string& name) {
  return write(
      {"DELETE FROM secrets WHERE tenant = $1 AND name = $2", Parameters().add_text(tenant).add_text(name)});
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
  return writing_.run([resources](Connection& connection) -> Result<void> {
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
    const auto done = connection.run(std::move(statements));
    return done.ok() ? Result<void>() : Result<void>(done.error());
  });
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

}  // namespace hub::store::postgres
