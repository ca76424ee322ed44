#include "connectors/salesforce/target.hpp"

#include <algorithm>

#include "connectors/salesforce/existing.hpp"
#include "connectors/salesforce/files.hpp"
#include "connectors/shared/outcomes.hpp"
#include "core/delivery/missing_object.hpp"
#include "core/model/builder.hpp"

namespace hub::connectors::salesforce {

using delivery::ReadRequest;
using delivery::StoredRecord;
using model::Value;

Target::Target(ClientOptions options, Credentials credentials, http::Client& http, Clock& clock,
               WriteBy write_by)
    : client_(std::move(options), std::move(credentials), http, clock) {
  traits_.batch_records_max = 200;     // salesforce.md 2.2
  traits_.batch_bytes_max = 5u << 20;  // 2.7
  traits_.concurrency_max = 4;         // 5.1
  traits_.key_guarantee = delivery::UniqueKey{};
  traits_.can_find_existing = true;
  if (write_by == WriteBy::graph) traits_.whole_cases_max = kGraphsMax;
  traits_.erasure = {
      "Cases, transcripts and files are deleted, and purged from the recycle bin.",
      "Salesforce clears its storage in its own time, and a query for deleted rows may show a purged one for "
      "about a day. What flows, feeds or exports of the org made of a case is not the hub's to find."};
}

const ObjectFacts* Target::facts_of(const model::RecordShape& shape) const {
  const auto found = facts_.find(shape.object);
  return found == facts_.end() ? nullptr : &found->second;
}

Task<Result<delivery::Schema>> Target::describe(std::vector<std::string> objects) {
  auto version = co_await client_.check_version();
  if (!version.ok()) co_return std::move(version).error();
  delivery::Schema schema;
  for (const std::string& object : objects) {
    model::Arena arena;
    auto answer = co_await client_.describe(object, arena);
    if (!answer.ok() && answer.error().code == "NOT_FOUND") {
      co_return delivery::missing_object("the org has no object " + object +
                                         ", or the run-as user may not see it");
    }
    if (!answer.ok()) co_return std::move(answer).error();
    schema.objects.push_back(read_schema(*answer));
    if (is_file(object)) allow_replacing(schema.objects.back());
    facts_[object] = read_facts(*answer);
  }
  co_return schema;
}

Task<std::vector<Result<StoredRecord>>> Target::write(std::span<const model::Record> batch) {
  if (batch.empty()) co_return std::vector<Result<StoredRecord>>();
  if (traits_.whole_cases_max > 0) co_return co_await write_cases(batch);
  co_return co_await write_alike(batch);
}

Task<std::vector<Result<StoredRecord>>> Target::write_alike(std::span<const model::Record> batch) {
  const model::RecordShape& shape = *batch.front().shape;
  const bool by_key = batch.front().target_id.empty();
  if (is_file(shape) && by_key) co_return co_await write_files(batch);
  Buffer body;
  write_records(batch, relationship_name(shape.parent_field, facts_of(shape)), body);
  model::Arena arena;
  auto sending =
      by_key ? client_.upsert(shape, std::move(body), arena) : client_.update(std::move(body), arena);
  const auto answer = co_await std::move(sending);
  if (!answer.ok()) co_return connectors::all_of<StoredRecord>(batch.size(), answer.error());
  auto results = read_results(*answer, batch.size(), &shape);
  if (!results)
    co_return connectors::all_of<StoredRecord>(batch.size(), http::unreadable_answer(http::Effect::writes));
  for (auto& result : *results) {
    if (by_key || result.ok() || !is_gone(result.error())) continue;
    result = gone_meanwhile("record");
  }
  co_return std::move(*results);
}

// Graphs, as many as a call takes, then what can be in none. A call of graphs that fails speaks for the whole
// batch: what went before it is found by its key, or written again.
Task<std::vector<Result<StoredRecord>>> Target::write_cases(std::span<const model::Record> batch) {
  const Division division = divide(batch);
  std::vector<Result<StoredRecord>> results =
      connectors::all_of<StoredRecord>(batch.size(), http::unreadable_answer(http::Effect::writes));
  for (std::span<const Places> left(division.graphs); !left.empty();) {
    const auto now = left.first(std::min(left.size(), kGraphsMax));
    const auto sent = co_await send_graphs(batch, now, results);
    if (!sent.ok()) co_return connectors::all_of<StoredRecord>(batch.size(), sent.error());
    left = left.subspan(now.size());
  }
  for (const Places& places : division.others) {
    std::vector<model::Record> alike;
    for (const std::size_t place : places) alike.push_back(batch[place]);
    const auto written = co_await write_alike(alike);
    for (std::size_t i = 0; i < places.size(); ++i) results[places[i]] = written[i];
  }
  co_return results;
}

Task<Result<void>> Target::send_graphs(std::span<const model::Record> batch, std::span<const Places> graphs,
                                       std::vector<Result<StoredRecord>>& results) {
  const NameRelationship name = [this](const model::RecordShape& shape) {
    return relationship_name(shape.parent_field, facts_of(shape));
  };
  Buffer body;
  write_graphs(batch, graphs, client_.data_path(), name, body);
  model::Arena arena;
  const auto answer = co_await client_.write_graphs(std::move(body), arena);
  if (!answer.ok()) co_return answer.error();
  read_graphs(*answer, batch, graphs, results);
  co_return Result<void>();
}

Task<std::vector<Result<StoredRecord>>> Target::write_files(std::span<const model::Record> batch) {
  model::Arena arena;
  Files files(client_, arena);
  co_return co_await files.write(batch);
}

Task<std::vector<Result<std::vector<delivery::ExistingRecord>>>> Target::find_existing(
    std::span<const model::Record> batch) {
  if (batch.empty()) co_return std::vector<Result<std::vector<delivery::ExistingRecord>>>();
  const model::RecordShape& shape = *batch.front().shape;
  ExistingSearch search(client_, shape, facts_of(shape));
  co_return co_await search.run(batch);
}

Task<std::vector<Result<std::optional<StoredRecord>>>> Target::look_up(std::span<const model::Record> batch) {
  using Stored = std::optional<StoredRecord>;
  if (batch.empty()) co_return std::vector<Result<Stored>>();
  const model::RecordShape& shape = *batch.front().shape;
  model::Arena arena;
  RowQuery query{shape.key_field, shape.object, {"Id", shape.key_field}, {}};
  for (const model::Record& record : batch) query.keys.push_back(record.key);
  const auto rows = co_await rows_by(client_, std::move(query), arena);
  if (!rows.ok()) co_return connectors::all_of<Stored>(batch.size(), rows.error());
  std::vector<Result<Stored>> results;
  for (const model::Record& record : batch) {
    const auto row = row_of(*rows, record.key);
    if (!row.ok()) {
      results.emplace_back(row.error());
    } else if (!*row) {
      results.emplace_back(Stored());
    } else {
      results.emplace_back(Stored(StoredRecord{std::string((*row)->text_at("Id")), false}));
    }
  }
  co_return results;
}

std::vector<std::string> Target::fields_to_read(std::span<const ReadRequest> batch) const {
  const model::RecordShape& shape = *batch.front().record->shape;
  std::vector<std::string> fields{shape.key_field};
  bool has_parents = false;
  for (const ReadRequest& request : batch) {
    has_parents |= !request.record->parent_key.empty();
    const bool has_id = !request.record->parent_id.empty();
    if (has_id && std::ranges::find(fields, shape.parent_field) == fields.end()) {
      fields.push_back(shape.parent_field);
    }
    add_compared(*request.record, fields);
  }
  if (has_parents) {
    fields.push_back(relationship_name(shape.parent_field, facts_of(shape)) + '.' + shape.parent_key_field);
  }
  return fields;
}

// Only a query follows links by key; what has one is read by it, and so is everything whose id is not known.
Task<std::vector<Result<Target::Found>>> Target::read_back(std::span<const ReadRequest> batch,
                                                           model::Arena& arena) {
  if (batch.empty()) co_return std::vector<Result<Found>>();
  if (is_file(*batch.front().record->shape)) co_return co_await read_files(batch, arena);
  const bool by_query = std::ranges::any_of(batch, [](const ReadRequest& request) {
    return request.id.empty() || !request.record->parent_key.empty();
  });
  if (by_query) co_return co_await read_by_query(batch, arena);
  co_return co_await read_by_id(batch, arena);
}

Task<std::vector<Result<Target::Found>>> Target::read_by_query(std::span<const ReadRequest> batch,
                                                               model::Arena& arena) {
  const model::RecordShape& shape = *batch.front().record->shape;
  const bool is_ours = batch.front().record->target_id.empty();
  const auto name_of = [is_ours](const ReadRequest& request) {
    return is_ours ? request.record->key : request.record->target_id;
  };
  RowQuery query{is_ours ? shape.key_field : "Id", shape.object, fields_to_read(batch), {}};
  if (!is_ours) query.fields.insert(query.fields.begin(), "Id");
  for (const ReadRequest& request : batch) query.keys.push_back(name_of(request));
  const auto rows = co_await rows_by(client_, std::move(query), arena);
  if (!rows.ok()) co_return connectors::all_of<Found>(batch.size(), rows.error());
  std::vector<Result<Found>> results;
  for (const ReadRequest& request : batch) {
    auto row = row_of(*rows, name_of(request));
    if (row.ok() && *row) row = Found(stored(*request.record, **row, arena));
    results.push_back(std::move(row));
  }
  co_return results;
}

Task<std::vector<Result<Target::Found>>> Target::read_files(std::span<const ReadRequest> batch,
                                                            model::Arena& arena) {
  Files files(client_, arena);
  auto rows = co_await files.rows(batch);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].ok() && *rows[i]) rows[i] = Found(stored(*batch[i].record, **rows[i], arena));
  co_return rows;
}

