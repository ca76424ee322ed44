#include "connectors/dynamics/target.hpp"

#include "core/delivery/missing_object.hpp"

#include "connectors/dynamics/schema.hpp"

namespace hub::connectors::dynamics {

using delivery::ReadRequest;
using model::Record;
using model::Value;

namespace {

// A case is up to three operations of the 1,000 that a batch may have, and takes its time: four batches at
// once stay below the 20 minutes of execution that a user has in five (dynamics.md, "Throttling").
constexpr std::size_t kRecordsMax = 100, kBatchesAtOnce = 4;

// What a refusal means for a record that was to be made.
Error refused_creation(Error error, const Record& record) {
  if (!is_missing(error)) return error;
  if (!parent_id(record).empty()) return parent_missing("record");
  error.message = "a record that it is bound to does not exist, or there is no table '" +
                  record.shape->object + "': check the setting 'collector' and the links of the mapping";
  return error;
}

}  // namespace

Target::Target(WriteOptions options, ClientOptions client, http::TokenSource tokens, http::Client& http,
               Clock& clock)
    : options_(std::move(options)), client_(std::move(client), std::move(tokens), http, clock) {
  traits_.batch_records_max = kRecordsMax;
  traits_.concurrency_max = kBatchesAtOnce;
  traits_.key_guarantee = delivery::UniqueKey{};
  traits_.can_find_existing = true;
  traits_.erasure = {
      "Cases and notes are deleted, with their documents.",
      "Where the environment restores deleted records, or a retention policy holds them, it keeps "
      "a copy: see its settings."};
}

Task<Result<delivery::SchemaObject>> Target::describe_one(const std::string& set) {
  model::Arena arena;
  std::string query = table_query(set);
  const auto answer = co_await client_.get(std::move(query), arena);
  if (!answer.ok()) co_return answer.error();
  auto table = read_table(set, *answer);
  if (!table) {
    co_return delivery::missing_object("Dynamics 365 has no table whose entity set is '" + set + "'");
  }
  BatchWriter batch = client_.new_batch();
  for (const std::string& each : column_queries(table->logical_name)) batch.add({"GET", each, ""});
  const auto columns = co_await client_.send(std::move(batch), http::Effect::reads, arena);
  for (const auto& each : columns) {
    if (!each.ok()) co_return each.error();
    add_columns(*each, table->object);
  }
  co_return std::move(table->object);
}

Task<Result<delivery::Schema>> Target::describe(std::vector<std::string> objects) {
  delivery::Schema schema;
  for (const std::string& object : objects) {
    auto described = co_await describe_one(object);
    if (!described.ok()) co_return std::move(described).error();
    schema.objects.push_back(std::move(*described));
  }
  co_return schema;
}

// Makes what is not there. What is there was made by an earlier attempt, perhaps of an older mapping: it is
// brought to what is to be written now.
Task<std::vector<Written>> Target::write(Records batch) {
  if (batch.empty()) co_return std::vector<Written>();
  if (!batch.front().target_id.empty()) co_return co_await change(batch);
  std::vector<Written> stored = co_await create(batch);
  std::vector<Record> there;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (stored[i].ok() || !is_there(stored[i].error())) continue;
    there.push_back(batch[i]);
    places.push_back(i);
  }
  if (there.empty()) co_return stored;
  std::vector<Written> changed = co_await change(there);
  for (std::size_t i = 0; i < places.size(); ++i) stored[places[i]] = std::move(changed[i]);
  co_return stored;
}

Task<std::vector<Written>> Target::create(Records batch) {
  BatchWriter requests = client_.new_batch();
  for (const Record& record : batch) requests.add_change_set(creation(record, options_));
  model::Arena arena;
  const auto answers = co_await client_.send(std::move(requests), http::Effect::writes, arena);
  std::vector<Written> results;
  for (std::size_t i = 0; i < batch.size(); ++i)
    results.push_back(answers[i].ok() ? written(record_id(batch[i]), true)
                                      : refused_creation(answers[i].error(), batch[i]));
  co_return results;
}

