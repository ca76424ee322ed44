#include "connectors/salesforce/rows.hpp"

#include "connectors/salesforce/errors.hpp"
#include "connectors/salesforce/soql.hpp"

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

Task<Result<RowsByKey>> rows_by(Client& client, std::string column, const std::string& object,
                                std::vector<std::string> fields, Keys keys, model::Arena& arena) {
  RowsByKey rows;
  std::size_t fixed_bytes = 200 + object.size() + column.size();
  for (const std::string& field : fields) fixed_bytes += field.size() + 3;
  std::span<const std::string_view> left(keys);
  while (!left.empty()) {
    const std::size_t count = keys_that_fit(left, fixed_bytes);
    std::string soql = select_from(fields, object) + " WHERE " + any_of(column, left.first(count));
    const auto page = co_await client.query(std::move(soql), arena);
    if (!page.ok()) co_return page.error();
    for (const Value& row : *page) {
      const Value* key = find_field(row, column);
      if (!key || !key->is_string()) continue;
      const auto [place, is_new] = rows.try_emplace(key->as_string(), row);
      if (!is_new) place->second.reset();
    }
    left = left.subspan(count);
  }
  co_return rows;
}

Result<FoundRow> row_of(const RowsByKey& rows, std::string_view key) {
  const auto row = rows.find(key);
  if (row == rows.end()) return FoundRow();
  if (row->second) return row->second;
  return several_records();
}

}  // namespace hub::connectors::salesforce
