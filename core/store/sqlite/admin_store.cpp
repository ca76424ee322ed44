#include "core/store/sqlite/admin_store.hpp"

#include "core/store/sqlite/encoding.hpp"

namespace hub::store::sqlite {

namespace {

AuditEntry audit_entry_of(const Statement& row) {
  AuditEntry entry;
  entry.number = row.integer(0);
  entry.at = to_time(row.integer(1));
  entry.who = row.text(2);
  entry.key = row.text(3);
  entry.role = row.text(4);
  entry.reach = row.text(5);
  entry.operation = row.text(6);
  entry.tenant = row.text(7);
  entry.resource = row.text(8);
  if (!row.is_null(9)) entry.result = static_cast<int>(row.integer(9));
  entry.outcome = row.text(10);
  return entry;
}

}  // namespace

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
             " FROM audit WHERE number < ?1 AND (?2 IS NULL OR tenant = ?2) ORDER BY number DESC LIMIT ?3") {}

Result<void> SqliteAdminStore::run(Statement& bound, const std::function<void(Statement&)>& bind) {
  bind(bound);
  auto done = bound.run();
  if (done.ok() || !is_disk_full(done.error()) || !make_room_()) return done;
  bind(bound);
  return bound.run();
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

}  // namespace hub::store::sqlite
