#include "tools/hubd/proof_sink.hpp"

#include "core/model/json.hpp"

namespace hub::hubd {

using delivery::StoredRecord;

Task<Result<delivery::Schema>> ProofSink::describe(std::vector<std::string>) {
  co_return schema_;
}

Task<std::vector<Result<StoredRecord>>> ProofSink::write(std::span<const model::Record> batch) {
  std::vector<Result<StoredRecord>> results;
  for (const model::Record& record : batch) {
    if (records_.size() >= kRecordsMax && !records_.contains(record.key)) {
      results.push_back(transient_error("sink_full", "the sink of the proof run is full"));
      continue;
    }
    Buffer json;
    model::write_json(record.fields, json);
    const std::string key(record.key);
    const bool created = records_.insert_or_assign(key, std::move(json)).second;
    results.push_back(StoredRecord{key, created});
  }
  co_return results;
}

Task<std::vector<Result<std::optional<StoredRecord>>>> ProofSink::look_up(
    std::span<const model::Record> batch) {
  using Found = std::optional<StoredRecord>;
  std::vector<Result<Found>> results;
  for (const model::Record& record : batch) {
    const bool is_there = records_.contains(record.key);
    results.push_back(is_there ? Found(StoredRecord{std::string(record.key), false}) : Found());
  }
  co_return results;
}

Task<std::vector<Result<std::optional<model::Value>>>> ProofSink::read_back(
    std::span<const delivery::ReadRequest> batch, model::Arena& arena) {
  using Found = std::optional<model::Value>;
  std::vector<Result<Found>> results;
  model::JsonParser parser;
  for (const delivery::ReadRequest& request : batch) {
    const auto found = records_.find(request.record->key);
    if (found == records_.end()) {
      results.push_back(Found());
      continue;
    }
    auto value = parser.parse(found->second.view(), arena);
    if (forgets_) records_.erase(found);
    results.push_back(value.ok() ? Result<Found>(Found(*value)) : Result<Found>(value.error()));
  }
  co_return results;
}

model::Value ProofSink::expected(const model::Record& record, model::Arena&) const {
  return record.fields;
}

Task<std::vector<Result<void>>> ProofSink::erase(std::span<const delivery::ReadRequest> batch) {
  for (const delivery::ReadRequest& request : batch) records_.erase(std::string(request.record->key));
  co_return std::vector<Result<void>>(batch.size());
}

Task<Result<void>> ProofSink::probe() {
  co_return Result<void>();
}

}  // namespace hub::hubd
