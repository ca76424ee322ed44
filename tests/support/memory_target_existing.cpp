// MemoryTarget: records that somebody else made.
#include <algorithm>

#include "core/model/json.hpp"
#include "tests/support/memory_target.hpp"

namespace hub::testing {

using delivery::ExistingRecord;
using delivery::StoredRecord;

namespace {

std::string merged(const std::string& older, const std::string& newer) {
  model::Arena arena;
  model::JsonParser parser;
  const model::Value before = *parser.parse(older, arena), after = *parser.parse(newer, arena);
  std::vector<model::Member> members(after.as_object().begin(), after.as_object().end());
  for (const model::Member& member : before.as_object()) {
    if (!after.find(member.name)) members.push_back(member);
  }
  Buffer json;
  model::write_json(model::Value::object(members), json);
  return std::string(json.view());
}

}  // namespace

std::string MemoryTarget::add_foreign(std::string object, std::string fields) {
  const std::string id = "foreign" + std::to_string(records.size() + 1);
  add_foreign(id, std::move(object), std::move(fields));
  return id;
}

void MemoryTarget::add_foreign(const std::string& id, std::string object, std::string fields) {
  Stored& stored = records[id];
  stored.id = id;
  stored.object = std::move(object);
  stored.fields = std::move(fields);
  stored.is_foreign = true;
}

std::map<std::string, MemoryTarget::Stored>::iterator MemoryTarget::find_stored(std::string_view target_id,
                                                                                std::string_view key) {
  if (target_id.empty()) return records.find(std::string(key));
  return std::ranges::find_if(records, [&](const auto& one) { return one.second.id == target_id; });
}

Result<StoredRecord> MemoryTarget::store_existing(const Writing& writing) {
  const auto found = find_stored(writing.target_id, writing.key);
  if (found == records.end()) return transient_error("record_gone", "the record was deleted meanwhile");
  put(found->second, writing, merged(found->second.fields, writing.fields));
  return StoredRecord{found->second.id, false};
}

Task<std::vector<Result<std::vector<ExistingRecord>>>> MemoryTarget::find_existing(
    std::span<const model::Record> batch) {
  ++find_calls;
  std::vector<Result<std::vector<ExistingRecord>>> results;
  for (const model::Record& record : batch) {
    if (is_down) {
      results.emplace_back(transient_error("refused", "the connection was refused"));
    } else {
      results.emplace_back(existing(record));
    }
  }
  co_return results;
}

std::vector<ExistingRecord> MemoryTarget::existing(const model::Record& record) const {
  model::Arena arena;
  model::JsonParser parser;
  std::vector<ExistingRecord> found;
  for (const auto& [key, stored] : records) {
    if (stored.object != record.shape->object) continue;
    const model::Value fields = *parser.parse(stored.fields, arena);
    const auto holds = [&fields](std::string_view name, const model::Value& value) {
      const model::Value* field = fields.find(name);
      return field && *field == value;
    };
    const auto& attach = record.shape->attach;
    bool is_it = true;
    if (!record.attach_id.empty()) {
      is_it = attach->field.empty() ? stored.id == record.attach_id
                                    : holds(attach->field, model::Value::string(record.attach_id));
    } else {
      is_it = std::ranges::all_of(record.match.as_object(), [&](const model::Member& member) {
        return holds(member.name, member.value);
      });
    }
    if (!is_it) continue;
    const bool can_close = attach && !attach->closed_field.empty();
    found.push_back({stored.id, can_close && holds(attach->closed_field, attach->closed_value)});
  }
  return found;
}

}  // namespace hub::testing
