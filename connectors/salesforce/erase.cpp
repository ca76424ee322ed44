// Target: erasure, by key. What is deleted stays in the org's recycle bin for 15 days unless it is purged
// there, also what an erasure that was interrupted, or a person, deleted before.
#include <algorithm>

#include "connectors/salesforce/files.hpp"
#include "connectors/salesforce/soql.hpp"
#include "connectors/salesforce/target.hpp"
#include "connectors/shared/members.hpp"
#include "connectors/shared/outcomes.hpp"

namespace hub::connectors::salesforce {

using delivery::ReadRequest;
using model::Value;

namespace {

constexpr std::size_t kRowsAtOnce = 200;  // of one deletion, and of one purge

// Something of the org that holds a key of ours.
struct DoomedRow {
  std::string id;
  std::string_view key;
  bool is_deleted = false;  // it is in the recycle bin
  Result<void> outcome{};
};

Task<Result<std::vector<DoomedRow>>> rows_to_erase(Client& client, std::span<const ReadRequest> batch,
                                                   model::Arena& arena) {
  const model::RecordShape& shape = *batch.front().record->shape;
  const std::string id_column(deletion_column(shape));
  RowQuery query{shape.key_field, shape.object, {id_column, "IsDeleted", shape.key_field}, {}};
  query.scope = QueryScope::with_deleted;
  for (const ReadRequest& each : batch) query.keys.push_back(each.record->key);
  const auto rows = co_await rows_having(client, std::move(query), arena);
  if (!rows.ok()) co_return rows.error();
  std::vector<DoomedRow> doomed;
  for (const Value& row : *rows) {
    const Value* key = find_field(row, shape.key_field);
    const std::string_view id = row.text_at(id_column);
    if (key && key->is_string() && is_id(id))
      doomed.push_back({std::string(id), key->as_string(), flag_at(row, "IsDeleted")});
  }
  co_return doomed;
}

// Those that are to be deleted, or purged, and their ids.
struct Selection {
  std::vector<DoomedRow*> rows;
  std::vector<std::string> ids;

  void add(DoomedRow& row) {
    rows.push_back(&row);
    ids.push_back(row.id);
  }
};

Task<void> remove(Client& client, std::span<DoomedRow> rows) {
  Selection live;
  for (DoomedRow& row : rows)
    if (!row.is_deleted) live.add(row);
  if (live.rows.empty()) co_return;
  const auto removed = co_await delete_rows(client, live.ids);
  for (std::size_t i = 0; i < live.rows.size(); ++i) live.rows[i]->outcome = removed[i];
}

Task<void> purge(Client& client, std::span<DoomedRow> rows) {
  Selection binned;
  for (DoomedRow& row : rows)
    if (row.outcome.ok()) binned.add(row);
  if (binned.rows.empty()) co_return;
  const auto purged = co_await client.purge(binned.ids);
  for (std::size_t i = 0; i < binned.rows.size(); ++i) {
    Result<void>& outcome = binned.rows[i]->outcome;
    if (!purged.ok()) {
      outcome = purged.error();
    } else if (!(*purged)[i].ok() && !is_gone((*purged)[i].error())) {
      outcome = (*purged)[i];
    }
  }
}

}  // namespace

Task<std::vector<Result<void>>> Target::erase(std::span<const ReadRequest> batch) {
  if (batch.empty()) co_return std::vector<Result<void>>();
  model::Arena arena;
  auto found = co_await rows_to_erase(client_, batch, arena);
  if (!found.ok()) co_return connectors::all_of<void>(batch.size(), found.error());
  for (std::span<DoomedRow> left(*found); !left.empty();) {
    const auto now = left.first(std::min(left.size(), kRowsAtOnce));
    co_await remove(client_, now);
    co_await purge(client_, now);
    left = left.subspan(now.size());
  }
  std::vector<Result<void>> results(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    for (const DoomedRow& row : *found)
      if (row.key == batch[i].record->key && !row.outcome.ok()) results[i] = row.outcome;
  }
  co_return results;
}

}  // namespace hub::connectors::salesforce
