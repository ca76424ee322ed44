// How Liquid compares values. Any thread.
#pragma once

#include "core/mapping/liquid/program.hpp"
#include "core/mapping/liquid/run.hpp"

namespace hub::mapping::liquid {

bool equal(const Cell& a, const Cell& b);
// Of the same kind and equal: 1 and 1.0 are not identical.
bool identical(const Value& a, const Value& b);
// Fails where the two cannot be ordered ("2" and 1); what has no order at all (null, lists) compares as
// false.
bool compare(Run& run, Comparison comparison, const Cell& a, const Cell& b);
// -1, 0, 1, or nothing when the two have no order: for sorting.
std::optional<int> order(const Value& a, const Value& b);
// True for null, false, white space and what holds nothing.
bool is_blank(const Cell& cell);
bool is_empty(const Cell& cell);

}  // namespace hub::mapping::liquid
