#include "core/store/sqlite/admin_store.hpp"

#include "core/store/row_types.hpp"

namespace hub::store::sqlite {

SqliteAdminStore::SqliteAdminStore(Connection& writing, Connection& reading, std::function<bool()> make_room)
    : writing_(writing),
      make_room_(std::move(make_room)),
      note_(writing.handle(),
            "INSERT INTO audit(at, who, key, role, reach, operation, tenant, resource)"
            " VALUES(?, ?, ?, ?, ?, ?, ?, ?)"),
      conclude_(writing.handle(),
                "UPDATE audit SET result = ?, outcome = ? WHERE number = ? AND result IS NULL"),
      audit_(reading.handle(),
             "SELECT number, at, who, key, role, reach, operation, tenant, resource, result, outcome"
             " FROM audit WHERE number < ?1 AND (?2 IS NULL OR tenant = ?2) ORDER BY number DESC LIMIT ?3"),
      put_secret_(writing.handle(),
                  "INSERT OR REPLACE INTO secrets(tenant, name, version, sealed, set_at, set_by)"
                  " VALUES(?, ?, ?, ?, ?, ?)"),
      remove_secret_(writing.handle(), "DELETE FROM secrets WHERE tenant = ? AND name = ?"),
      secrets_(reading.handle(),
               "SELECT tenant, name, version, sealed, set_at, set_by FROM secrets ORDER BY tenant, name"),
      begin_(writing.handle(), "BEGIN IMMEDIATE"),
      commit_(writing.handle(), "COMMIT"),
      rollback_(writing.handle(), "ROLLBACK"),
      put_resource_(writing.handle(),
                    "INSERT INTO resources(kind, tenant, name, version, text, author, at) VALUES(?1, ?2, ?3,"
                    " (SELECT coalesce(max(version), 0) + 1 FROM resources"
                    "  WHERE kind = ?1 AND tenant = ?2 AND name = ?3), ?4, ?5, ?6)"),
      resources_(reading.handle(),
                 "SELECT kind, tenant, name, max(version), text, author, at FROM resources"
                 " GROUP BY kind, tenant, name ORDER BY kind, tenant, name") {}

Result<void> SqliteAdminStore::run(Statement& bound, const std::function<void(Statement&)>& bind) {
  bind(bound);
  auto done = bound.run();
  if (done.ok() || !is_disk_full(done.error()) || !make_room_()) return done;
  bind(bound);
  return bound.run();
}

Result<void> SqliteAdminStore::overwrite(Statement& bound, const std::function<void(Statement&)>& bind) {
  if (auto done = run(bound, bind); !done.ok()) return done;
  // A reader in the way is no failure: the journal is emptied by the store's next checkpoint then.
  const auto emptied = writing_.checkpoint(Connection::Checkpoint::truncate);
  return !emptied.ok() && is_disk_failure(emptied.error()) ? emptied : Result<void>();
}

Result<std::int64_t> SqliteAdminStore::note(const AuditEntry& entry) {
  const auto noted = run(note_, [&entry](Statement& statement) {
    statement.bind(1, to_integer(entry.at))
        .bind_text(2, entry.who)
        .bind_text(3, entry.key)
        .bind_text(4, entry.role)
        .bind_text(5, entry.reach)
        .bind_text(6, entry.operation)
        .bind_text(7, entry.tenant)
        .bind_text(8, entry.resource);
  });
  if (!noted.ok()) return noted.error();
  return writing_.last_row();
}

Result<void> SqliteAdminStore::conclude(std::int64_t number, int result, const std::string& outcome) {
  return run(conclude_, [&](Statement& statement) {
    statement.bind(1, std::int64_t{result}).bind_text(2, outcome).bind(3, number);
  });
}

Result<std::vector<AuditEntry>> SqliteAdminStore::audit(const AuditFilter& filter) {
  std::vector<AuditEntry> entries;
  audit_.bind(1, filter.before).bind(3, std::int64_t{filter.limit});
  if (filter.tenant) audit_.bind_text(2, *filter.tenant);
  Rows rows(audit_);
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return entries;
    entries.push_back(audit_entry_of(audit_));
  }
}

Result<void> SqliteAdminStore::put_secret(const SealedSecret& secret) {
  return overwrite(put_secret_, [&secret](Statement& statement) {
    statement.bind_text(1, secret.tenant)
        .bind_text(2, secret.name)
        .bind(3, secret.version)
        .bind_blob(4, std::as_bytes(std::span(secret.sealed)))
        .bind(5, to_integer(secret.set_at))
        .bind_text(6, secret.set_by);
  });
}

Result<void> SqliteAdminStore::remove_secret(const std::string& tenant, const std::string& name) {
  return overwrite(remove_secret_,
                   [&](Statement& statement) { statement.bind_text(1, tenant).bind_text(2, name); });
}

Result<std::vector<SealedSecret>> SqliteAdminStore::secrets() {
  std::vector<SealedSecret> list;
  Rows rows(secrets_);
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return list;
    const std::string_view sealed = secrets_.blob(3);
    list.push_back({std::string(secrets_.text(0)),
                    std::string(secrets_.text(1)),
                    secrets_.integer(2),
                    {sealed.begin(), sealed.end()},
                    to_time(secrets_.integer(4)),
                    std::string(secrets_.text(5))});
  }
}

Result<void> SqliteAdminStore::put_all(std::span<const StoredResource> resources) {
  for (const StoredResource& resource : resources) {
    auto put = put_resource_.bind_text(1, resource.kind)
                   .bind_text(2, resource.tenant)
                   .bind_text(3, resource.name)
                   .bind_text(4, resource.text)
                   .bind_text(5, resource.author)
                   .bind(6, to_integer(resource.at))
                   .run();
    if (!put.ok()) return put;
  }
  return {};
}

Result<void> SqliteAdminStore::put_resources(std::span<const StoredResource> resources) {
  if (auto begun = begin_.run(); !begun.ok()) return begun;
  auto put = put_all(resources);
  if (put.ok()) put = commit_.run();
  if (put.ok()) return {};
  // SQLite has rolled back already after some errors; then this one says so and changes nothing.
  (void)rollback_.run().ok();
  return put;
}

Result<std::vector<StoredResource>> SqliteAdminStore::resources() {
  std::vector<StoredResource> list;
  Rows rows(resources_);
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return list;
    list.push_back({std::string(resources_.text(0)), std::string(resources_.text(1)),
                    std::string(resources_.text(2)), resources_.integer(3), std::string(resources_.text(4)),
                    std::string(resources_.text(5)), to_time(resources_.integer(6))});
  }
}

}  // namespace hub::store::sqlite
