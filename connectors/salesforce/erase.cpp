// Target: erasure. What is deleted stays in the org's recycle bin for 15 days unless it is purged there, also
// what an erasure that was interrupted, or a person, deleted before.
#include <algorithm>
#include <iterator>

#include "connectors/salesforce/soql.hpp"
#include "connectors/salesforce/target.hpp"

namespace hub::connectors::salesforce {

using delivery::ReadRequest;
using delivery::StoredRecord;
using model::Value;

namespace {

bool is_deleted(const Value& row) {
  const Value* deleted = find_field(row, "IsDeleted");
  return deleted && deleted->is_boolean() && deleted->as_boolean();
}

}  // namespace

// Fills the empty ids; those that stay empty are of records that are not there.
Task<Result<void>> Target::find_ids(std::span<const ReadRequest> batch, std::vector<std::string>& ids) {
  std::vector<model::Record> unknown;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    ids.push_back(batch[i].id);
    if (!batch[i].id.empty()) continue;
    unknown.push_back(*batch[i].record);
    places.push_back(i);
  }
  const auto found = co_await look_up(unknown);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i].ok()) co_return found[i].error();
    if (*found[i]) ids[places[i]] = (*found[i])->id;
  }
  co_return Result<void>();
}

Task<std::vector<Result<void>>> Target::erase(std::span<const ReadRequest> batch) {
  if (batch.empty()) co_return std::vector<Result<void>>();
  std::vector<std::string> ids;
  const auto looked_up = co_await find_ids(batch, ids);
  if (!looked_up.ok()) co_return std::vector<Result<void>>(batch.size(), looked_up);
  std::vector<Result<void>> results = co_await remove(ids);
  const auto purged = co_await purge(batch, results);
  if (purged.ok()) co_return results;
  for (auto& result : results)
    if (result.ok()) result = purged.error();
  co_return results;
}

// One result for each id; an empty one is done.
Task<std::vector<Result<void>>> Target::remove(const std::vector<std::string>& ids) {
  std::vector<std::string> present;
  std::ranges::copy_if(ids, std::back_inserter(present), [](const std::string& id) { return !id.empty(); });
  std::vector<Result<void>> results(ids.size());
  if (present.empty()) co_return results;
  model::Arena arena;
  const auto answer = co_await client_.remove(present, arena);
  auto removed = answer.ok() ? read_results(*answer, present.size(), nullptr) : std::nullopt;
  if (!removed) {
    const Error error = answer.ok() ? http::unreadable_answer(http::Effect::writes) : answer.error();
    removed = std::vector<Result<StoredRecord>>(present.size(), Result<StoredRecord>(error));
  }
  auto next = removed->begin();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i].empty()) continue;
    if (!next->ok() && !is_gone(next->error())) results[i] = next->error();
    ++next;
  }
  co_return results;
}

// Adds to `results` what could not be purged.
Task<Result<void>> Target::purge(std::span<const ReadRequest> batch, std::vector<Result<void>>& results) {
  const model::RecordShape& shape = *batch.front().record->shape;
  std::vector<std::string_view> keys;
  for (const ReadRequest& each : batch) keys.push_back(each.record->key);
  const std::vector<std::string> fields{"Id", "IsDeleted", shape.key_field};
  std::string soql = select_from(fields, shape.object) + " WHERE " + any_of(shape.key_field, keys);
  model::Arena arena;
  const auto rows = co_await client_.query_deleted(std::move(soql), arena);
  if (!rows.ok()) co_return rows.error();
  std::vector<std::string> ids;
  std::vector<std::string_view> keys_of_ids;
  for (const Value& row : *rows) {
    const Value* key = find_field(row, shape.key_field);
    if (!is_deleted(row) || !key || !key->is_string() || !is_id(row.text_at("Id"))) continue;
    ids.emplace_back(row.text_at("Id"));
    keys_of_ids.push_back(key->as_string());
  }
  if (ids.empty()) co_return Result<void>();
  const auto purged = co_await client_.purge(ids);
  if (!purged.ok()) co_return purged.error();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    for (std::size_t j = 0; j < ids.size(); ++j) {
      const Result<void>& one = (*purged)[j];
      if (keys_of_ids[j] == batch[i].record->key && !one.ok() && !is_gone(one.error()) && results[i].ok())
        results[i] = one.error();
    }
  }
  co_return Result<void>();
}

}  // namespace hub::connectors::salesforce