Task<std::vector<Result<Target::Found>>> Target::read_by_id(std::span<const ReadRequest> batch,
                                                            model::Arena& arena) {
  std::vector<std::string> ids;
  for (const ReadRequest& request : batch) ids.push_back(request.id);
  Buffer body;
  write_retrieve(ids, fields_to_read(batch), body);
  const auto answer = co_await client_.retrieve(batch.front().record->shape->object, std::move(body), arena);
  if (!answer.ok()) co_return connectors::all_of<Found>(batch.size(), answer.error());
  if (!answer->is_array() || answer->as_array().size() != batch.size()) {
    co_return connectors::all_of<Found>(batch.size(), http::unreadable_answer(http::Effect::reads));
  }
  std::vector<Result<Found>> results;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Value& row = answer->as_array()[i];
    results.emplace_back(row.is_null() ? Found() : Found(stored(*batch[i].record, row, arena)));
  }
  co_return results;
}

Value Target::stored(const model::Record& record, const Value& row, model::Arena& arena) const {
  const model::RecordShape& shape = *record.shape;
  const Value* key = find_field(row, shape.key_field);
  if (!record.parent_id.empty()) {
    const Value* link = find_field(row, shape.parent_field);
    return compare_form(record, row, key ? *key : Value(), link ? *link : Value(), arena);
  }
  const Value* parent = find_field(row, relationship_name(shape.parent_field, facts_of(shape)));
  const Value* parent_key = parent ? find_field(*parent, shape.parent_key_field) : nullptr;
  return compare_form(record, row, key ? *key : Value(), parent_key ? *parent_key : Value(), arena);
}

