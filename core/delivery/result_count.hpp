// A connector answers with one result per record that it was given. Pure; any thread.
#pragma once

#include <vector>

#include "core/base/result.hpp"

namespace hub::delivery {

// A connector that loses count cannot be believed about any record of that call. `kind`: what such a call
// leaves open, unknown where it may have written.
template <class Result>
void expect_one_result_each(std::vector<Result>& results, std::size_t asked, ErrorKind kind) {
  if (results.size() == asked) return;
  Error error = unknown_outcome("result_count", "the connector answered for a different batch");
  error.kind = kind;
  results.assign(asked, Result(error));
}

}  // namespace hub::delivery
