#include "core/store/postgres/write_cases.hpp"

#include <map>

#include "core/store/encoding.hpp"
#include "core/store/postgres/memory.hpp"
#include "core/vault/epoch_id.hpp"

namespace hub::store::postgres {

namespace {

// Of one statement with sealed content: PostgreSQL takes at most 1 GB, and builds it up in memory.
constexpr std::size_t kContentBytesMax = 16u << 20;

constexpr const char* kInsertCases =
    "INSERT INTO cases(row, tenant, kind, slot, case_ref, event_ref, fingerprint, received_at, hold_until, "
    "held_from, type_ref)"
    " SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
constexpr const char* kInsertContents = "INSERT INTO contents(row, sealed) SELECT * FROM unnest($1, $2)";
constexpr const char* kInsertIds =
    "INSERT INTO source_cases(row, tenant, case_ref, slot, sealed) SELECT * FROM unnest($1, $2, $3, $4, $5)";
constexpr const char* kInsertKeys =
    "INSERT INTO case_keys(row, part, epoch, wrapped) SELECT * FROM unnest($1, $2, $3, $4)";
constexpr const char* kInsertDeliveries =
    "INSERT INTO deliveries(row, lane, mapping, required, changed_at)"
    " SELECT n.row, n.lane, n.mapping, n.required <> 0, n.at"
    " FROM unnest($1, $2, $3, $4, $5) AS n(row, lane, mapping, required, at)";
constexpr const char* kReplaceContent = "UPDATE contents SET sealed = $2 WHERE row = $1";
constexpr const char* kReplaceKey =
    "UPDATE case_keys SET epoch = $2, wrapped = $3 WHERE row = $1 AND part = 0";
constexpr const char* kReduce =
    "UPDATE cases c SET slot = n.slot, kind = $1, kept_until = n.kept_until"
    " FROM unnest($2, $3, $4) AS n(row, slot, kept_until) WHERE c.row = n.row AND c.state <> 1 RETURNING "
    "c.row";
constexpr const char* kMarkSent =
    "UPDATE deliveries d SET state = 1, changed_at = $1, footprint = n.footprint, redactions = n.redactions"
    " FROM unnest($2, $3, $4, $5) AS n(row, lane, footprint, redactions) WHERE d.row = n.row AND d.lane = "
    "n.lane";
constexpr const char* kRemap =
    "UPDATE deliveries d SET mapping = n.mapping,"
    " accepted_mapping = CASE d.accepted_mapping WHEN 0 THEN d.mapping ELSE d.accepted_mapping END"
    " FROM unnest($1, $2, $3) AS n(row, lane, mapping) WHERE d.row = n.row AND d.lane = n.lane";
constexpr const char* kChange =
    "UPDATE deliveries d SET state = n.state, attempts = n.attempts, next_attempt = n.next_attempt,"
    " changed_at = n.at, error_kind = n.kind, error_code = n.code, error_message = n.message, error_fields = "
    "n.fields"
    " FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    " AS n(row, lane, state, attempts, next_attempt, at, kind, code, message, fields)"
    " WHERE d.row = n.row AND d.lane = n.lane";
// A case that is gone has no history.
constexpr const char* kInsertEvents =
    "INSERT INTO delivery_events(row, lane, at, state, code, message)"
    " SELECT n.row, n.lane, n.at, n.state, n.code, n.message"
    " FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS n(row, lane, at, state, code, message, place)"
    " WHERE EXISTS(SELECT 1 FROM deliveries d WHERE d.row = n.row AND d.lane = n.lane) ORDER BY n.place";
constexpr const char* kTrimEvents =
    "DELETE FROM delivery_events e USING unnest($1, $2) AS n(row, lane) WHERE e.row = n.row AND e.lane = "
    "n.lane"
    " AND e.number <= (SELECT o.number FROM delivery_events o WHERE o.row = n.row AND o.lane = n.lane"
    "                  ORDER BY o.number DESC OFFSET $3 LIMIT 1)";
// Only for a case whose id was kept, and once while the last one is still owed.
constexpr const char* kTellDeadLetters =
    "INSERT INTO source_jobs(row, task, made_at, outcome, certificate)"
    " SELECT n.row, $1, n.at, 'dead_letter', -1 FROM unnest($2, $3, $4) AS n(row, lane, at)"
    " JOIN source_cases s ON s.row = n.row JOIN deliveries d ON d.row = n.row AND d.lane = n.lane"
    " ON CONFLICT DO NOTHING";
constexpr const char* kRetain =
    "UPDATE cases c SET kept_until = coalesce(n.kept_until, c.kept_until),"
    " held_from = coalesce(n.held_from, c.held_from), held_to = coalesce(n.held_to, c.held_to)"
    " FROM unnest($1, $2, $3, $4) AS n(row, kept_until, held_from, held_to) WHERE c.row = n.row AND c.state "
    "<> 1";

Column integers() {
  return Column(Type::integer);
}
Column texts() {
  return Column(Type::text);
}
Column blobs() {
  return Column(Type::bytes);
}

std::string_view view_of(const std::vector<char>& bytes) {
  return {bytes.data(), bytes.size()};
}

// One UPDATE changes a row once: of several changes of a delivery the last one counts.
template <class Change>
std::vector<const Change*> last_of_each(const std::vector<Change>& changes) {
  std::map<std::pair<CaseRow, LaneId>, const Change*> last;
  for (const Change& change : changes) last[{change.delivery.row, change.delivery.lane}] = &change;
  std::vector<const Change*> chosen;
  chosen.reserve(last.size());
  for (const auto& [delivery, change] : last) chosen.push_back(change);
  return chosen;
}

void add_or_null(Column& column, const std::optional<WallTime>& time) {
  time ? column.add(to_integer(*time)) : column.add_null();
}

void insert_contents(const std::vector<NewCase>& cases, std::span<const CaseRow> rows, Batch& batch) {
  Column numbers = integers(), sealed = blobs();
  for (std::size_t at = 0; at < cases.size(); ++at) {
    numbers.add(rows[at]);
    sealed.add_bytes(view_of(cases[at].sealed.content));
    if (sealed.bytes() < kContentBytesMax && at + 1 < cases.size()) continue;
    batch.add(kInsertContents, Parameters().add(numbers).add(sealed));
    numbers = integers();
    sealed = blobs();
  }
}

void insert_ids(const std::vector<NewCase>& cases, std::span<const CaseRow> rows, Batch& batch) {
  Column numbers = integers(), tenants = integers(), refs = blobs(), slots = integers(), sealed = blobs();
  for (std::size_t at = 0; at < cases.size(); ++at) {
    if (!cases[at].sealed_id) continue;
    numbers.add(rows[at]);
    tenants.add(cases[at].tenant);
    refs.add(cases[at].case_ref);
    slots.add(cases[at].sealed_id->key.slot);
    sealed.add_bytes(view_of(cases[at].sealed_id->content));
  }
  if (numbers.size() == 0) return;
  batch.add(kInsertIds, Parameters().add(numbers).add(tenants).add(refs).add(slots).add(sealed));
}

void insert_keys(const std::vector<NewCase>& cases, std::span<const CaseRow> rows, Batch& batch) {
  Column numbers = integers(), parts = integers(), epochs = blobs(), wrapped = blobs();
  const auto add = [&](CaseRow row, KeyPart part, const vault::WrappedKey& key) {
    numbers.add(row);
    parts.add(static_cast<std::int64_t>(part));
    epochs.add_bytes(vault::epoch_of(key));
    wrapped.add_bytes(key.bytes);
  };
  for (std::size_t at = 0; at < cases.size(); ++at) {
    add(rows[at], KeyPart::content, cases[at].sealed.key);
    if (cases[at].sealed_id) add(rows[at], KeyPart::id, cases[at].sealed_id->key);
  }
  batch.add(kInsertKeys, Parameters().add(numbers).add(parts).add(epochs).add(wrapped));
}

void insert_traces(const std::vector<NewCase>& cases, Batch& batch) {
  TraceColumns traces;
  for (const NewCase& one : cases)
    if (one.session) traces.add(one.tenant, *one.session);
  traces.insert(batch);
}

void insert_deliveries(const std::vector<NewCase>& cases, std::span<const CaseRow> rows, Batch& batch) {
  Column numbers = integers(), lanes = integers(), mappings = integers(), required = integers(),
         at = integers();
  for (std::size_t place = 0; place < cases.size(); ++place) {
    for (const NewDelivery& delivery : cases[place].deliveries) {
      numbers.add(rows[place]);
      lanes.add(delivery.lane);
      mappings.add(delivery.mapping);
      required.add(delivery.required ? 1 : 0);
      at.add(to_integer(cases[place].received_at));
    }
  }
  if (numbers.size() == 0) return;
  batch.add(kInsertDeliveries, Parameters().add(numbers).add(lanes).add(mappings).add(required).add(at));
}

void add_history(const std::vector<DeliveryChange>& changes, Batch& batch) {
  Column rows = integers(), lanes = integers(), at = integers(), states = integers(), codes = texts(),
         messages = texts();
  for (const DeliveryChange& change : changes) {
    rows.add(change.delivery.row);
    lanes.add(change.delivery.lane);
    at.add(to_integer(change.at));
    states.add(static_cast<std::int64_t>(change.state));
    codes.add_text(change.error ? std::string_view(change.error->code) : "");
    messages.add_text(change.error ? std::string_view(change.error->message) : "");
  }
  batch.add(kInsertEvents, Parameters().add(rows).add(lanes).add(at).add(states).add(codes).add(messages));
  batch.add(kTrimEvents, Parameters().add(rows).add(lanes).add(kEventsPerDeliveryMax));
}

void tell_dead_letters(const std::vector<DeliveryChange>& changes, Batch& batch) {
  Column rows = integers(), lanes = integers(), at = integers();
  for (const DeliveryChange& change : changes) {
    if (!change.tells_source) continue;
    rows.add(change.delivery.row);
    lanes.add(change.delivery.lane);
    at.add(to_integer(change.at));
  }
  if (rows.size() == 0) return;
  const auto task = static_cast<std::int64_t>(SourceTask::tell_dead_letter);
  batch.add(kTellDeadLetters, Parameters().add(task).add(rows).add(lanes).add(at));
}

}  // namespace

void insert_cases(const std::vector<NewCase>& cases, std::span<const CaseRow> rows, Batch& batch) {
  if (cases.empty()) return;
  Column tenants = integers(), kinds = integers(), slots = integers(), refs = blobs(), events = blobs(),
         fingerprints = blobs(), received = integers(), holds = integers(), held = integers(),
         types = blobs();
  for (const NewCase& one : cases) {
    tenants.add(one.tenant);
    kinds.add(static_cast<std::int64_t>(one.kind));
    slots.add(one.sealed.key.slot);
    refs.add(one.case_ref);
    events.add(one.event_ref);
    fingerprints.add(one.fingerprint);
    received.add(to_integer(one.received_at));
    holds.add(to_integer(one.hold_until));
    held.add(to_integer(one.retention.held_from));
    types.add(one.type_ref);
  }
  batch.add(kInsertCases, Parameters()
                              .add(rows)
                              .add(tenants)
                              .add(kinds)
                              .add(slots)
                              .add(refs)
                              .add(events)
                              .add(fingerprints)
                              .add(received)
                              .add(holds)
                              .add(held)
                              .add(types));
  insert_contents(cases, rows, batch);
  insert_keys(cases, rows, batch);
  insert_ids(cases, rows, batch);
  insert_deliveries(cases, rows, batch);
  insert_traces(cases, batch);
}

std::size_t merge_case(const Merge& merge, Batch& batch) {
  const std::int64_t slot = merge.sealed.key.slot;
  const std::size_t place = batch.add(
      "UPDATE cases SET slot = $2, kind = $3, type_ref = $4 WHERE row = $1 AND state <> 1",
      Parameters().add(merge.row).add(slot).add(static_cast<std::int64_t>(merge.kind)).add(merge.type_ref));
  replace_content(merge.row, merge.sealed, batch);
  batch.add("INSERT INTO merged_events(row, event_ref, fingerprint) VALUES($1, $2, $3)",
            Parameters().add(merge.row).add(merge.event.event_ref).add(merge.event.fingerprint));
  return place;
}

std::size_t reduce_cases(const std::vector<Reduction>& reductions, Batch& batch) {
  Column rows = integers(), slots = integers(), kept = integers();
  for (const Reduction& one : reductions) {
    rows.add(one.row);
    slots.add(one.sealed.key.slot);
    kept.add(to_integer(one.kept_until));
  }
  const auto kind = static_cast<std::int64_t>(CaseKind::metadata);
  return batch.add(kReduce, Parameters().add(kind).add(rows).add(slots).add(kept));
}

void replace_content(CaseRow row, const vault::SealedCase& sealed, Batch& batch) {
  batch.add(kReplaceContent, Parameters().add(row).add_bytes(view_of(sealed.content)));
  batch.add(kReplaceKey,
            Parameters().add(row).add_bytes(vault::epoch_of(sealed.key)).add_bytes(sealed.key.bytes));
}

void mark_sent(const std::vector<Sending>& sent, WallTime now, Batch& batch) {
  if (sent.empty()) return;
  Column rows = integers(), lanes = integers(), footprints = blobs(), redactions = texts();
  for (const Sending* one : last_of_each(sent)) {
    rows.add(one->delivery.row);
    lanes.add(one->delivery.lane);
    footprints.add_bytes(one->footprint);
    redactions.add_text(one->redactions);
  }
  batch.add(kMarkSent,
            Parameters().add(to_integer(now)).add(rows).add(lanes).add(footprints).add(redactions));
}

void remap(const std::vector<Remapping>& remappings, Batch& batch) {
  if (remappings.empty()) return;
  Column rows = integers(), lanes = integers(), mappings = integers();
  for (const Remapping* one : last_of_each(remappings)) {
    rows.add(one->delivery.row);
    lanes.add(one->delivery.lane);
    mappings.add(one->mapping);
  }
  batch.add(kRemap, Parameters().add(rows).add(lanes).add(mappings));
}

void change(const std::vector<DeliveryChange>& changes, Batch& batch) {
  if (changes.empty()) return;
  Column rows = integers(), lanes = integers(), states = integers(), attempts = integers(), next = integers(),
         at = integers(), kinds = integers(), codes = texts(), messages = texts(), fields = texts();
  for (const DeliveryChange* one : last_of_each(changes)) {
    rows.add(one->delivery.row);
    lanes.add(one->delivery.lane);
    states.add(static_cast<std::int64_t>(one->state));
    attempts.add(one->attempts);
    next.add(to_integer(one->next_attempt));
    at.add(to_integer(one->at));
    const Error* error = one->error ? &*one->error : nullptr;
    error ? kinds.add(static_cast<std::int64_t>(error->kind)) : kinds.add_null();
    error ? codes.add_text(error->code) : codes.add_null();
    error ? messages.add_text(error->message) : messages.add_null();
    error ? fields.add_text(joined(error->fields)) : fields.add_null();
  }
  batch.add(kChange, Parameters()
                         .add(rows)
                         .add(lanes)
                         .add(states)
                         .add(attempts)
                         .add(next)
                         .add(at)
                         .add(kinds)
                         .add(codes)
                         .add(messages)
                         .add(fields));
  tell_dead_letters(changes, batch);
  add_history(changes, batch);
}

void retain(const std::vector<RetentionChange>& changes, Batch& batch) {
  if (changes.empty()) return;
  std::map<CaseRow, RetentionChange> of_each;
  for (const RetentionChange& one : changes) {
    RetentionChange& whole = of_each[one.row];
    if (one.kept_until) whole.kept_until = one.kept_until;
    if (one.held_from) whole.held_from = one.held_from;
    if (one.held_to) whole.held_to = one.held_to;
  }
  Column rows = integers(), kept = integers(), from = integers(), to = integers();
  for (const auto& [row, one] : of_each) {
    rows.add(row);
    add_or_null(kept, one.kept_until);
    add_or_null(from, one.held_from);
    add_or_null(to, one.held_to);
  }
  batch.add(kRetain, Parameters().add(rows).add(kept).add(from).add(to));
}

void remove_content(const Column& rows, Batch& batch) {
  for (const char* sql :
       {"DELETE FROM case_keys WHERE row = ANY($1) AND part = 0", "DELETE FROM contents WHERE row = ANY($1)"})
    batch.add(sql, Parameters().add(rows));
}

void remove_cases(std::span<const CaseRow> rows, Batch& batch) {
  if (rows.empty()) return;
  for (const char* sql :
       {"DELETE FROM case_keys WHERE row = ANY($1) AND part = 0", "DELETE FROM contents WHERE row = ANY($1)",
        "DELETE FROM deliveries WHERE row = ANY($1)", "DELETE FROM delivery_events WHERE row = ANY($1)",
        "DELETE FROM merged_events WHERE row = ANY($1)", "DELETE FROM cases WHERE row = ANY($1)"})
    batch.add(sql, Parameters().add(rows));
}

}  // namespace hub::store::postgres
