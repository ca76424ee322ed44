// The statements that bring cases in and change them. Pure: they only gather.
#pragma once

#include <span>

#include "core/store/postgres/batch.hpp"
#include "core/store/types.hpp"

namespace hub::store::postgres {

// `rows`: one for each case.
void insert_cases(const std::vector<NewCase>& cases, std::span<const CaseRow> rows, Batch& batch);
// The place of the answer that has no changes when the case is being deleted or gone.
std::size_t merge_case(const Merge& merge, Batch& batch);
// The place of the answer that has the rows which are neither being deleted nor gone.
std::size_t reduce_cases(const std::vector<Reduction>& reductions, Batch& batch);
void replace_content(const Reduction& reduction, Batch& batch);
void mark_sent(const std::vector<Sending>& sent, WallTime now, Batch& batch);
void remap(const std::vector<Remapping>& remappings, Batch& batch);
// Also the history of what changed, and what platforms are owed for it.
void change(const std::vector<DeliveryChange>& changes, Batch& batch);
void retain(const std::vector<RetentionChange>& changes, Batch& batch);
void remove_cases(std::span<const CaseRow> rows, Batch& batch);

}  // namespace hub::store::postgres
