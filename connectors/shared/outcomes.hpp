// The words for what becomes of a batch at a target, which every connector answers with, and the few outcomes
// that mean the same at each of them. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/delivery/connector.hpp"

namespace hub::connectors {

using Records = std::span<const model::Record>;
using Requests = std::span<const delivery::ReadRequest>;

using Written = Result<delivery::StoredRecord>;
using Seen = std::optional<delivery::StoredRecord>;  // nothing: the target has none
using Form = std::optional<model::Value>;            // nothing: the record is gone
using Existing = std::vector<delivery::ExistingRecord>;

// Nothing when `id` is empty.
Seen seen(std::string id);
// An object that was made or changed; an answer without an id leaves open whether it was.
Written written(std::string id, bool created);

// Done, whatever was answered.
Result<void> done(const Result<model::Value>& answer);

// The same for each.
template <class T>
std::vector<Result<T>> all_of(std::size_t count, const Error& error) {
  return std::vector<Result<T>>(count, Result<T>(error));
}

// It was there when it was looked for: the next attempt looks again and decides as the mapping says. `what`
// is "ticket".
Error gone_meanwhile(std::string_view what);
// The parent of a record is not stored yet.
Error parent_missing(std::string_view what);

}  // namespace hub::connectors
