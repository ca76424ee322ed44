#include "core/store/sqlite/reader.hpp"

#include "core/store/row_types.hpp"
#include "core/store/sqlite/encoding.hpp"

namespace hub::store::sqlite {

// What a DeliveryFilter lets through; bind_filter() binds it.
#define HUB_CHOSEN_DELIVERIES                                                           \
  " FROM deliveries d JOIN cases c ON c.row = d.row JOIN lanes l ON l.id = d.lane"      \
  " JOIN tenants t ON t.id = l.tenant"                                                  \
  " WHERE d.row > ?1 AND (?2 IS NULL OR t.name = ?2) AND (?3 IS NULL OR l.target = ?3)" \
  " AND (?4 IS NULL OR d.error_kind = ?4) AND (?5 IS NULL OR d.error_code = ?5)"        \
  " AND (?6 IS NULL OR d.state = ?6) AND (?7 IS NULL OR c.received_at < ?7)"            \
  " AND (?8 IS NULL OR d.changed_at < ?8) AND (?9 IS NULL OR d.mapping = ?9)"

Reader::Reader(Connection& connection)
    : connection_(connection),
      find_tenant_(connection.handle(), "SELECT id FROM tenants WHERE name = ?"),
      insert_tenant_(connection.handle(), "INSERT OR IGNORE INTO tenants(name) VALUES(?)"),
      find_lane_(connection.handle(), "SELECT id FROM lanes WHERE tenant = ? AND target = ?"),
      insert_lane_(connection.handle(), "INSERT OR IGNORE INTO lanes(tenant, target) VALUES(?, ?)"),
      mapping_text_(connection.handle(), "SELECT text FROM mapping_versions WHERE version = ?"),
      publications_(
          connection.handle(),
          "SELECT p.number, p.version, m.name, p.origin, p.author, p.sha256, p.at FROM publications p"
          " JOIN lanes l ON l.id = p.lane JOIN tenants t ON t.id = l.tenant"
          " JOIN mapping_versions m ON m.version = p.version"
          " WHERE t.name = ? AND l.target = ? ORDER BY p.number DESC LIMIT ?"),
      live_cases_(
          connection.handle(),
          "SELECT row, tenant, state, slot, case_ref, event_ref, fingerprint, received_at, hold_until,"
          " kind, kept_until, held_from, held_to, type_ref FROM cases ORDER BY row"),
      live_merged_(connection.handle(),
                   "SELECT row, event_ref, fingerprint FROM merged_events ORDER BY row, number"),
      live_deliveries_(connection.handle(),
                       "SELECT row, lane, mapping, required, state, attempts, next_attempt, changed_at,"
                       " footprint, accepted_mapping, redactions FROM deliveries ORDER BY row, lane"),
      tombstones_(
          connection.handle(),
          "SELECT day_and_number, tenant, case_ref, event_ref, fingerprint, certificate FROM tombstones"
          " WHERE day_and_number >= ? ORDER BY day_and_number"),
      content_(connection.handle(),
               "SELECT t.sealed, c.slot FROM contents t JOIN cases c ON c.row = t.row WHERE t.row = ?"),
      deliveries_(connection.handle(),
                  "SELECT d.row, d.lane, t.name, l.target, c.case_ref, d.state, d.attempts, c.received_at, "
                  "d.changed_at,"
                  " d.next_attempt, d.error_kind, d.error_code, d.error_message, d.error_fields, "
                  "d.mapping" HUB_CHOSEN_DELIVERIES " ORDER BY d.row, d.lane"),
      groups_(connection.handle(),
              "SELECT t.name, l.target, d.mapping, d.error_kind, coalesce(d.error_code, ''),"
              " coalesce(max(d.error_message), ''), coalesce(max(d.error_fields), ''), count(*),"
              " min(d.attempts), max(d.attempts), min(d.changed_at), max(d.changed_at), "
              "min(c.received_at)" HUB_CHOSEN_DELIVERIES
              " GROUP BY d.lane, d.mapping, d.error_kind, d.error_code ORDER BY count(*) DESC LIMIT 5000"),
      history_(
          connection.handle(),
          "SELECT at, state, code, message FROM delivery_events WHERE row = ? AND lane = ? ORDER BY number"),
      certificates_(connection.handle(),
                    "SELECT idx, entry FROM certificates WHERE idx > ? ORDER BY idx LIMIT ?"),
      certificate_count_(connection.handle(), "SELECT coalesce(max(idx), -1) + 1 FROM certificates"),
      traces_(connection.handle(),
              "SELECT sealed_case_id FROM session_traces WHERE tenant = ? AND session_ref = ?"
              " ORDER BY day_and_number"),
      tombstones_of_tenant_(
          connection.handle(),
          "SELECT day_and_number, case_ref, event_ref, fingerprint, certificate FROM tombstones"
          " WHERE tenant = ? AND day_and_number > ? ORDER BY day_and_number LIMIT ?"),
      traces_of_tenant_(connection.handle(),
                        "SELECT day_and_number, session_ref, sealed_case_id FROM session_traces"
                        " WHERE tenant = ? AND day_and_number > ? ORDER BY day_and_number LIMIT ?"),
      source_cases_(connection.handle(),
                    "SELECT row, tenant, case_ref, slot, is_forgotten,"
                    " EXISTS(SELECT 1 FROM cases c WHERE c.row = s.row AND c.state <> 1 AND c.kind <> 3)"
                    " FROM source_cases s ORDER BY row"),
      source_jobs_(connection.handle(),
                   "SELECT task, is_dead_letter, attempts, next_attempt, made_at, outcome, certificate"
                   " FROM source_jobs WHERE row = ? ORDER BY task"),
      sealed_id_(connection.handle(), "SELECT sealed, slot FROM source_cases WHERE row = ?") {}

Result<std::int64_t> Reader::found_or_made(Statement& find, Statement& insert,
                                           const std::function<void(Statement&)>& bind_key) {
  for (const bool may_insert : {true, false}) {
    {
      bind_key(find);
      Rows rows(find);
      const auto found = rows.next();
      if (!found.ok()) return found.error();
      if (*found) return find.integer(0);
    }
    if (!may_insert) break;
    bind_key(insert);
    if (auto inserted = insert.run(); !inserted.ok()) return inserted.error();
  }
  return transient_error("database_away", "a name that was just stored cannot be found");
}

Result<TenantId> Reader::tenant_id(const std::string& tenant) {
  const auto id = found_or_made(find_tenant_, insert_tenant_, [&](Statement& s) { s.bind_text(1, tenant); });
  if (!id.ok()) return id.error();
  return static_cast<TenantId>(*id);
}

Result<LaneId> Reader::lane_id(const std::string& tenant, const std::string& target) {
  const auto owner = tenant_id(tenant);
  if (!owner.ok()) return owner.error();
  const auto id =
      found_or_made(find_lane_, insert_lane_, [&](Statement& s) { s.bind(1, *owner).bind_text(2, target); });
  if (!id.ok()) return id.error();
  return static_cast<LaneId>(*id);
}

Result<std::string> Reader::mapping_text(MappingVersion version) {
  Rows rows(mapping_text_.bind(1, version));
  const auto found = rows.next();
  if (!found.ok()) return found.error();
  if (!*found)
    return invalid_error("no_such_mapping", "there is no mapping version " + std::to_string(version));
  return std::string(mapping_text_.text(0));
}

// All of them are in the order of rows: three statements walk side by side, in one transaction so that they
// see the same moment.
Result<void> Reader::for_each_live(const std::function<void(const LiveCase&)>& visit) {
  if (auto begun = connection_.execute("BEGIN"); !begun.ok()) return begun;
  const auto walk = [&]() -> Result<void> {
    Rows cases(live_cases_), deliveries(live_deliveries_), merged(live_merged_);
    auto more_deliveries = deliveries.next();
    auto more_merged = merged.next();
    for (;;) {
      const auto more = cases.next();
      if (!more.ok()) return more.error();
      if (!*more) return {};
      LiveCase live = live_case_of(live_cases_);
      while (more_deliveries.ok() && *more_deliveries && live_deliveries_.integer(0) <= live.row) {
        if (live_deliveries_.integer(0) == live.row)
          live.deliveries.push_back(live_delivery_of(live_deliveries_));
        more_deliveries = deliveries.next();
      }
      if (!more_deliveries.ok()) return more_deliveries.error();
      while (more_merged.ok() && *more_merged && live_merged_.integer(0) <= live.row) {
        if (live_merged_.integer(0) == live.row)
          live.merged.push_back({live_merged_.hash(1), live_merged_.hash(2)});
        more_merged = merged.next();
      }
      if (!more_merged.ok()) return more_merged.error();
      visit(live);
    }
  };
  const auto walked = walk();
  auto ended = connection_.execute("COMMIT");
  return walked.ok() ? ended : walked;
}

Result<void> Reader::for_each_tombstone(std::int64_t oldest_day,
                                        const std::function<void(const Tombstone&)>& visit) {
  Rows rows(tombstones_.bind(1, first_tombstone_of(oldest_day)));
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return {};
    Tombstone tombstone;
    tombstone.day = day_of_tombstone(tombstones_.integer(0));
    tombstone.tenant = static_cast<TenantId>(tombstones_.integer(1));
    tombstone.case_ref = tombstones_.hash(2);
    tombstone.event_ref = tombstones_.hash(3);
    tombstone.fingerprint = tombstones_.hash(4);
    tombstone.certificate = tombstones_.integer(5);
    visit(tombstone);
  }
}

Result<std::vector<SealedContent>> Reader::load(std::span<const CaseRow> rows) {
  std::vector<SealedContent> contents;
  for (const CaseRow row : rows) {
    Rows found_rows(content_.bind(1, row));
    const auto found = found_rows.next();
    if (!found.ok()) return found.error();
    if (!*found) continue;
    const std::string_view sealed = content_.blob(0);
    contents.push_back(
        {row, {static_cast<vault::SlotNumber>(content_.integer(1))}, {sealed.begin(), sealed.end()}});
  }
  return contents;
}

Result<std::vector<std::vector<char>>> Reader::session_traces(TenantId tenant,
                                                              const model::KeyedHash& session_ref) {
  std::vector<std::vector<char>> sealed;
  Rows rows(traces_.bind(1, tenant).bind(2, session_ref));
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return sealed;
    const std::string_view id = traces_.blob(0);
    sealed.emplace_back(id.begin(), id.end());
  }
}

}  // namespace hub::store::sqlite
