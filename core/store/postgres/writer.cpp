#include "core/store/postgres/writer.hpp"

#include <set>
#include <unordered_set>

#include "core/base/sha256.hpp"
#include "core/store/encoding.hpp"
#include "core/store/postgres/locks.hpp"
#include "core/store/postgres/memory.hpp"
#include "core/store/postgres/write_cases.hpp"
#include "core/vault/epoch_id.hpp"

namespace hub::store::postgres {

namespace {

constexpr const char* kNextCertificate = "SELECT coalesce(max(idx), -1) + 1 FROM certificates";
constexpr const char* kInsertCertificates =
    "INSERT INTO certificates(idx, entry) SELECT * FROM unnest($1, $2)";
// Only for a case whose id was kept, and once while the last one is still owed.
constexpr const char* kInsertJobs =
    "INSERT INTO source_jobs(row, task, made_at, outcome, certificate)"
    " SELECT n.row, n.task, $1, n.outcome, n.certificate FROM unnest($2, $3, $4, $5)"
    " AS n(row, task, outcome, certificate) JOIN source_cases s ON s.row = n.row ON CONFLICT DO NOTHING";

Result<MappingVersion> keep_mapping(const NewPublication& publication, Connection& connection) {
  const auto names = [&publication] {
    return Parameters().add_text(publication.name).add_text(publication.text);
  };
  const auto found =
      connection.run({"SELECT version FROM mapping_versions WHERE name = $1 AND text = $2", names()});
  if (!found.ok()) return found.error();
  if (found->rows() > 0) return found->integer(0, 0);
  const auto made =
      connection.run({"INSERT INTO mapping_versions(name, text) VALUES($1, $2) RETURNING version", names()});
  if (!made.ok()) return made.error();
  return made->integer(0, 0);
}

Result<Publication> publish(const NewPublication& publication, WallTime now, Connection& connection) {
  const auto version = keep_mapping(publication, connection);
  if (!version.ok()) return version.error();
  Publication made{
      0,  *version, publication.name, publication.origin, publication.author, sha256_hex(publication.text),
      now};
  const auto inserted = connection.run(
      {"INSERT INTO publications(lane, number, version, at, origin, author, sha256)"
       " SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6 FROM publications WHERE lane = $1"
       " RETURNING number",
       Parameters()
           .add(std::int64_t{publication.lane})
           .add(made.version)
           .add(to_integer(now))
           .add(static_cast<std::int64_t>(made.origin))
           .add_text(made.author)
           .add_text(made.sha256)});
  if (!inserted.ok()) return inserted.error();
  made.number = inserted->integer(0, 0);
  return made;
}

// Those that wrap new keys of the group.
std::set<vault::EpochId> epochs_of(const WriteGroup& group) {
  std::set<vault::EpochId> epochs;
  for (const NewCase& one : group.accepts) {
    epochs.insert(vault::epoch_of(one.sealed.key));
    if (one.sealed_id) epochs.insert(vault::epoch_of(one.sealed_id->key));
  }
  for (const Merge& merge : group.merges) epochs.insert(vault::epoch_of(merge.sealed.key));
  for (const Reduction& reduction : group.reductions) epochs.insert(vault::epoch_of(reduction.sealed.key));
  return epochs;
}

// Numbers for the new cases, once the epochs of new keys are locked: none of them ends before this
// transaction does.
Result<std::vector<CaseRow>> begin_accepts(const WriteGroup& group, Connection& connection) {
  std::vector<CaseRow> rows;
  const auto epochs = epochs_of(group);
  if (epochs.empty()) return rows;
  std::vector<Statement> statements;
  statements.push_back(lock_epochs(epochs));
  statements.push_back({"SELECT nextval('case_rows') FROM generate_series(1, $1)",
                        Parameters().add(static_cast<std::int64_t>(group.accepts.size()))});
  const auto answers = connection.run(std::move(statements));
  if (!answers.ok()) return answers.error();
  if (answers->front().rows() != static_cast<int>(epochs.size())) return epoch_over();
  const Answer& numbers = answers->back();
  for (int at = 0; at < numbers.rows(); ++at) rows.push_back(numbers.integer(at, 0));
  return rows;
}

class JobColumns {
 public:
  // Of a settlement or a reduction.
  template <class Ending>
  void add(const Ending& ending, std::int64_t certificate) {
    for (const SourceTask task : ending.source_tasks) {
      rows_.add(ending.row);
      tasks_.add(static_cast<std::int64_t>(task));
      outcomes_.add_text(ending.outcome);
      certificates_.add(certificate);
    }
  }
  bool empty() const { return rows_.size() == 0; }
  Parameters parameters(WallTime now) const {
    return Parameters().add(to_integer(now)).add(rows_).add(tasks_).add(outcomes_).add(certificates_);
  }

