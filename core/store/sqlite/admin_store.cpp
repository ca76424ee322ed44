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
      transaction_(writing),
      put_resource_(writing.handle(),
                    "INSERT INTO resources(kind, tenant, name, version, text, author, at) VALUES(?1, ?2, ?3,"
                    " (SELECT coalesce(max(version), 0) + 1 FROM resources"
                    "  WHERE kind = ?1 AND tenant = ?2 AND name = ?3), ?4, ?5, ?6)"),
      resources_(reading.handle(),
                 "SELECT kind, tenant, name, max(version), text, author, at FROM resources"
                 " GROUP BY kind, tenant, name ORDER BY kind, tenant, name"),
      put_key_(writing.handle(),
               "INSERT INTO admin_keys(id, name, role, tenant, partner, argon2id, expires, made_at, made_by)"
               " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      remove_key_(writing.handle(), "DELETE FROM admin_keys WHERE id = ?"),
      keys_(reading.handle(),
            "SELECT id, name, role, tenant, partner, argon2id, expires, made_at, made_by FROM admin_keys"
            " ORDER BY id"),
      put_removal_(writing.handle(),
                   "INSERT OR REPLACE INTO removals(tenant, expires, begun_at, begun_by, moves)"
                   " VALUES(?, ?, ?, ?, ?)"),
      removals_(reading.handle(),
                "SELECT tenant, expires, begun_at, begun_by, moves FROM removals ORDER BY tenant"),
      remove_removal_(writing.handle(), "DELETE FROM removals WHERE tenant = ?"),
      certify_(writing.handle(),
               "INSERT INTO certificates(idx, entry)"
               " VALUES((SELECT coalesce(max(idx), -1) + 1 FROM certificates), ?)"),
      tenant_resources_(writing.handle(),
                        "DELETE FROM resources WHERE (kind = 'tenant' AND name = ?1)"
                        " OR (kind = 'target' AND tenant = ?1)"),
      tenant_secrets_(writing.handle(), "DELETE FROM secrets WHERE tenant = ?"),
      tenant_keys_(writing.handle(), "DELETE FROM admin_keys WHERE tenant = ?"),
      partner_resources_(writing.handle(), "DELETE FROM resources WHERE kind = 'partner' AND name = ?"),
      partner_keys_(writing.handle(), "DELETE FROM admin_keys WHERE partner = ?"),
      tenant_terms_(writing.handle(), "DELETE FROM terms WHERE tenant = ?"),
      tenant_pauses_(writing.handle(), "DELETE FROM paused_lanes WHERE tenant = ?"),
      put_terms_(
          writing.handle(),
          "INSERT INTO terms(tenant, target, number, since, text) VALUES(?1, ?2,"
          " (SELECT coalesce(max(number), 0) + 1 FROM terms WHERE tenant = ?1 AND target = ?2), ?3, ?4)"),
      terms_(reading.handle(),
             "SELECT since, text FROM terms WHERE tenant = ? AND target = ? ORDER BY number"),
      put_pause_(writing.handle(), "INSERT OR IGNORE INTO paused_lanes(tenant, target) VALUES(?, ?)"),
      remove_pause_(writing.handle(), "DELETE FROM paused_lanes WHERE tenant = ? AND target = ?"),
      pause_(reading.handle(), "SELECT 1 FROM paused_lanes WHERE tenant = ? AND target = ?") {}

Result<void> SqliteAdminStore::run(Statement& bound, const std::function<void(Statement&)>& bind) {
  bind(bound);
  auto done = bound.run();
  if (done.ok() || !is_disk_full(done.error()) || !make_room_()) return done;
  bind(bound);
  return bound.run();
}

Result<void> SqliteAdminStore::overwrite(Statement& bound, const std::function<void(Statement&)>& bind) {
  auto done = run(bound, bind);
  return done.ok() ? empty_journal(writing_) : done;
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
  return transaction_.run([&] { return put_all(resources); });
}

Result<void> SqliteAdminStore::put_key(const StoredKey& key) {
  return run(put_key_, [&key](Statement& statement) {
    statement.bind_text(1, key.id)
        .bind_text(2, key.name)
        .bind_text(3, key.role)
        .bind_text(4, key.tenant)
        .bind_text(5, key.partner)
        .bind_text(6, key.argon2id)
        .bind(8, to_integer(key.made_at))
        .bind_text(9, key.made_by);
    if (key.expires) statement.bind(7, to_integer(*key.expires));
  });
}

Result<void> SqliteAdminStore::remove_key(const std::string& id) {
  return overwrite(remove_key_, [&id](Statement& statement) { statement.bind_text(1, id); });
}

Result<std::vector<StoredKey>> SqliteAdminStore::keys() {
  std::vector<StoredKey> list;
  Rows rows(keys_);
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return list;
    StoredKey& key = list.emplace_back();
    key.id = keys_.text(0);
    key.name = keys_.text(1);
    key.role = keys_.text(2);
    key.tenant = keys_.text(3);
    key.partner = keys_.text(4);
    key.argon2id = keys_.text(5);
    if (!keys_.is_null(6)) key.expires = to_time(keys_.integer(6));
    key.made_at = to_time(keys_.integer(7));
    key.made_by = keys_.text(8);
  }
}