Task<std::vector<Written>> Target::change(Records batch) {
  BatchWriter requests = client_.new_batch();
  for (const Record& record : batch) requests.add_change_set(dynamics::change(record));
  model::Arena arena;
  const auto answers = co_await client_.send(std::move(requests), http::Effect::writes, arena);
  std::vector<Written> results;
  for (std::size_t i = 0; i < batch.size(); ++i)
    results.push_back(answers[i].ok()                  ? written(record_id(batch[i]), false)
                      : is_missing(answers[i].error()) ? Written(gone_meanwhile("record"))
                                                       : Written(answers[i].error()));
  co_return results;
}

Task<std::vector<Result<Seen>>> Target::look_up(Records batch) {
  BatchWriter requests = client_.new_batch();
  for (const Record& record : batch)
    requests.add({"GET",
                  address(record.shape->object, record_id(record)) + "?$select=" + record.shape->key_field,
                  ""});
  model::Arena arena;
  const auto answers = co_await client_.send(std::move(requests), http::Effect::reads, arena);
  std::vector<Result<Seen>> results;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const bool is_found = answers[i].ok(), is_known = is_found || is_missing(answers[i].error());
    results.push_back(is_known ? Result<Seen>(seen(is_found ? record_id(batch[i]) : ""))
                               : Result<Seen>(answers[i].error()));
  }
  co_return results;
}

Task<std::vector<Result<Form>>> Target::read_back(Requests batch, model::Arena& arena) {
  BatchWriter requests = client_.new_batch();
  for (const ReadRequest& each : batch) {
    requests.add(reading(*each.record));
    if (has_document_note(*each.record)) requests.add(document_reading(*each.record));
  }
  const auto answers = co_await client_.send(std::move(requests), http::Effect::reads, arena);
  std::vector<Result<Form>> results;
  std::size_t next = 0;
  for (const ReadRequest& each : batch) {
    const auto& row = answers[next++];
    const auto* note = has_document_note(*each.record) ? &answers[next++] : nullptr;
    const bool is_note_missing = note && !note->ok() && is_missing(note->error());
    if (!row.ok() && is_missing(row.error())) {
      results.emplace_back(std::nullopt);
    } else if (!row.ok()) {
      results.emplace_back(row.error());
    } else if (note && !note->ok() && !is_note_missing) {
      results.emplace_back(note->error());
    } else {
      results.emplace_back(stored_form(*each.record, *row, note && note->ok() ? &**note : nullptr, arena));
    }
  }
  co_return results;
}

Value Target::expected(const Record& record, model::Arena& arena) const {
  return expected_form(record, arena);
}

// Each by itself: in a change set, one that is gone already would keep the others.
Task<std::vector<Result<void>>> Target::erase(Requests batch) {
  BatchWriter requests = client_.new_batch();
  for (const ReadRequest& each : batch) {
    const Record& record = *each.record;
    if (may_have_document_note(record)) requests.add({"DELETE", address(kNotes, document_id(record)), ""});
    requests.add(
        {"DELETE", address(record.shape->object, each.id.empty() ? record_id(record) : each.id), ""});
  }
  model::Arena arena;
  const auto answers = co_await client_.send(std::move(requests), http::Effect::writes, arena);
  std::vector<Result<void>> results;
  std::size_t next = 0;
  for (const ReadRequest& each : batch) {
    Result<void> result;
    for (int left = may_have_document_note(*each.record) ? 2 : 1; left > 0; --left, ++next)
      if (!answers[next].ok() && !is_missing(answers[next].error())) result = answers[next].error();
    results.push_back(std::move(result));
  }
  co_return results;
}

Task<Result<void>> Target::probe() {
  model::Arena arena;
  std::string query = "incidents?$select=incidentid&$top=1";
  const auto answer = co_await client_.get(std::move(query), arena);
  co_return done(answer);
}

}  // namespace hub::connectors::dynamics
