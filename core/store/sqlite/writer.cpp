#include "core/store/sqlite/writer.hpp"

#include "core/base/sha256.hpp"
#include "core/store/sqlite/encoding.hpp"

namespace hub::store::sqlite {

Writer::Writer(Connection& connection)
    : connection_(connection),
      begin_(connection.handle(), "BEGIN IMMEDIATE"),
      commit_(connection.handle(), "COMMIT"),
      rollback_(connection.handle(), "ROLLBACK"),
      find_mapping_(connection.handle(), "SELECT version FROM mapping_versions WHERE name = ? AND text = ?"),
      insert_mapping_(connection.handle(), "INSERT INTO mapping_versions(name, text) VALUES(?, ?)"),
      last_publication_(connection.handle(),
                        "SELECT coalesce(max(number), 0) FROM publications WHERE lane = ?"),
      insert_publication_(connection.handle(),
                          "INSERT INTO publications(lane, number, version, at, origin, author, sha256)"
                          " VALUES(?, ?, ?, ?, ?, ?, ?)"),
      insert_case_(connection.handle(),
                   "INSERT INTO cases(tenant, state, slot, case_ref, event_ref, fingerprint, received_at, "
                   "hold_until, kind, held_from, type_ref)"
                   " VALUES(?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      insert_content_(connection.handle(), "INSERT INTO contents(row, sealed) VALUES(?, ?)"),
      insert_delivery_(
          connection.handle(),
          "INSERT INTO deliveries(row, lane, mapping, required, state, attempts, next_attempt, changed_at)"
          " VALUES(?, ?, ?, ?, 0, 0, 0, ?)"),
      insert_id_(connection.handle(),
                 "INSERT INTO source_cases(row, tenant, case_ref, slot, sealed) VALUES(?, ?, ?, ?, ?)"),
      // Only for a case whose id was kept, and once while the last one is still owed.
      insert_job_(connection.handle(),
                  "INSERT OR IGNORE INTO source_jobs(row, task, made_at, outcome, certificate)"
                  " SELECT row, ?2, ?3, ?4, ?5 FROM source_cases WHERE row = ?1"),
      update_job_(connection.handle(),
                  "UPDATE source_jobs SET is_dead_letter = ?, attempts = ?, next_attempt = ?"
                  " WHERE row = ? AND task = ?"),
      remove_job_(connection.handle(), "DELETE FROM source_jobs WHERE row = ? AND task = ?"),
      forget_id_(connection.handle(), "UPDATE source_cases SET is_forgotten = 1 WHERE row = ?"),
      remove_id_(connection.handle(), "DELETE FROM source_cases WHERE row = ?"),
      merge_case_(connection.handle(),
                  "UPDATE cases SET slot = ?, kind = ?, type_ref = ? WHERE row = ? AND state <> 1"),
      merge_content_(connection.handle(), "UPDATE contents SET sealed = ? WHERE row = ?"),
      merge_event_(connection.handle(),
                   "INSERT INTO merged_events(row, number, event_ref, fingerprint) VALUES(?1,"
                   " (SELECT coalesce(max(number), 0) + 1 FROM merged_events WHERE row = ?1), ?2, ?3)"),
      mark_sent_(
          connection.handle(),
          "UPDATE deliveries SET state = 1, changed_at = ?, footprint = ?, redactions = ? WHERE row = ?"
          " AND lane = ?"),
      remap_(connection.handle(),
             "UPDATE deliveries SET accepted_mapping = CASE accepted_mapping WHEN 0 THEN mapping ELSE"
             " accepted_mapping END, mapping = ? WHERE row = ? AND lane = ?"),
      change_(
          connection.handle(),
          "UPDATE deliveries SET state = ?, attempts = ?, next_attempt = ?, changed_at = ?, error_kind = ?,"
          " error_code = ?, error_message = ?, error_fields = ? WHERE row = ? AND lane = ?"),
      last_event_(connection.handle(),
                  "SELECT coalesce(max(number), 0) FROM delivery_events WHERE row = ? AND lane = ?"),
      insert_event_(connection.handle(),
                    "INSERT INTO delivery_events(row, lane, number, at, state, code, message)"
                    " VALUES(?, ?, ?, ?, ?, ?, ?)"),
      trim_events_(connection.handle(),
                   "DELETE FROM delivery_events WHERE row = ? AND lane = ? AND number <= ?"),
      retain_(connection.handle(),
              "UPDATE cases SET kept_until = coalesce(?1, kept_until), held_from = coalesce(?2, held_from),"
              " held_to = coalesce(?3, held_to) WHERE row = ?4 AND state <> 1"),
      reduce_case_(connection.handle(),
                   "UPDATE cases SET slot = ?, kind = ?, kept_until = ? WHERE row = ? AND state <> 1"),
      set_deleting_(connection.handle(), "UPDATE cases SET state = 1 WHERE row = ? AND state <> 1"),
      insert_certificate_(connection.handle(),
                          "INSERT INTO certificates(idx, entry)"
                          " VALUES((SELECT coalesce(max(idx), -1) + 1 FROM certificates), ?)"),
      last_tombstone_(
          connection.handle(),
          "SELECT max(day_and_number) FROM tombstones WHERE day_and_number >= ? AND day_and_number < ?"),
      insert_tombstone_(connection.handle(),
                        "INSERT INTO tombstones(day_and_number, tenant, case_ref, event_ref, fingerprint,"
                        " certificate) VALUES(?, ?, ?, ?, ?, ?)"),
      forget_tombstones_(connection.handle(), "DELETE FROM tombstones WHERE day_and_number < ?"),
      last_trace_(
          connection.handle(),
          "SELECT max(day_and_number) FROM session_traces WHERE day_and_number >= ? AND day_and_number < ?"),
      insert_trace_(connection.handle(),
                    "INSERT INTO session_traces(day_and_number, tenant, session_ref, sealed_case_id)"
                    " VALUES(?, ?, ?, ?)"),
      forget_traces_(connection.handle(), "DELETE FROM session_traces WHERE day_and_number < ?"),
      forget_tombstones_of_(connection.handle(), "DELETE FROM tombstones WHERE tenant = ?"),
      forget_traces_of_(connection.handle(), "DELETE FROM session_traces WHERE tenant = ?"),
      remove_content_(connection.handle(), "DELETE FROM contents WHERE row = ?"),
      remove_deliveries_(connection.handle(), "DELETE FROM deliveries WHERE row = ?"),
      remove_merged_(connection.handle(), "DELETE FROM merged_events WHERE row = ?"),
      remove_events_(connection.handle(), "DELETE FROM delivery_events WHERE row = ?"),
      remove_case_(connection.handle(), "DELETE FROM cases WHERE row = ?") {}

Result<Committed> Writer::apply(const WriteGroup& group) {
  Committed committed;
  if (auto begun = begin_.run(); !begun.ok()) return begun.error();
  auto written = write(group, committed);
  if (written.ok()) written = commit_.run();
  if (written.ok()) return committed;
  // SQLite has rolled back already after some errors; then this one says so and changes nothing.
  (void)rollback_.run().ok();
  return written.error();
}

Result<void> Writer::apply(const SourceChanges& changes) {
  if (auto begun = begin_.run(); !begun.ok()) return begun.error();
  auto written = write(changes);
  if (written.ok()) written = commit_.run();
  if (written.ok()) return {};
  (void)rollback_.run().ok();  // as above
  return written;
}

Result<void> Writer::write(const SourceChanges& changes) {
  for (const SourceJob& job : changes.updated) {
    auto done = update_job_.bind(1, job.is_dead_letter ? 1 : 0)
                    .bind(2, job.attempts)
                    .bind(3, to_integer(job.next_attempt))
                    .bind(4, job.row)
                    .bind(5, static_cast<std::int64_t>(job.task))
                    .run();
    if (!done.ok()) return done;
  }
  for (const SourceJob& job : changes.done) {
    auto done = remove_job_.bind(1, job.row).bind(2, static_cast<std::int64_t>(job.task)).run();
    if (!done.ok()) return done;
  }
  for (const std::string& entry : changes.addenda) {
    if (auto added = add_certificate(entry); !added.ok()) return added;
  }
  for (const CaseRow row : changes.forgotten) {
    if (auto done = forget_id_.bind(1, row).run(); !done.ok()) return done;
  }
  for (const CaseRow row : changes.finished) {
    if (auto done = remove_id_.bind(1, row).run(); !done.ok()) return done;
  }
  return {};
}

Result<void> Writer::write(const WriteGroup& group, Committed& committed) {
  for (const NewPublication& publication : group.publications) {
    if (auto done = publish(publication, group.now, committed); !done.ok()) return done;
  }
  for (const NewCase& new_case : group.accepts) {
    if (auto done = insert(new_case, committed); !done.ok()) return done;
  }
  for (const Merge& one : group.merges) {
    if (auto done = merge(one); !done.ok()) return done;
  }
  for (const Sending& sending : group.sent) {
    if (auto done = mark_sent(sending, group.now); !done.ok()) return done;
  }
  for (const Remapping& one : group.remappings) {
    if (auto done = remap(one); !done.ok()) return done;
  }
  for (const DeliveryChange& one : group.changes) {
    if (auto done = change(one); !done.ok()) return done;
  }
  for (const RetentionChange& one : group.retained) {
    if (auto done = retain(one); !done.ok()) return done;
  }
  for (const Reduction& one : group.reductions) {
    if (auto done = reduce(one, group.now, committed); !done.ok()) return done;
  }
  for (const Settlement& settlement : group.deleting) {
    if (auto done = set_deleting(settlement, group.now, committed); !done.ok()) return done;
  }
  for (const CaseRow row : group.finished) {
    if (auto done = remove(row); !done.ok()) return done;
  }
  if (group.tombstones_from_day == 0) return {};
  const std::int64_t first = first_tombstone_of(group.tombstones_from_day);
  if (auto forgotten = forget_tombstones_.bind(1, first).run(); !forgotten.ok()) return forgotten;
  return forget_traces_.bind(1, first).run();
}

Result<MappingVersion> Writer::keep_mapping(const std::string& name, const std::string& text) {
  {
    Rows rows(find_mapping_.bind_text(1, name).bind_text(2, text));
    const auto found = rows.next();
    if (!found.ok()) return found.error();
    if (*found) return find_mapping_.integer(0);
  }
  const auto inserted = insert_mapping_.bind_text(1, name).bind_text(2, text).run();
  if (!inserted.ok()) return inserted.error();
  return connection_.last_row();
}

Result<void> Writer::publish(const NewPublication& publication, WallTime now, Committed& committed) {
  const auto version = keep_mapping(publication.name, publication.text);
  if (!version.ok()) return version.error();
  Publication made{
      0,  *version, publication.name, publication.origin, publication.author, sha256_hex(publication.text),
      now};
  {
    Rows rows(last_publication_.bind(1, publication.lane));
    if (const auto found = rows.next(); !found.ok()) return found.error();
    made.number = last_publication_.integer(0) + 1;
  }
  const auto inserted = insert_publication_.bind(1, publication.lane)
                            .bind(2, made.number)
                            .bind(3, made.version)
                            .bind(4, to_integer(now))
                            .bind(5, static_cast<std::int64_t>(made.origin))
                            .bind_text(6, made.author)
                            .bind_text(7, made.sha256)
                            .run();
  if (inserted.ok()) committed.publications.push_back(std::move(made));
  return inserted;
}

Result<void> Writer::insert(const NewCase& new_case, Committed& committed) {
  auto inserted = insert_case_.bind(1, new_case.tenant)
                      .bind(2, new_case.sealed.key.slot)
                      .bind(3, new_case.case_ref)
                      .bind(4, new_case.event_ref)
                      .bind(5, new_case.fingerprint)
                      .bind(6, to_integer(new_case.received_at))
                      .bind(7, to_integer(new_case.hold_until))
                      .bind(8, static_cast<std::int64_t>(new_case.kind))
                      .bind(9, to_integer(new_case.retention.held_from))
                      .bind(10, new_case.type_ref)
                      .run();
  if (!inserted.ok()) return inserted;
  const CaseRow row = connection_.last_row();
  inserted =
      insert_content_.bind(1, row).bind_blob(2, std::as_bytes(std::span(new_case.sealed.content))).run();
  if (!inserted.ok()) return inserted;
  if (new_case.sealed_id) {
    inserted = insert_id_.bind(1, row)
                   .bind(2, new_case.tenant)
                   .bind(3, new_case.case_ref)
                   .bind(4, new_case.sealed_id->key.slot)
                   .bind_blob(5, std::as_bytes(std::span(new_case.sealed_id->content)))
                   .run();
    if (!inserted.ok()) return inserted;
  }
  for (const NewDelivery& delivery : new_case.deliveries) {
    inserted = insert_delivery_.bind(1, row)
                   .bind(2, delivery.lane)
                   .bind(3, delivery.mapping)
                   .bind(4, delivery.required ? 1 : 0)
                   .bind(5, to_integer(new_case.received_at))
                   .run();
    if (!inserted.ok()) return inserted;
  }
  if (new_case.session) {
    if (auto added = add_trace(new_case.tenant, *new_case.session); !added.ok()) return added;
  }
  committed.rows.push_back(row);
  return {};
}

Result<void> Writer::merge(const Merge& merge) {
  auto done = merge_case_.bind(1, merge.sealed.key.slot)
                  .bind(2, static_cast<std::int64_t>(merge.kind))
                  .bind(3, merge.type_ref)
                  .bind(4, merge.row)
                  .run();
  if (!done.ok()) return done;
  if (connection_.changes() == 0) return transient_error("case_gone", "the case to add to is being deleted");
  done = merge_content_.bind_blob(1, std::as_bytes(std::span(merge.sealed.content))).bind(2, merge.row).run();
  if (!done.ok()) return done;
  return merge_event_.bind(1, merge.row)
      .bind(2, merge.event.event_ref)
      .bind(3, merge.event.fingerprint)
      .run();
}

Result<void> Writer::mark_sent(const Sending& sending, WallTime now) {
  return mark_sent_.bind(1, to_integer(now))
      .bind_text(2, sending.footprint)
      .bind_text(3, sending.redactions)
      .bind(4, sending.delivery.row)
      .bind(5, sending.delivery.lane)
      .run();
}

Result<void> Writer::remap(const Remapping& remapping) {
  return remap_.bind(1, remapping.mapping)
      .bind(2, remapping.delivery.row)
      .bind(3, remapping.delivery.lane)
      .run();
}

Result<void> Writer::change(const DeliveryChange& change) {
  const std::string fields = change.error ? joined(change.error->fields) : std::string();
  change_.bind(1, static_cast<std::int64_t>(change.state))
      .bind(2, change.attempts)
      .bind(3, to_integer(change.next_attempt))
      .bind(4, to_integer(change.at))
      .bind(9, change.delivery.row)
      .bind(10, change.delivery.lane);
  if (change.error) {
    change_.bind(5, static_cast<std::int64_t>(change.error->kind))
        .bind_text(6, change.error->code)
        .bind_text(7, change.error->message)
        .bind_text(8, fields);
  }
  if (auto changed = change_.run(); !changed.ok()) return changed;
  // A case that is gone has no history.
  if (connection_.changes() == 0) return {};
  if (change.tells_source) {
    auto owed = insert_job_.bind(1, change.delivery.row)
                    .bind(2, static_cast<std::int64_t>(SourceTask::tell_dead_letter))
                    .bind(3, to_integer(change.at))
                    .bind_text(4, "dead_letter")
                    .bind(5, -1)
                    .run();
    if (!owed.ok()) return owed;
  }
  return add_event(change);
}

Result<void> Writer::add_event(const DeliveryChange& change) {
  const DeliveryKey& key = change.delivery;
  std::int64_t number = 0;
  {
    Rows rows(last_event_.bind(1, key.row).bind(2, key.lane));
    if (const auto found = rows.next(); !found.ok()) return found.error();
    number = last_event_.integer(0) + 1;
  }
  auto done = insert_event_.bind(1, key.row)
                  .bind(2, key.lane)
                  .bind(3, number)
                  .bind(4, to_integer(change.at))
                  .bind(5, static_cast<std::int64_t>(change.state))
                  .bind_text(6, change.error ? std::string_view(change.error->code) : "")
                  .bind_text(7, change.error ? std::string_view(change.error->message) : "")
                  .run();
  if (!done.ok() || number <= kEventsPerDeliveryMax) return done;
  return trim_events_.bind(1, key.row).bind(2, key.lane).bind(3, number - kEventsPerDeliveryMax).run();
}

// Not inlined: what certificates cost is told by its name in a profile.
[[gnu::noinline]] Result<void> Writer::add_certificate(std::string_view entry) {
  return insert_certificate_.bind_text(1, entry).run();
}

Result<void> Writer::retain(const RetentionChange& change) {
  if (change.kept_until) retain_.bind(1, to_integer(*change.kept_until));
  if (change.held_from) retain_.bind(2, to_integer(*change.held_from));
  if (change.held_to) retain_.bind(3, to_integer(*change.held_to));
  return retain_.bind(4, change.row).run();
}

template <class Ending>
Result<std::int64_t> Writer::certify(const Ending& ending, WallTime now) {
  if (auto added = add_certificate(ending.certificate); !added.ok()) return added.error();
  const std::int64_t certificate = connection_.last_row();
  for (const SourceTask task : ending.source_tasks) {
    auto owed = insert_job_.bind(1, ending.row)
                    .bind(2, static_cast<std::int64_t>(task))
                    .bind(3, to_integer(now))
                    .bind_text(4, ending.outcome)
                    .bind(5, certificate)
                    .run();
    if (!owed.ok()) return owed.error();
  }
  return certificate;
}

Result<void> Writer::reduce(const Reduction& reduction, WallTime now, Committed& committed) {
  auto done = reduce_case_.bind(1, reduction.sealed.key.slot)
                  .bind(2, static_cast<std::int64_t>(CaseKind::metadata))
                  .bind(3, to_integer(reduction.kept_until))
                  .bind(4, reduction.row)
                  .run();
  if (!done.ok() || connection_.changes() == 0) return done;
  done = merge_content_.bind_blob(1, std::as_bytes(std::span(reduction.sealed.content)))
             .bind(2, reduction.row)
             .run();
  if (!done.ok()) return done;
  const auto certificate = certify(reduction, now);
  if (certificate.ok()) committed.reduced.push_back({reduction.row, *certificate});
  return certificate.ok() ? Result<void>() : Result<void>(certificate.error());
}

// A case that is gone or already being deleted gets no second certificate.
Result<void> Writer::set_deleting(const Settlement& settlement, WallTime now, Committed& committed) {
  if (auto set = set_deleting_.bind(1, settlement.row).run(); !set.ok()) return set;
  if (connection_.changes() == 0) return {};
  const auto certified = certify(settlement, now);
  if (!certified.ok()) return certified.error();
  const std::int64_t certificate = *certified;
  committed.deleting.push_back({settlement.row, certificate});
  Tombstone tombstone{settlement.tenant,   settlement.day,       certificate,
                      settlement.case_ref, settlement.event_ref, settlement.fingerprint};
  if (auto added = add_tombstone(tombstone); !added.ok()) return added;
  for (const MergedEvent& event : settlement.merged) {
    tombstone.event_ref = event.event_ref;
    tombstone.fingerprint = event.fingerprint;
    if (auto added = add_tombstone(tombstone); !added.ok()) return added;
  }
  return {};
}

Result<void> Writer::remove(CaseRow row) {
  for (Statement* statement :
       {&remove_content_, &remove_deliveries_, &remove_events_, &remove_merged_, &remove_case_}) {
    if (auto removed = statement->bind(1, row).run(); !removed.ok()) return removed;
  }
  return {};
}

}  // namespace hub::store::sqlite
