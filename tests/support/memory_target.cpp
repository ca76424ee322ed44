#include "tests/support/memory_target.hpp"

#include <algorithm>

#include "core/delivery/missing_object.hpp"
#include "core/model/json.hpp"

namespace hub::testing {

using delivery::StoredRecord;

namespace {
template <class T>
std::vector<Result<T>> all(std::size_t count, const Error& error) {
  return std::vector<Result<T>>(count, Result<T>(error));
}

// By the key of the record that a case begins with.
std::string_view case_of(const model::Record& record) {
  return record.parent_key.empty() ? record.key : record.parent_key;
}

std::string shortened(std::string text) {
  return text.substr(0, text.size() / 2);
}
}  // namespace

delivery::ConnectorTraits MemoryTarget::default_traits() {
  delivery::ConnectorTraits traits;
  traits.batch_records_max = 200;
  traits.can_find_existing = true;
  traits.erasure = {"Records are deleted.", "Nothing."};
  return traits;
}

MemoryTarget::MemoryTarget(Clock& clock, delivery::ConnectorTraits traits) : clock_(clock), traits_(traits) {}

Task<Result<delivery::Schema>> MemoryTarget::describe(std::vector<std::string> objects) {
  ++describe_calls;
  if (is_down || !schema) co_return transient_error("refused", "the connection was refused");
  delivery::Schema asked;
  for (const std::string& name : objects) {
    const delivery::SchemaObject* object = schema->find(name);
    if (!object) {
      co_return delivery::missing_object("there is no object " + name);
    }
    asked.objects.push_back(*object);
  }
  co_return asked;
}

bool MemoryTarget::has_fields_of(const model::Record& record) const {
  const delivery::SchemaObject* object = schema->find(record.shape->object);
  return object && std::ranges::all_of(record.fields.as_object(), [&](const model::Member& field) {
           return object->find(field.name) != nullptr;
         });
}

std::vector<MemoryTarget::Writing> MemoryTarget::copy_of(std::span<const model::Record> batch) {
  std::vector<Writing> copies;
  for (const model::Record& record : batch) {
    Buffer json;
    model::write_json(record.fields, json);
    copies.push_back({std::string(record.target_id), std::string(record.key), std::string(record.parent_key),
                      std::string(record.parent_id), record.shape->object, std::string(json.view())});
  }
  return copies;
}

void MemoryTarget::put(Stored& stored, const Writing& writing, std::string fields) {
  stored.older_fields = std::exchange(stored.fields, std::move(fields));
  stored.parent_key = writing.parent_key;
  stored.parent_id = writing.parent_id;
  ++stored.writes;
}

Result<StoredRecord> MemoryTarget::store(const Writing& writing) {
  if (poison_keys.contains(writing.key)) {
    Error error = invalid_error("POISON", "the target refused the record");
    error.fields = {"Subject"};
    return error;
  }
  if (!writing.target_id.empty()) return store_existing(writing);
  const bool by_key = std::holds_alternative<delivery::UniqueKey>(traits_.key_guarantee);
  std::string key = writing.key;
  const bool created = !records.contains(key);
  if (!created && !by_key) {
    ++duplicates;
    key += "#" + std::to_string(records.size());  // a second record: what must never happen
  }
  Stored& stored = records[key];
  if (stored.id.empty()) {
    stored.id = "id" + std::to_string(records.size());
    stored.appeared_at = clock_.now();
  }
  stored.object = writing.object;
  put(stored, writing, writing.fields);
  return StoredRecord{stored.id, created};
}

void MemoryTarget::commit_later(std::vector<Writing> batch) {
  clock_.call_at(clock_.now() + late_commit, [this, batch = std::move(batch)] {
    for (const Writing& writing : batch) (void)store(writing).ok();
  });
}

// Of cases that are stored whole or not at all; empty where records stand alone.
std::set<std::string_view> MemoryTarget::refused_cases(std::span<const model::Record> batch) const {
  std::set<std::string_view> refused;
  if (traits_.whole_cases_max == 0) return refused;
  for (const model::Record& record : batch)
    if (poison_keys.contains(std::string(record.key))) refused.insert(case_of(record));
  return refused;
}

Task<std::vector<Result<StoredRecord>>> MemoryTarget::write(std::span<const model::Record> batch) {
  ++write_calls;
  largest_batch = std::max(largest_batch, batch.size());
  std::set<std::string_view> cases;
  for (const model::Record& record : batch) cases.insert(case_of(record));
  most_cases = std::max(most_cases, cases.size());
  WriteFault fault = WriteFault::none;
  if (!write_faults.empty()) {
    fault = write_faults.front();
    write_faults.pop_front();
  }
  const Error doubt = unknown_outcome("reset", "the connection was reset");
  if (is_down || fault == WriteFault::refused_before) {
    co_return all<StoredRecord>(batch.size(), transient_error("refused", "the connection was refused"));
  }
  if (fault == WriteFault::commits_late) {
    commit_later(copy_of(batch));
    co_return all<StoredRecord>(batch.size(), doubt);
  }
  if (fault == WriteFault::lost_before) co_return all<StoredRecord>(batch.size(), doubt);
  if (fault == WriteFault::accepted_and_lost) {
    co_return std::vector<Result<StoredRecord>>(batch.size(), StoredRecord{"lost", true});
  }
  if (fault == WriteFault::rate_limited) {
    Error error = transient_error("limit", "told to wait");
    error.kind = ErrorKind::rate_limited;
    error.retry_after = told_wait;
    co_return all<StoredRecord>(batch.size(), error);
  }
  if (fault == WriteFault::auth) {
    Error error = transient_error("auth", "the credentials were refused");
    error.kind = ErrorKind::auth;
    co_return all<StoredRecord>(batch.size(), error);
  }
  const bool spoiled = poison_spoils_request && std::ranges::any_of(batch, [&](const model::Record& record) {
                         return poison_keys.contains(std::string(record.key));
                       });
  if (spoiled || fault == WriteFault::refused_as_a_whole) {
    Error error = invalid_error("BAD_REQUEST", "the target refused the request");
    error.whole_request = true;
    co_return all<StoredRecord>(batch.size(), error);
  }
  if (on_write) on_write();
  const std::set<std::string_view> refused = refused_cases(batch);
  std::vector<Result<StoredRecord>> results;
  const std::vector<Writing> writings = copy_of(batch);
  const std::size_t stored = fault == WriteFault::partly_stored ? batch.size() / 2 : batch.size();
  for (std::size_t i = 0; i < stored; ++i) {
    if (refused.contains(case_of(batch[i])) && !poison_keys.contains(writings[i].key)) {
      results.emplace_back(transient_error("rolled_back", "another record of the case was refused"));
      continue;
    }
    const bool fits = !schema || has_fields_of(batch[i]);
    results.push_back(fits ? store(writings[i]) : invalid_error("NO_SUCH_FIELD", "a field does not exist"));
  }
  if (fault == WriteFault::repeated) commit_later(writings);
  if (fault == WriteFault::lost_after_commit || fault == WriteFault::partly_stored) {
    co_return all<StoredRecord>(batch.size(), doubt);
  }
  co_return results;
}

Task<std::vector<Result<std::optional<StoredRecord>>>> MemoryTarget::look_up(
    std::span<const model::Record> batch) {
  using Found = std::optional<StoredRecord>;
  ++look_up_calls;
  if (is_down) co_return all<Found>(batch.size(), transient_error("refused", "the connection was refused"));
  std::vector<Result<Found>> results;
  for (const model::Record& record : batch) {
    const auto found = records.find(std::string(record.key));
    const bool is_seen = found != records.end() && clock_.now() >= found->second.appeared_at + visibility_lag;
    results.push_back(is_seen ? Found(StoredRecord{found->second.id, false}) : Found());
  }
  co_return results;
}

Task<std::vector<Result<std::optional<model::Value>>>> MemoryTarget::read_back(
    std::span<const delivery::ReadRequest> batch, model::Arena& arena) {
  using Found = std::optional<model::Value>;
  ++read_calls;
  if (is_down) co_return all<Found>(batch.size(), transient_error("refused", "the connection was refused"));
  std::vector<Result<Found>> results;
  const bool is_stale = stale_reads > 0;
  if (is_stale) --stale_reads;
  model::JsonParser parser;
  for (const delivery::ReadRequest& request : batch) {
    const auto found = find_stored(request.record->target_id, request.record->key);
    const std::string* shown = found == records.end() ? nullptr
                               : is_stale             ? &found->second.older_fields
                                                      : &found->second.fields;
    if (!shown || shown->empty()) {
      results.push_back(Found());
      continue;
    }
    const model::Value fields = *parser.parse(*shown, arena);
    std::vector<model::Member> members(fields.as_object().begin(), fields.as_object().end());
    for (model::Member& member : members) {
      if (member.name != truncated_field || !member.value.is_string()) continue;
      member.value = model::Value::string(arena.copy(shortened(std::string(member.value.as_string()))));
    }
    model::Member* kept = arena.take_array<model::Member>(members.size());
    std::ranges::copy(members, kept);
    results.push_back(Found(model::Value::object(std::span(kept, members.size()))));
  }
  co_return results;
}

model::Value MemoryTarget::expected(const model::Record& record, model::Arena&) const {
  return record.fields;
}

Task<std::vector<Result<void>>> MemoryTarget::erase(std::span<const delivery::ReadRequest> batch) {
  const Error refused = transient_error("refused", "the connection was refused");
  if (is_down || failing_erasures-- > 0)
    co_return std::vector<Result<void>>(batch.size(), Result<void>(refused));
  std::vector<Result<void>> results;
  for (const delivery::ReadRequest& request : batch) {
    const std::string key(request.record->key);
    const bool is_allowed = !unerasable.contains(key);
    if (is_allowed) records.erase(key);
    results.push_back(is_allowed ? Result<void>()
                                 : invalid_error("retained", "the record is locked until 2030"));
  }
  co_return results;
}

Task<Result<void>> MemoryTarget::probe() {
  ++probe_calls;
  if (is_down) co_return transient_error("refused", "the connection was refused");
  co_return Result<void>();
}

}  // namespace hub::testing
