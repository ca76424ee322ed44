#include "connectors/salesforce/rows.hpp"

#include <algorithm>
#include <iterator>

#include "connectors/salesforce/errors.hpp"
#include "connectors/salesforce/soql.hpp"
#include "connectors/shared/outcomes.hpp"

namespace hub::connectors::salesforce {

using model::Value;

namespace {

// How many of `keys` fit into one query's address, with room for the headers (salesforce.md 2.7).
std::size_t keys_that_fit(std::span<const std::string_view> keys, std::size_t bytes_taken) {
  constexpr std::size_t kAddressBytesMax = 10'000, kQuotingBytes = 9;  // %27 twice and %2C
  std::size_t count = 0;
  for (; count < keys.size(); ++count) {
    bytes_taken += keys[count].size() + kQuotingBytes;
    if (bytes_taken > kAddressBytesMax && count > 0) break;
  }
  return count;
}

}  // namespace

Task<Result<std::vector<Value>>> rows_having(Client& client, RowQuery query, model::Arena& arena) {
  std::vector<Value> rows;
  std::size_t fixed_bytes = 200 + query.object.size() + query.column.size();
  for (const std::string& field : query.fields) fixed_bytes += field.size() + 3;
  std::span<const std::string_view> left(query.keys);
  while (!left.empty()) {
    const std::size_t count = keys_that_fit(left, fixed_bytes);
    std::string soql =
        select_from(query.fields, query.object) + " WHERE " + any_of(query.column, left.first(count));
    const auto page = co_await client.query(std::move(soql), arena, query.scope);
    if (!page.ok()) co_return page.error();
    std::ranges::copy(*page, std::back_inserter(rows));
    left = left.subspan(count);
  }
  co_return rows;
}

Task<Result<RowsByKey>> rows_by(Client& client, RowQuery query, model::Arena& arena) {
  const std::string column = query.column;
  const auto found = co_await rows_having(client, std::move(query), arena);
  if (!found.ok()) co_return found.error();
  RowsByKey rows;
  for (const Value& row : *found) {
    const Value* key = find_field(row, column);
    if (!key || !key->is_string()) continue;
    const auto [place, is_new] = rows.try_emplace(key->as_string(), row);
    if (!is_new) place->second.reset();
  }
  co_return rows;
}

Result<FoundRow> row_of(const RowsByKey& rows, std::string_view key) {
  const auto row = rows.find(key);
  if (row == rows.end()) return FoundRow();
  if (row->second) return row->second;
  return several_records();
}

Task<std::vector<Result<void>>> delete_rows(Client& client, const std::vector<std::string>& ids) {
  model::Arena arena;
  const auto answer = co_await client.remove(ids, arena);
  if (!answer.ok()) co_return connectors::all_of<void>(ids.size(), answer.error());
  const auto removed = read_results(*answer, ids.size(), nullptr);
  if (!removed) co_return connectors::all_of<void>(ids.size(), http::unreadable_answer(http::Effect::writes));
  std::vector<Result<void>> results(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto& one = (*removed)[i];
    if (!one.ok() && !is_gone(one.error())) results[i] = one.error();
  }
  co_return results;
}

}  // namespace hub::connectors::salesforce