Value Target::expected(const model::Record& record, model::Arena& arena) const {
  const std::string_view parent = record.parent_id.empty() ? record.parent_key : record.parent_id;
  const Value fields = is_file(*record.shape) ? with_fingerprint(record.fields, arena) : record.fields;
  return compare_form(record, fields, Value::string(record.key), Value::string(parent), arena);
}

Value Target::compare_form(const model::Record& record, const Value& fields, Value key, Value parent,
                           model::Arena& arena) const {
  const model::RecordShape& shape = *record.shape;
  const ObjectFacts* facts = facts_of(shape);
  model::ObjectBuilder form(arena);
  // A record that somebody else made keeps its own key, or none.
  if (record.target_id.empty()) form.add(arena.copy(shape.key_field), key);
  if (!record.parent_key.empty()) form.add(arena.copy(shape.parent_field), parent);
  if (!record.parent_id.empty()) {
    static const FieldFacts kLink{{}, "reference", {}, {}};
    form.add(arena.copy(shape.parent_field), canonical(parent, &kLink, arena));
  }
  for (const model::Member& field : record.fields.as_object()) {
    if (shape.compare_of(field.name) == model::Compare::ignore) continue;
    const Value* value = find_field(fields, field.name);
    const FieldFacts* field_facts = facts ? facts->find(field.name) : nullptr;
    form.add(arena.copy(field.name), value ? canonical(*value, field_facts, arena) : Value());
  }
  return form.finish(model::DataClass::free_text);
}

Task<Result<void>> Target::probe() {
  model::Arena arena;
  const auto answer = co_await client_.limits(arena);
  if (!answer.ok()) co_return answer.error();
  co_return Result<void>();
}

}  // namespace hub::connectors::salesforce
