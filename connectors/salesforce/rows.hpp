// Rows of an object by what one column holds, in as many queries as their addresses need (salesforce.md 2.7
// and 4.1), and their deletion. One loop's thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/salesforce/client.hpp"

namespace hub::connectors::salesforce {

struct RowQuery {
  std::string column;  // the key field or Id, and among `fields`
  std::string object;
  std::vector<std::string> fields;
  std::vector<std::string_view> keys;  // what the column is to hold
  QueryScope scope = QueryScope::live;
};

// The client and the arena outlive the task.
Task<Result<std::vector<model::Value>>> rows_having(Client& client, RowQuery query, model::Arena& arena);

// A key's or an id's row; nothing when the org has several (salesforce.md 2.1: the key is not unique).
using RowsByKey = std::unordered_map<std::string_view, std::optional<model::Value>>;
using FoundRow = std::optional<model::Value>;

Task<Result<RowsByKey>> rows_by(Client& client, RowQuery query, model::Arena& arena);
// One of them: nothing when it is not there, `invalid` when there are several.
Result<FoundRow> row_of(const RowsByKey& rows, std::string_view key);

// One result for each of at most 200 ids; what is not there is done.
Task<std::vector<Result<void>>> delete_rows(Client& client, const std::vector<std::string>& ids);

}  // namespace hub::connectors::salesforce
