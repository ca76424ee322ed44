// Which trace the calls for a batch belong to. A header names one trace, so it is that of the cases where
// they share one; else the batch begins a trace of its own, and the log says of each case which one. Pure.
#pragma once

#include <map>
#include <span>
#include <string>

#include "core/base/random.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

// The traceparents that came with cases; cases without one are not in it.
using CaseTraces = std::map<store::CaseRow, std::string>;

// Empty when none of these cases came with a trace.
std::string trace_of_batch(const CaseTraces& traces, std::span<const store::CaseRow> rows, Random& random);

}  // namespace hub::delivery