Result<void> SqliteAdminStore::put_removal(const TenantRemoval& removal) {
  return run(put_removal_, [&removal](Statement& statement) {
    statement.bind_text(1, removal.tenant)
        .bind(2, std::int64_t{removal.expires})
        .bind(3, to_integer(removal.begun_at))
        .bind_text(4, removal.begun_by)
        .bind(5, std::int64_t{removal.moves});
  });
}

Result<std::vector<TenantRemoval>> SqliteAdminStore::removals() {
  std::vector<TenantRemoval> list;
  Rows rows(removals_);
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return list;
    list.push_back({std::string(removals_.text(0)), removals_.integer(1) != 0, to_time(removals_.integer(2)),
                    std::string(removals_.text(3)), removals_.integer(4) != 0});
  }
}

Result<void> SqliteAdminStore::take_out(std::initializer_list<Statement*> statements,
                                        const std::string& owner) {
  for (Statement* statement : statements)
    if (auto removed = statement->bind_text(1, owner).run(); !removed.ok()) return removed;
  return {};
}

Result<void> SqliteAdminStore::remove_tenant(const std::string& tenant, const std::string& certificate) {
  auto removed = transaction_.run([&]() -> Result<void> {
    auto out = take_out({&tenant_resources_, &tenant_secrets_, &tenant_keys_, &tenant_terms_, &tenant_pauses_,
                         &remove_removal_},
                        tenant);
    return out.ok() ? certify_.bind_text(1, certificate).run() : out;
  });
  return removed.ok() ? empty_journal(writing_) : removed;
}

Result<void> SqliteAdminStore::remove_partner(const std::string& partner) {
  auto removed = transaction_.run([&] { return take_out({&partner_resources_, &partner_keys_}, partner); });
  return removed.ok() ? empty_journal(writing_) : removed;
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

Result<void> SqliteAdminStore::put_terms(const StoredTerms& terms) {
  return run(put_terms_, [&terms](Statement& statement) {
    statement.bind_text(1, terms.tenant)
        .bind_text(2, terms.target)
        .bind(3, to_integer(terms.from))
        .bind_text(4, terms.text);
  });
}

Result<std::vector<StoredTerms>> SqliteAdminStore::terms(const std::string& tenant,
                                                         const std::string& target) {
  std::vector<StoredTerms> list;
  terms_.bind_text(1, tenant).bind_text(2, target);
  Rows rows(terms_);
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return list;
    list.push_back({tenant, target, to_time(terms_.integer(0)), std::string(terms_.text(1))});
  }
}

Result<void> SqliteAdminStore::set_lane_paused(const std::string& tenant, const std::string& target,
                                               bool paused) {
  // The last write for long, maybe: nothing of what was deleted before may stay in the journal.
  return overwrite(paused ? put_pause_ : remove_pause_,
                   [&](Statement& statement) { statement.bind_text(1, tenant).bind_text(2, target); });
}

Result<bool> SqliteAdminStore::is_lane_paused(const std::string& tenant, const std::string& target) {
  pause_.bind_text(1, tenant).bind_text(2, target);
  Rows rows(pause_);
  return rows.next();
}

}  // namespace hub::store::sqlite
