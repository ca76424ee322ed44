#include "core/store/postgres/tracking_store.hpp"

#include <set>

#include "core/store/postgres/locks.hpp"
#include "core/store/postgres/write_cases.hpp"
#include "core/store/row_types.hpp"
#include "core/vault/epoch_id.hpp"

namespace hub::store::postgres {

namespace {

constexpr auto kDayKey = static_cast<std::int64_t>(KeyPart::tracking_day);

std::string_view view_of(const std::vector<char>& bytes) {
  return {bytes.data(), bytes.size()};
}

// The rows of the sessions, as parameters $1 and $2.
Parameters columns_of(std::span<const TrackedSession> sessions) {
  Column days(Type::integer), refs(Type::bytes);
  for (const TrackedSession& session : sessions) {
    days.add(session.day);
    refs.add(session.session_ref);
  }
  return Parameters().add(days).add(refs);
}

// Both rows or none, and the day's id.
Statement insert_day(const TrackingDay& day) {
  return {
      "WITH made AS (INSERT INTO tracking_days(tenant, day, slot, sealed_key) VALUES($1, $2, $3, $4)"
      "  RETURNING id)"
      " INSERT INTO case_keys(row, part, epoch, wrapped) SELECT id, $5, $6, $7 FROM made RETURNING row",
      Parameters()
          .add_text(day.tenant)
          .add(day.day)
          .add(static_cast<std::int64_t>(day.key->slot))
          .add_bytes(view_of(day.sealed_key))
          .add(kDayKey)
          .add_bytes(vault::epoch_of(*day.key))
          .add_bytes(day.key->bytes)};
}

}  // namespace

Result<TrackingDayId> PostgresTrackingStore::add_day(const TrackingDay& day) {
  TrackingDayId id = 0;
  const auto added = writing_.run([&](Connection& connection) -> Result<void> {
    const auto locked = connection.run(lock_epochs({vault::epoch_of(*day.key)}));
    if (!locked.ok()) return locked.error();
    if (locked->rows() == 0) return epoch_over();
    const auto inserted = connection.run(insert_day(day));
    if (!inserted.ok()) return inserted.error();
    id = inserted->integer(0, 0);
    return {};
  });
  if (!added.ok()) return added.error();
  return id;
}

// What the statement gives back are the new ones. Of an event that is twice among these the first is.
Result<std::vector<bool>> PostgresTrackingStore::add_events(std::span<const TrackingEvent> events) {
  Column days(Type::integer), event_refs(Type::bytes), session_refs(Type::bytes), sealed(Type::bytes);
  for (const TrackingEvent& event : events) {
    days.add(event.day);
    event_refs.add(event.event_ref);
    session_refs.add(event.session_ref);
    sealed.add_bytes(view_of(event.sealed));
  }
  std::set<model::KeyedHash> added;
  const auto done = writing_.run([&](Connection& connection) -> Result<void> {
    const auto inserted = connection.run(
        Statement{"WITH added AS (INSERT INTO tracking_events(day_id, event_ref, session_ref, sealed)"
                  "  SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT (event_ref) DO NOTHING"
                  "  RETURNING day_id, event_ref),"
                  " counted AS (UPDATE tracking_days SET events = tracking_days.events + of_day.events"
                  "  FROM (SELECT day_id, count(*) AS events FROM added GROUP BY day_id) AS of_day"
                  "  WHERE id = of_day.day_id)"
                  " SELECT event_ref FROM added",
                  Parameters().add(days).add(event_refs).add(session_refs).add(sealed)});
    if (!inserted.ok()) return inserted.error();
    for (int at = 0; at < inserted->rows(); ++at) added.insert(Row(*inserted, at).hash(0));
    return {};
  });
  if (!done.ok()) return done.error();
  std::vector<bool> is_new;
  for (const TrackingEvent& event : events) is_new.push_back(added.erase(event.event_ref) > 0);
  return is_new;
}

Result<void> PostgresTrackingStore::begin_purge(TrackingDayId day, const std::string& certificate) {
  return writing_.run([&](Connection& connection) -> Result<void> {
    std::vector<Statement> statements;
    statements.push_back({"UPDATE tracking_days SET slot = NULL WHERE id = $1", Parameters().add(day)});
    statements.push_back(
        {"DELETE FROM case_keys WHERE row = $1 AND part = $2", Parameters().add(day).add(kDayKey)});
    statements.push_back(lock_certificates());
    statements.push_back(append_certificate(certificate));
    const auto done = connection.run(std::move(statements));
    return done.ok() ? Result<void>() : Result<void>(done.error());
  });
}

Result<bool> PostgresTrackingStore::go_on_purging(TrackingDayId day) {
  bool has_more = true;
  const auto done = writing_.run([&](Connection& connection) -> Result<void> {
    const auto removed =
        connection.run(Statement{"DELETE FROM tracking_events WHERE number IN"
                                 " (SELECT number FROM tracking_events WHERE day_id = $1 LIMIT $2)",
                                 Parameters().add(day).add(kTrackingRowsPerPurge)});
    if (!removed.ok()) return removed.error();
    has_more = removed->changes() > 0;
    if (has_more) return {};
    const auto ended =
        connection.run(Statement{"DELETE FROM tracking_days WHERE id = $1", Parameters().add(day)});
    return ended.ok() ? Result<void>() : Result<void>(ended.error());
  });
  if (!done.ok()) return done.error();
  return has_more;
}

Result<std::vector<ErasedTracking>> PostgresTrackingStore::erase(std::span<const TrackedSession> sessions,
                                                                 const std::string& certificate) {
  std::vector<ErasedTracking> erased;
  const auto done = writing_.run([&](Connection& connection) -> Result<void> {
    const auto gone = connection.run(
        Statement{"WITH gone AS (DELETE FROM tracking_events WHERE (day_id, session_ref) IN"
                  "  (SELECT * FROM unnest($1, $2)) RETURNING day_id),"
                  " of_day AS (SELECT day_id, count(*) AS events FROM gone GROUP BY day_id),"
                  " counted AS (UPDATE tracking_days SET events = tracking_days.events - of_day.events"
                  "  FROM of_day WHERE id = of_day.day_id)"
                  " SELECT day_id, events FROM of_day ORDER BY day_id",
                  columns_of(sessions)});
    if (!gone.ok()) return gone.error();
    for (int at = 0; at < gone->rows(); ++at) erased.push_back({gone->integer(at, 0), gone->integer(at, 1)});
    if (erased.empty()) return {};
    std::vector<Statement> certify;
    certify.push_back(lock_certificates());
    certify.push_back(append_certificate(certificate));
    const auto certified = connection.run(std::move(certify));
    return certified.ok() ? Result<void>() : Result<void>(certified.error());
  });
  if (!done.ok()) return done.error();
  return erased;
}

Result<std::vector<TrackingDay>> PostgresTrackingStore::days() {
  const auto found = reading_.ask(
      {"SELECT d.id, d.tenant, d.day, d.slot, d.sealed_key, d.events, k.wrapped"
       " FROM tracking_days d LEFT JOIN case_keys k ON k.row = d.id AND k.part = $1 ORDER BY d.id",
       Parameters().add(kDayKey)});
  if (!found.ok()) return found.error();
  std::vector<TrackingDay> list;
  for (int at = 0; at < found->rows(); ++at) {
    const Row row(*found, at);
    TrackingDay& day = list.emplace_back(tracking_day_of(row));
    if (day.key && !row.is_null(6)) copy_bytes(row, 6, day.key->bytes);
  }
  return list;
}

Result<std::int64_t> PostgresTrackingStore::count(std::span<const TrackedSession> sessions) {
  const auto found =
      reading_.ask({"SELECT count(*) FROM tracking_events WHERE (day_id, session_ref) IN"
                    " (SELECT * FROM unnest($1, $2))",
                    columns_of(sessions)});
  if (!found.ok()) return found.error();
  return found->integer(0, 0);
}

Result<std::vector<TrackingEvent>> PostgresTrackingStore::events(TrackingDayId day) {
  const auto found = reading_.ask(
      {"SELECT day_id, event_ref, session_ref, sealed FROM tracking_events WHERE day_id = $1 ORDER BY number",
       Parameters().add(day)});
  if (!found.ok()) return found.error();
  std::vector<TrackingEvent> list;
  for (int at = 0; at < found->rows(); ++at) list.push_back(tracking_event_of(Row(*found, at)));
  return list;
}

}  // namespace hub::store::postgres
