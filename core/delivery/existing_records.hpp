// Decides, before anything is written, what becomes of records that may be at the target already: attached by
// an id that the case carries, or matched by their values. Every outcome is one that the mapping declares.
// One loop's thread; lives for one batch.
#pragma once

#include <optional>
#include <vector>

#include "core/delivery/batch_delivery.hpp"
#include "core/delivery/match_claims.hpp"

namespace hub::delivery {

class ExistingRecords {
 public:
  // All references outlive the object; ids that were found live in `arena`.
  ExistingRecords(Connector& connector, MatchClaims::Hold& claims, model::Arena& arena)
      : connector_(connector), claims_(claims), arena_(arena) {}

  // Afterwards every record of `cases` is to be written as it stands, and their footprints hold what was
  // decided: an earlier decision is kept, so that a retry hits the same records. One error for each case that
  // cannot go on.
  Task<std::vector<std::optional<Error>>> resolve(std::vector<CaseRecords>& cases);

 private:
  // What was decided about one record.
  struct Verdict {
    model::Record* record = nullptr;
    std::size_t case_index = 0;
    std::string_view own_key;      // by which its children know it
    bool is_open = false;          // the target has to be asked
    bool is_written = true;        // stays among the case's records
    std::string_view exists_as{};  // the target's id of what children are linked to; empty: linked by key
  };

  void open_verdicts(std::vector<CaseRecords>& cases);
  void open_verdict(CaseRecords& one, Verdict& verdict);
  Task<void> ask(std::vector<CaseRecords>& cases);
  void settle(CaseRecords& one, Verdict& verdict, const std::vector<ExistingRecord>& found);
  void apply(CaseRecords& one, Verdict& verdict, model::Resolution resolution, std::string_view found_id,
             const char* refusal);
  void rewrite(CaseRecords& one, std::size_t case_index) const;

  Connector& connector_;
  MatchClaims::Hold& claims_;
  model::Arena& arena_;
  std::vector<Verdict> verdicts_;
  std::vector<std::optional<Error>> errors_;
};

}  // namespace hub::delivery
