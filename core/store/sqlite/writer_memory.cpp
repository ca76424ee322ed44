// What is remembered of cases that are gone: of those that end here, and of a tenant's that ended in another
// store.
#include "core/store/sqlite/encoding.hpp"
#include "core/store/sqlite/writer.hpp"

namespace hub::store::sqlite {

Result<std::int64_t> Writer::next_of_day(Statement& last, std::int64_t day) {
  Rows rows(last.bind(1, first_tombstone_of(day)).bind(2, first_tombstone_of(day + 1)));
  if (const auto found = rows.next(); !found.ok()) return found.error();
  return last.is_null(0) ? first_tombstone_of(day) : last.integer(0) + 1;
}

Result<void> Writer::add_tombstone(const Tombstone& tombstone) {
  const auto number = next_of_day(last_tombstone_, tombstone.day);
  if (!number.ok()) return number.error();
  return insert_tombstone_.bind(1, *number)
      .bind(2, tombstone.tenant)
      .bind(3, tombstone.case_ref)
      .bind(4, tombstone.event_ref)
      .bind(5, tombstone.fingerprint)
      .bind(6, tombstone.certificate)
      .run();
}

Result<void> Writer::add_trace(TenantId tenant, const SessionTrace& trace) {
  const auto number = next_of_day(last_trace_, trace.day);
  if (!number.ok()) return number.error();
  return insert_trace_.bind(1, *number)
      .bind(2, tenant)
      .bind(3, trace.session_ref)
      .bind_blob(4, std::as_bytes(std::span(trace.sealed_case_id)))
      .run();
}

Result<void> Writer::remember(TenantId tenant, const Memory& memory, bool instead) {
  if (auto begun = begin_.run(); !begun.ok()) return begun.error();
  auto written = write(tenant, memory, instead);
  if (written.ok()) written = commit_.run();
  if (written.ok()) return {};
  // SQLite has rolled back already after some errors; then this one says so and changes nothing.
  (void)rollback_.run().ok();
  return written;
}

Result<void> Writer::write(TenantId tenant, const Memory& memory, bool instead) {
  if (instead)
    for (Statement* statement : {&forget_tombstones_of_, &forget_traces_of_})
      if (auto forgotten = statement->bind(1, tenant).run(); !forgotten.ok()) return forgotten;
  for (Tombstone tombstone : memory.tombstones) {
    tombstone.tenant = tenant;
    if (auto added = add_tombstone(tombstone); !added.ok()) return added;
  }
  for (const SessionTrace& trace : memory.traces)
    if (auto added = add_trace(tenant, trace); !added.ok()) return added;
  return {};
}

}  // namespace hub::store::sqlite
