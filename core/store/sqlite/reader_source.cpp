// What is owed to platforms.
#include "core/store/row_types.hpp"
#include "core/store/sqlite/reader.hpp"

namespace hub::store::sqlite {

Result<void> Reader::for_each_source(
    const std::function<void(const SourceCase&, std::vector<SourceJob>)>& visit) {
  Rows cases(source_cases_);
  for (;;) {
    const auto more = cases.next();
    if (!more.ok()) return more.error();
    if (!*more) return {};
    SourceCase source;
    source.row = source_cases_.integer(0);
    source.tenant = static_cast<TenantId>(source_cases_.integer(1));
    source.case_ref = source_cases_.hash(2);
    source.slot = static_cast<vault::SlotNumber>(source_cases_.integer(3));
    source.is_forgotten = source_cases_.integer(4) != 0;
    source.is_live = source_cases_.integer(5) != 0;
    std::vector<SourceJob> jobs;
    Rows rows(source_jobs_.bind(1, source.row));
    for (;;) {
      const auto another = rows.next();
      if (!another.ok()) return another.error();
      if (!*another) break;
      jobs.push_back(source_job_of(source_jobs_, source.row));
    }
    visit(source, std::move(jobs));
  }
}

Result<std::vector<SealedId>> Reader::load_ids(std::span<const CaseRow> rows) {
  std::vector<SealedId> ids;
  for (const CaseRow row : rows) {
    Rows found_rows(sealed_id_.bind(1, row));
    const auto found = found_rows.next();
    if (!found.ok()) return found.error();
    if (!*found) continue;
    const std::string_view sealed = sealed_id_.blob(0);
    ids.push_back(
        {row, {static_cast<vault::SlotNumber>(sealed_id_.integer(1))}, {sealed.begin(), sealed.end()}});
  }
  return ids;
}

}  // namespace hub::store::sqlite