 private:
  Column rows_{Type::integer}, tasks_{Type::integer}, outcomes_{Type::text}, certificates_{Type::integer};
};

std::unordered_set<CaseRow> rows_of(const Answer& answer) {
  std::unordered_set<CaseRow> rows;
  for (int at = 0; at < answer.rows(); ++at) rows.insert(answer.integer(at, 0));
  return rows;
}

// The certificates of a group, with what comes with them. A case that is gone or already being deleted gets
// none.
class Certifying {
 public:
  explicit Certifying(std::int64_t next) : next_(next) {}

  // `reduced`, `set`: the rows that were changed.
  void reduce(const WriteGroup& group, const Answer& reduced, Committed& committed, Batch& batch) {
    auto rows = rows_of(reduced);
    for (const Reduction& reduction : group.reductions) {
      if (rows.erase(reduction.row) == 0) continue;
      replace_content(reduction.row, reduction.sealed, batch);
      jobs_.add(reduction, next_);
      committed.reduced.push_back({reduction.row, add(reduction.certificate)});
    }
  }
  void settle(const WriteGroup& group, const Answer& set, Committed& committed, Batch& batch) {
    auto rows = rows_of(set);
    Column deleting(Type::integer);
    for (const CaseRow row : rows) deleting.add(row);
    if (!rows.empty()) remove_content(deleting, batch);
    for (const Settlement& settlement : group.deleting) {
      if (rows.erase(settlement.row) == 0) continue;
      remember({settlement.event_ref, settlement.fingerprint}, settlement);
      for (const MergedEvent& event : settlement.merged) remember(event, settlement);
      jobs_.add(settlement, next_);
      committed.deleting.push_back({settlement.row, add(settlement.certificate)});
    }
  }
  void finish(WallTime now, Batch& batch) const {
    if (indexes_.size() == 0) return;
    batch.add(kInsertCertificates, Parameters().add(indexes_).add(entries_));
    tombstones_.insert(batch);
    if (!jobs_.empty()) batch.add(kInsertJobs, jobs_.parameters(now));
  }

 private:
  void remember(const MergedEvent& event, const Settlement& of) {
    tombstones_.add({of.tenant, of.day, next_, of.case_ref, event.event_ref, event.fingerprint});
  }
  std::int64_t add(const std::string& certificate) {
    indexes_.add(next_);
    entries_.add_text(certificate);
    return next_++;
  }

