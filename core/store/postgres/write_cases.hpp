// The statements that bring cases in and change them. Pure: they only gather.
#pragma once

#include <span>

#include "core/store/postgres/batch.hpp"
#include "core/store/types.hpp"

namespace hub::store::postgres {

// Whose key a row of case_keys is.
enum class KeyPart : std::int64_t { content = 0, id = 1, tracking_day = 2 };

// `rows`: one for each case.
void insert_cases(const std::vector<NewCase>& cases, std::span<const CaseRow> rows, Batch& batch);
// The place of the answer that has no changes when the case is being deleted or gone.
std::size_t merge_case(const Merge& merge, Batch& batch);
// The place of the answer that has the rows which are neither being deleted nor gone.
std::size_t reduce_cases(const std::vector<Reduction>& reductions, Batch& batch);
// With its key.
void replace_content(CaseRow row, const vault::SealedCase& sealed, Batch& batch);
void mark_sent(const std::vector<Sending>& sent, WallTime now, Batch& batch);
void remap(const std::vector<Remapping>& remappings, Batch& batch);
// Also the history of what changed, and what platforms are owed for it.
void change(const std::vector<DeliveryChange>& changes, Batch& batch);
void retain(const std::vector<RetentionChange>& changes, Batch& batch);
// Key and content of cases that are being deleted: from here on the row alone is left.
void remove_content(const Column& rows, Batch& batch);
void remove_cases(std::span<const CaseRow> rows, Batch& batch);

}  // namespace hub::store::postgres
