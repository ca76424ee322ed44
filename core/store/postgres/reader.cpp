#include "core/store/postgres/reader.hpp"

#include <algorithm>

#include "core/store/row_types.hpp"

namespace hub::store::postgres {

namespace {

constexpr const char* kRead = "BEGIN READ ONLY";
constexpr const char* kReadOneMoment = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

constexpr const char* kLiveCases =
    "SELECT row, tenant, state, slot, case_ref, event_ref, fingerprint, received_at, hold_until, kind, "
    "kept_until,"
    " held_from, held_to, type_ref FROM cases WHERE row > $1 ORDER BY row LIMIT $2";
constexpr const char* kLiveDeliveries =
    "SELECT row, lane, mapping, required, state, attempts, next_attempt, changed_at, footprint, "
    "accepted_mapping,"
    " redactions FROM deliveries WHERE row BETWEEN $1 AND $2 ORDER BY row, lane";
constexpr const char* kLiveMerged =
    "SELECT row, event_ref, fingerprint FROM merged_events WHERE row BETWEEN $1 AND $2 ORDER BY row, number";
constexpr const char* kTombstones =
    "SELECT day, number, tenant, case_ref, event_ref, fingerprint, certificate FROM tombstones"
    " WHERE (day, number) > ($1, $2) ORDER BY day, number LIMIT $3";
constexpr const char* kContents =
    "SELECT n.row, c.slot, k.wrapped, t.sealed FROM unnest($1) WITH ORDINALITY AS n(row, place)"
    " JOIN contents t ON t.row = n.row JOIN cases c ON c.row = n.row"
    " LEFT JOIN case_keys k ON k.row = n.row AND k.part = 0 ORDER BY n.place";

// Hands the rows of `answer` that belong to `row` to `use`; `at` goes on behind them. Both are in the order
// of rows.
template <class Use>
void take_rows_of(CaseRow row, const Answer& answer, int& at, Use use) {
  for (; at < answer.rows() && answer.integer(at, 0) <= row; ++at) {
    if (answer.integer(at, 0) == row) use(Row(answer, at));
  }
}

}  // namespace

vault::WrappedKey wrapped_key_of(const Row& row, int column) {
  vault::WrappedKey key;
  key.slot = static_cast<vault::SlotNumber>(row.integer(column));
  copy_bytes(row, column + 1, key.bytes);
  return key;
}

void copy_bytes(const Row& row, int column, std::span<std::byte> into) {
  if (row.is_null(column)) return;
  const auto bytes = std::as_bytes(std::span(row.blob(column)));
  if (bytes.size() == into.size()) std::ranges::copy(bytes, into.begin());
}

Result<Answer> Reader::ask(Statement statement) {
  std::vector<Statement> statements;
  statements.push_back(std::move(statement));
  statements.push_back({"COMMIT"});
  auto answers = link_.told(link_.begin(kRead, std::move(statements)));
  if (!answers.ok()) return std::move(answers).error();
  return std::move(answers->front());
}

Result<Answer> Reader::ask_or_add(Statement add, Statement find) {
  std::vector<Statement> statements;
  statements.push_back(std::move(add));
  statements.push_back(std::move(find));
  add_durable_commit(statements);
  auto answers = link_.told(link_.begin("BEGIN", std::move(statements)));
  if (!answers.ok()) return std::move(answers).error();
  return std::move((*answers)[1]);
}

Result<void> Reader::walk(const std::function<Result<bool>(Connection& connection)>& page) {
  if (const auto begun = link_.told(link_.begin(kReadOneMoment, {})); !begun.ok()) return begun.error();
  Result<bool> more = true;
  while (more.ok() && *more) more = page(link_.connection());
  link_.roll_back();
  const auto told = link_.told(std::move(more));
  return told.ok() ? Result<void>() : Result<void>(told.error());
}

Result<TenantId> Reader::tenant_id(const std::string& tenant) {
  const Parameters name = Parameters().add_text(tenant);
  const auto found = ask_or_add(
      {"INSERT INTO tenants(name) SELECT $1 WHERE NOT EXISTS(SELECT 1 FROM tenants WHERE name = $1)"
       " ON CONFLICT DO NOTHING",
       name},
      {"SELECT id FROM tenants WHERE name = $1", name});
  if (!found.ok()) return found.error();
  return static_cast<TenantId>(found->integer(0, 0));
}

Result<LaneId> Reader::lane_id(const std::string& tenant, const std::string& target) {
  const auto owner = tenant_id(tenant);
  if (!owner.ok()) return owner.error();
  const Parameters lane = Parameters().add(std::int64_t{*owner}).add_text(target);
  const auto found = ask_or_add({"INSERT INTO lanes(tenant, target) SELECT $1, $2"
                                 " WHERE NOT EXISTS(SELECT 1 FROM lanes WHERE tenant = $1 AND target = $2)"
                                 " ON CONFLICT DO NOTHING",
                                 lane},
                                {"SELECT id FROM lanes WHERE tenant = $1 AND target = $2", lane});
  if (!found.ok()) return found.error();
  return static_cast<LaneId>(found->integer(0, 0));
}

Result<std::string> Reader::mapping_text(MappingVersion version) {
  const auto found = ask({"SELECT text FROM mapping_versions WHERE version = $1", Parameters().add(version)});
  if (!found.ok()) return found.error();
  if (found->rows() == 0)
    return invalid_error("no_such_mapping", "there is no mapping version " + std::to_string(version));
  return std::string(found->text(0, 0));
}

Result<void> Reader::for_each_live(const std::function<void(const LiveCase&)>& visit) {
  CaseRow after = 0;
  return walk([&](Connection& connection) -> Result<bool> {
    const auto cases = connection.run({kLiveCases, Parameters().add(after).add(kRowsPerPage)});
    if (!cases.ok()) return cases.error();
    if (cases->rows() == 0) return false;
    const CaseRow first = cases->integer(0, 0), last = cases->integer(cases->rows() - 1, 0);
    std::vector<Statement> ask_more;
    ask_more.push_back({kLiveDeliveries, Parameters().add(first).add(last)});
    ask_more.push_back({kLiveMerged, Parameters().add(first).add(last)});
    const auto answers = connection.run(std::move(ask_more));
    if (!answers.ok()) return answers.error();
    int next_delivery = 0, next_merged = 0;
    for (int at = 0; at < cases->rows(); ++at) {
      LiveCase live = live_case_of(Row(*cases, at));
      take_rows_of(live.row, (*answers)[0], next_delivery,
                   [&live](const Row& row) { live.deliveries.push_back(live_delivery_of(row)); });
      take_rows_of(live.row, (*answers)[1], next_merged, [&live](const Row& row) {
        live.merged.push_back({row.hash(1), row.hash(2)});
      });
      visit(live);
    }
    after = last;
    return true;
  });
}

Result<void> Reader::for_each_tombstone(std::int64_t oldest_day,
                                        const std::function<void(const Tombstone&)>& visit) {
  std::int64_t day = oldest_day, number = 0;
  return walk([&](Connection& connection) -> Result<bool> {
    const auto page = connection.run({kTombstones, Parameters().add(day).add(number).add(kRowsPerPage)});
    if (!page.ok()) return page.error();
    for (int at = 0; at < page->rows(); ++at) {
      const Row row(*page, at);
      Tombstone tombstone;
      tombstone.day = day = row.integer(0);
      number = row.integer(1);
      tombstone.tenant = static_cast<TenantId>(row.integer(2));
      tombstone.case_ref = row.hash(3);
      tombstone.event_ref = row.hash(4);
      tombstone.fingerprint = row.hash(5);
      tombstone.certificate = row.integer(6);
      visit(tombstone);
    }
    return page->rows() == kRowsPerPage;
  });
}

Result<std::vector<SealedContent>> Reader::load(std::span<const CaseRow> rows) {
  std::vector<SealedContent> contents;
  if (rows.empty()) return contents;
  const auto found = ask({kContents, Parameters().add(rows)});
  if (!found.ok()) return found.error();
  for (int at = 0; at < found->rows(); ++at) {
    const Row row(*found, at);
    const std::string_view sealed = row.blob(3);
    contents.push_back({row.integer(0), wrapped_key_of(row, 1), {sealed.begin(), sealed.end()}});
  }
  return contents;
}

}  // namespace hub::store::postgres