  std::int64_t next_;
  Column indexes_{Type::integer}, entries_{Type::text};
  TombstoneColumns tombstones_;
  JobColumns jobs_;
};

// Everything before the certificates, whose indexes have to be asked for.
Result<void> change_and_certify(const WriteGroup& group, Committed& committed, Batch& batch,
                                Connection& connection) {
  insert_cases(group.accepts, committed.rows, batch);
  std::vector<std::size_t> merges;
  for (const Merge& merge : group.merges) merges.push_back(merge_case(merge, batch));
  mark_sent(group.sent, group.now, batch);
  remap(group.remappings, batch);
  change(group.changes, batch);
  retain(group.retained, batch);
  std::size_t reduced = 0, set = 0, next = 0;
  const bool certifies = !group.reductions.empty() || !group.deleting.empty();
  if (!group.reductions.empty()) reduced = reduce_cases(group.reductions, batch);
  if (!group.deleting.empty()) {
    Column rows(Type::integer);
    for (const Settlement& settlement : group.deleting) rows.add(settlement.row);
    set = batch.add("UPDATE cases SET state = 1 WHERE row = ANY($1) AND state <> 1 RETURNING row",
                    Parameters().add(rows));
  }
  if (certifies) {
    batch.add(lock_certificates());
    next = batch.add(kNextCertificate);
  }
  if (merges.empty() && !certifies) return {};
  const auto answers = batch.run(connection);
  if (!answers.ok()) return answers.error();
  for (const std::size_t place : merges) {
    if ((*answers)[place].changes() == 0)
      return transient_error("case_gone", "the case to add to is being deleted");
  }
  if (!certifies) return {};
  Certifying certifying((*answers)[next].integer(0, 0));
  if (!group.reductions.empty()) certifying.reduce(group, (*answers)[reduced], committed, batch);
  if (!group.deleting.empty()) certifying.settle(group, (*answers)[set], committed, batch);
  certifying.finish(group.now, batch);
  return {};
}

}  // namespace

Result<Committed> apply(const WriteGroup& group, Connection& connection) {
  Committed committed;
  for (const NewPublication& publication : group.publications) {
    auto made = publish(publication, group.now, connection);
    if (!made.ok()) return std::move(made).error();
    committed.publications.push_back(std::move(*made));
  }
  auto rows = begin_accepts(group, connection);
  if (!rows.ok()) return std::move(rows).error();
  committed.rows = std::move(*rows);
  Batch batch;
  if (auto changed = change_and_certify(group, committed, batch, connection); !changed.ok())
    return std::move(changed).error();
  remove_cases(group.finished, batch);
  if (group.tombstones_from_day != 0) {
    batch.add("DELETE FROM tombstones WHERE day < $1", Parameters().add(group.tombstones_from_day));
    batch.add("DELETE FROM session_traces WHERE day < $1", Parameters().add(group.tombstones_from_day));
  }
  const auto done = batch.run(connection);
  if (!done.ok()) return done.error();
  return committed;
}

Result<void> apply(const SourceChanges& changes, Connection& connection) {
  Batch batch;
  for (const SourceJob& job : changes.updated) {
    batch.add(
        "UPDATE source_jobs SET is_dead_letter = $1 <> 0, attempts = $2, next_attempt = $3"
        " WHERE row = $4 AND task = $5",
        Parameters()
            .add(std::int64_t{job.is_dead_letter ? 1 : 0})
            .add(std::int64_t{job.attempts})
            .add(to_integer(job.next_attempt))
            .add(job.row)
            .add(static_cast<std::int64_t>(job.task)));
  }
  for (const SourceJob& job : changes.done) {
    batch.add("DELETE FROM source_jobs WHERE row = $1 AND task = $2",
              Parameters().add(job.row).add(static_cast<std::int64_t>(job.task)));
  }
  if (!changes.addenda.empty()) batch.add(lock_certificates());
  for (const std::string& entry : changes.addenda) batch.add(append_certificate(entry));
  if (!changes.forgotten.empty()) {
    for (const char* sql : {"UPDATE source_cases SET is_forgotten = true WHERE row = ANY($1)",
                            "DELETE FROM case_keys WHERE row = ANY($1) AND part = 1"})
      batch.add(sql, Parameters().add(std::span(changes.forgotten)));
  }
  if (!changes.finished.empty())
    batch.add("DELETE FROM source_cases WHERE row = ANY($1)", Parameters().add(std::span(changes.finished)));
  const auto done = batch.run(connection);
  return done.ok() ? Result<void>() : Result<void>(done.error());
}

}  // namespace hub::store::postgres
