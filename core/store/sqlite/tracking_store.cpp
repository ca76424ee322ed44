#include "core/store/sqlite/tracking_store.hpp"

#include "core/store/row_types.hpp"

namespace hub::store::sqlite {

SqliteTrackingStore::SqliteTrackingStore(Connection& writing, Connection& reading,
                                         std::function<bool()> has_room)
    : writing_(writing),
      has_room_(std::move(has_room)),
      transaction_(writing),
      add_day_(writing.handle(),
               "INSERT INTO tracking_days(tenant, day, slot, sealed_key) VALUES(?, ?, ?, ?)"),
      add_event_(writing.handle(),
                 "INSERT INTO tracking_events(day_id, event_ref, session_ref, sealed) VALUES(?, ?, ?, ?)"
                 " ON CONFLICT DO NOTHING"),
      add_to_(writing.handle(), "UPDATE tracking_days SET events = events + ?2 WHERE id = ?1"),
      let_go_(writing.handle(), "UPDATE tracking_days SET slot = NULL WHERE id = ?"),
      certify_(writing.handle(),
               "INSERT INTO certificates(idx, entry)"
               " VALUES((SELECT coalesce(max(idx), -1) + 1 FROM certificates), ?)"),
      remove_some_(writing.handle(),
                   "DELETE FROM tracking_events WHERE number IN"
                   " (SELECT number FROM tracking_events WHERE day_id = ? LIMIT ?)"),
      remove_day_(writing.handle(), "DELETE FROM tracking_days WHERE id = ?"),
      erase_(writing.handle(), "DELETE FROM tracking_events WHERE day_id = ? AND session_ref = ?"),
      days_(reading.handle(),
            "SELECT id, tenant, day, slot, sealed_key, events FROM tracking_days ORDER BY id"),
      count_(reading.handle(), "SELECT count(*) FROM tracking_events WHERE day_id = ? AND session_ref = ?"),
      events_(reading.handle(),
              "SELECT day_id, event_ref, session_ref, sealed FROM tracking_events WHERE day_id = ?"
              " ORDER BY number") {}

Result<TrackingDayId> SqliteTrackingStore::add_day(const TrackingDay& day) {
  if (!has_room_()) return transient_error("disk_full", "the disk is full: no new tracking event is taken");
  add_day_.bind_text(1, day.tenant).bind(2, day.day).bind_blob(4, std::as_bytes(std::span(day.sealed_key)));
  if (day.key) add_day_.bind(3, static_cast<std::int64_t>(day.key->slot));
  if (auto added = add_day_.run(); !added.ok()) return added.error();
  return writing_.last_row();
}

Result<void> SqliteTrackingStore::add_to(TrackingDayId day, std::int64_t events) {
  return add_to_.bind(1, day).bind(2, events).run();
}

Result<std::vector<bool>> SqliteTrackingStore::add_events(std::span<const TrackingEvent> events) {
  if (!has_room_()) return transient_error("disk_full", "the disk is full: no new tracking event is taken");
  std::vector<bool> is_new;
  const auto added = transaction_.run([&]() -> Result<void> {
    for (const TrackingEvent& event : events) {
      add_event_.bind(1, event.day)
          .bind(2, event.event_ref)
          .bind(3, event.session_ref)
          .bind_blob(4, std::as_bytes(std::span(event.sealed)));
      if (auto done = add_event_.run(); !done.ok()) return done;
      is_new.push_back(writing_.changes() > 0);
      if (!is_new.back()) continue;
      if (auto counted = add_to(event.day, 1); !counted.ok()) return counted;
    }
    return {};
  });
  if (!added.ok()) return added.error();
  return is_new;
}

Result<void> SqliteTrackingStore::begin_purge(TrackingDayId day, const std::string& certificate) {
  return transaction_.run([&]() -> Result<void> {
    auto let_go = let_go_.bind(1, day).run();
    return let_go.ok() ? certify_.bind_text(1, certificate).run() : let_go;
  });
}

Result<bool> SqliteTrackingStore::go_on_purging(TrackingDayId day) {
  if (auto removed = remove_some_.bind(1, day).bind(2, kTrackingRowsPerPurge).run(); !removed.ok())
    return removed.error();
  if (writing_.changes() > 0) return true;
  if (auto removed = remove_day_.bind(1, day).run(); !removed.ok()) return removed.error();
  if (auto emptied = empty_journal(writing_); !emptied.ok()) return emptied.error();
  return false;
}

Result<std::vector<ErasedTracking>> SqliteTrackingStore::erase(std::span<const TrackedSession> sessions,
                                                               const std::string& certificate) {
  std::vector<ErasedTracking> erased;
  const auto done = transaction_.run([&]() -> Result<void> {
    for (const TrackedSession& session : sessions) {
      if (auto gone = erase_.bind(1, session.day).bind(2, session.session_ref).run(); !gone.ok()) return gone;
      const std::int64_t events = writing_.changes();
      if (events == 0) continue;
      erased.push_back({session.day, events});
      if (auto counted = add_to(session.day, -events); !counted.ok()) return counted;
    }
    return erased.empty() ? Result<void>() : certify_.bind_text(1, certificate).run();
  });
  if (!done.ok()) return done.error();
  if (auto emptied = empty_journal(writing_); !emptied.ok()) return emptied.error();
  return erased;
}

Result<std::vector<TrackingDay>> SqliteTrackingStore::days() {
  std::vector<TrackingDay> list;
  Rows rows(days_);
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return list;
    list.push_back(tracking_day_of(days_));
  }
}

Result<std::int64_t> SqliteTrackingStore::count(std::span<const TrackedSession> sessions) {
  std::int64_t events = 0;
  for (const TrackedSession& session : sessions) {
    count_.bind(1, session.day).bind(2, session.session_ref);
    Rows rows(count_);
    const auto found = rows.next();
    if (!found.ok()) return found.error();
    events += count_.integer(0);
  }
  return events;
}

Result<std::vector<TrackingEvent>> SqliteTrackingStore::events(TrackingDayId day) {
  std::vector<TrackingEvent> list;
  events_.bind(1, day);
  Rows rows(events_);
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return list;
    list.push_back(tracking_event_of(events_));
  }
}

}  // namespace hub::store::sqlite
