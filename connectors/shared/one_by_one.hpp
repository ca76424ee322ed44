// A batch for a target that takes one record a call. One loop's thread.
#pragma once

#include <span>
#include <vector>

#include "core/async/task.hpp"
#include "core/base/result.hpp"
#include "core/http/verdict.hpp"

namespace hub::connectors {

// Of questions whose answer may be long in coming: whatever is not about this one record meets the next one
// too.
inline bool ends_asking(const Error& error) {
  return error.kind != ErrorKind::invalid;
}

// One result for each item, in order: what `ask` makes of it. After an error that `ends` the series, nothing
// more is asked: the rest fail with it. `ask` gives a Task<Result<T>>.
template <class T, class Item, class Ask, class Ends = bool (*)(const Error&)>
Task<std::vector<Result<T>>> one_by_one(std::span<const Item> items, Ask ask,
                                        Ends ends = http::ends_a_series) {
  std::vector<Result<T>> results;
  for (const Item& item : items) {
    if (!results.empty() && !results.back().ok() && ends(results.back().error())) {
      results.push_back(results.back());
      continue;
    }
    auto asking = ask(item);
    results.push_back(co_await std::move(asking));
  }
  co_return results;
}

}  // namespace hub::connectors
