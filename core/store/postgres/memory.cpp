#include "core/store/postgres/memory.hpp"

#include "core/store/postgres/reader.hpp"

namespace hub::store::postgres {

namespace {

constexpr const char* kInsertTombstones =
    "INSERT INTO tombstones(day, tenant, certificate, case_ref, event_ref, fingerprint)"
    " SELECT n.day, n.tenant, n.certificate, n.case_ref, n.event_ref, n.fingerprint"
    " FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY"
    " AS n(day, tenant, certificate, case_ref, event_ref, fingerprint, place) ORDER BY n.place";
constexpr const char* kInsertTraces =
    "INSERT INTO session_traces(day, tenant, session_ref, sealed_case_id) SELECT * FROM unnest($1, $2, $3, "
    "$4)";
constexpr const char* kTombstonesOfTenant =
    "SELECT day, number, case_ref, event_ref, fingerprint, certificate FROM tombstones"
    " WHERE tenant = $1 AND (day, number) > ($2, $3) ORDER BY day, number LIMIT $4";
constexpr const char* kTracesOfTenant =
    "SELECT day, number, session_ref, sealed_case_id FROM session_traces"
    " WHERE tenant = $1 AND (day, number) > ($2, $3) ORDER BY day, number LIMIT $4";

}  // namespace

void TombstoneColumns::add(const Tombstone& tombstone) {
  days_.add(tombstone.day);
  tenants_.add(tombstone.tenant);
  certificates_.add(tombstone.certificate);
  cases_.add(tombstone.case_ref);
  events_.add(tombstone.event_ref);
  fingerprints_.add(tombstone.fingerprint);
}

void TombstoneColumns::insert(Batch& batch) const {
  if (days_.size() == 0) return;
  batch.add(
      kInsertTombstones,
      Parameters().add(days_).add(tenants_).add(certificates_).add(cases_).add(events_).add(fingerprints_));
}

void TraceColumns::add(TenantId tenant, const SessionTrace& trace) {
  days_.add(trace.day);
  tenants_.add(tenant);
  sessions_.add(trace.session_ref);
  ids_.add_bytes(std::string_view(trace.sealed_case_id.data(), trace.sealed_case_id.size()));
}

void TraceColumns::insert(Batch& batch) const {
  if (days_.size() == 0) return;
  batch.add(kInsertTraces, Parameters().add(days_).add(tenants_).add(sessions_).add(ids_));
}

Result<void> remember(TenantId tenant, const Memory& memory, bool instead, Connection& connection) {
  Batch batch;
  if (instead)
    for (const char* sql :
         {"DELETE FROM tombstones WHERE tenant = $1", "DELETE FROM session_traces WHERE tenant = $1"})
      batch.add(sql, Parameters().add(tenant));
  TombstoneColumns tombstones;
  for (Tombstone tombstone : memory.tombstones) {
    tombstone.tenant = tenant;
    tombstones.add(tombstone);
  }
  TraceColumns traces;
  for (const SessionTrace& trace : memory.traces) traces.add(tenant, trace);
  tombstones.insert(batch);
  traces.insert(batch);
  const auto done = batch.run(connection);
  return done.ok() ? Result<void>() : Result<void>(done.error());
}

Result<MemoryPage> Reader::memory(TenantId tenant, MemoryPlace place, std::uint32_t limit) {
  const auto found = ask({place.is_in_traces ? kTracesOfTenant : kTombstonesOfTenant,
                          Parameters().add(tenant).add(place.day).add(place.number).add(limit)});
  if (!found.ok()) return found.error();
  MemoryPage page;
  for (int at = 0; at < found->rows(); ++at) {
    const Row row(*found, at);
    place.day = row.integer(0);
    place.number = row.integer(1);
    if (place.is_in_traces) {
      const std::string_view id = row.blob(3);
      page.memory.traces.push_back({row.hash(2), {id.begin(), id.end()}, place.day});
    } else {
      page.memory.tombstones.push_back(
          {tenant, place.day, row.integer(5), row.hash(2), row.hash(3), row.hash(4)});
    }
  }
  if (found->rows() == static_cast<int>(limit))
    page.next = place;
  else if (!place.is_in_traces)
    page.next = MemoryPlace{true};
  return page;
}

}  // namespace hub::store::postgres
