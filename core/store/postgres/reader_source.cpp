// What is owed to platforms.
#include "core/store/postgres/reader.hpp"
#include "core/store/row_types.hpp"

namespace hub::store::postgres {

namespace {

constexpr const char* kSourceCases =
    "SELECT s.row, s.tenant, s.case_ref, s.slot, s.is_forgotten,"
    " EXISTS(SELECT 1 FROM cases c WHERE c.row = s.row AND c.state <> 1 AND c.kind <> 3)"
    " FROM source_cases s WHERE s.row > $1 ORDER BY s.row LIMIT $2";
constexpr const char* kSourceJobs =
    "SELECT task, is_dead_letter, attempts, next_attempt, made_at, outcome, certificate, row FROM source_jobs"
    " WHERE row BETWEEN $1 AND $2 ORDER BY row, task";
constexpr int kRowOfJob = 7;

SourceCase source_case_of(const Row& row) {
  SourceCase source;
  source.row = row.integer(0);
  source.tenant = static_cast<TenantId>(row.integer(1));
  source.case_ref = row.hash(2);
  source.slot = static_cast<vault::SlotNumber>(row.integer(3));
  source.is_forgotten = row.integer(4) != 0;
  source.is_live = row.integer(5) != 0;
  return source;
}

}  // namespace

Result<void> Reader::for_each_source(
    const std::function<void(const SourceCase&, std::vector<SourceJob>)>& visit) {
  CaseRow after = 0;
  return walk([&](Connection& connection) -> Result<bool> {
    const auto cases = connection.run({kSourceCases, Parameters().add(after).add(kRowsPerPage)});
    if (!cases.ok()) return cases.error();
    if (cases->rows() == 0) return false;
    const CaseRow first = cases->integer(0, 0), last = cases->integer(cases->rows() - 1, 0);
    const auto jobs = connection.run({kSourceJobs, Parameters().add(first).add(last)});
    if (!jobs.ok()) return jobs.error();
    int next = 0;
    for (int at = 0; at < cases->rows(); ++at) {
      const SourceCase source = source_case_of(Row(*cases, at));
      std::vector<SourceJob> owed;
      for (; next < jobs->rows() && jobs->integer(next, kRowOfJob) <= source.row; ++next) {
        if (jobs->integer(next, kRowOfJob) == source.row)
          owed.push_back(source_job_of(Row(*jobs, next), source.row));
      }
      visit(source, std::move(owed));
    }
    after = last;
    return true;
  });
}

Result<std::vector<SealedId>> Reader::load_ids(std::span<const CaseRow> rows) {
  std::vector<SealedId> ids;
  const auto found =
      ask({"SELECT n.row, s.slot, k.wrapped, s.sealed FROM unnest($1) WITH ORDINALITY AS n(row, place)"
           " JOIN source_cases s ON s.row = n.row LEFT JOIN case_keys k ON k.row = n.row AND k.part = 1"
           " ORDER BY n.place",
           Parameters().add(rows)});
  if (!found.ok()) return found.error();
  for (int at = 0; at < found->rows(); ++at) {
    const Row row(*found, at);
    const std::string_view sealed = row.blob(3);
    ids.push_back({row.integer(0), wrapped_key_of(row, 1), {sealed.begin(), sealed.end()}});
  }
  return ids;
}

Result<std::vector<std::vector<char>>> Reader::session_traces(TenantId tenant,
                                                              const model::KeyedHash& session_ref) {
  const auto found =
      ask({"SELECT sealed_case_id FROM session_traces WHERE tenant = $1 AND session_ref = $2 ORDER BY day, "
           "number",
           Parameters().add(tenant).add(session_ref)});
  if (!found.ok()) return found.error();
  std::vector<std::vector<char>> traces;
  for (int at = 0; at < found->rows(); ++at) {
    const std::string_view sealed = found->text(at, 0);
    traces.emplace_back(sealed.begin(), sealed.end());
  }
  return traces;
}

}  // namespace hub::store::postgres
