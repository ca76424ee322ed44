// A target in memory, with a switch for each thing that can go wrong at one. Counts what a real vendor would
// bill, and keeps a ledger of what it stored. One loop's thread.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/async/event.hpp"
#include "core/delivery/connector.hpp"

namespace hub::testing {

// What happens to the next write call. Later calls are healthy again.
enum class WriteFault {
  none,
  refused_before,     // transient: nothing arrived
  lost_before,        // unknown: nothing was stored
  lost_after_commit,  // unknown: everything was stored
  commits_late,       // unknown: everything is stored a while after the caller gave up
  partly_stored,      // unknown: the first half was stored
  accepted_and_lost,  // answered with ids, and nothing was stored
  rate_limited,
  auth,
  refused_as_a_whole,  // invalid, one bad record spoils the request
};

class MemoryTarget final : public delivery::Connector {
 public:
  struct Stored {
    std::string id, object, fields;  // fields as JSON
    std::string parent_key, parent_id;
    int writes = 0;
    bool is_foreign = false;  // made by somebody else
  };

  explicit MemoryTarget(Clock& clock, delivery::ConnectorTraits traits = default_traits());

  // Scripting.
  std::deque<WriteFault> write_faults;
  std::set<std::string> poison_keys;       // these records are refused as invalid
  bool poison_spoils_request = false;      // ... and the whole request with them
  std::string truncated_field;             // stored shorter than it was sent
  int stale_reads = 0;                     // so many read-backs show nothing yet
  std::optional<delivery::Schema> schema;  // what describe() tells, and what is refused that is not in it
  bool is_down = false;                    // every call is refused before it starts
  milliseconds late_commit{0};             // how much later `commits_late` commits

  // As if somebody else had made it, under an id of its own or under this one.
  std::string add_foreign(std::string object, std::string fields);
  void add_foreign(const std::string& id, std::string object, std::string fields);

  // What happened.
  std::map<std::string, Stored> records;  // by key
  int write_calls = 0, look_up_calls = 0, read_calls = 0, probe_calls = 0, find_calls = 0, describe_calls = 0;
  int duplicates = 0;  // second records for one key
  std::size_t largest_batch = 0;
  std::function<void()> on_write;  // just before a write is stored

  const delivery::ConnectorTraits& traits() const override { return traits_; }
  Task<Result<delivery::Schema>> describe(std::vector<std::string> objects) override;
  Task<std::vector<Result<delivery::StoredRecord>>> write(std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::optional<delivery::StoredRecord>>>> look_up(
      std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::vector<delivery::ExistingRecord>>>> find_existing(
      std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::optional<model::Value>>>> read_back(
      std::span<const delivery::ReadRequest> batch, model::Arena& arena) override;
  model::Value expected(const model::Record& record, model::Arena& arena) const override;
  Task<std::vector<Result<void>>> erase(std::span<const delivery::ReadRequest> batch) override;
  Task<Result<void>> probe() override;
  bool suggests_drift(const Error& error) const override { return error.kind == ErrorKind::invalid; }

  static delivery::ConnectorTraits default_traits();

 private:
  bool has_fields_of(const model::Record& record) const;
  Result<delivery::StoredRecord> store(const model::Record& record);
  Result<delivery::StoredRecord> store_existing(const model::Record& record, const std::string& fields);
  std::vector<delivery::ExistingRecord> existing(const model::Record& record) const;
  std::map<std::string, Stored>::iterator find_stored(const model::Record& record);
  delivery::StoredRecord store(std::string key, std::string parent_key, std::string object,
                               std::string fields);
  void commit_later(std::span<const model::Record> batch);

  Clock& clock_;
  delivery::ConnectorTraits traits_;
};

// The engine's end of the line to a target: the engine owns it and it dies with the engine, the target does
// not.
class SharedTarget final : public delivery::Connector {
 public:
  // `clock` is the engine's; each write and read takes `latency`.
  SharedTarget(std::shared_ptr<MemoryTarget> target, Clock& clock, milliseconds latency = milliseconds(0))
      : target_(std::move(target)), clock_(clock), latency_(latency) {}
  const delivery::ConnectorTraits& traits() const override { return target_->traits(); }
  Task<Result<delivery::Schema>> describe(std::vector<std::string> objects) override {
    return target_->describe(std::move(objects));
  }
  Task<std::vector<Result<delivery::StoredRecord>>> write(std::span<const model::Record> batch) override {
    co_await sleep_for(clock_, latency_);
    auto results = co_await target_->write(batch);
    co_await sleep_for(clock_, latency_);
    co_return results;
  }
  Task<std::vector<Result<std::optional<delivery::StoredRecord>>>> look_up(
      std::span<const model::Record> batch) override {
    return target_->look_up(batch);
  }
  Task<std::vector<Result<std::vector<delivery::ExistingRecord>>>> find_existing(
      std::span<const model::Record> batch) override {
    co_await sleep_for(clock_, latency_);
    co_return co_await target_->find_existing(batch);
  }
  Task<std::vector<Result<std::optional<model::Value>>>> read_back(
      std::span<const delivery::ReadRequest> batch, model::Arena& arena) override {
    co_await sleep_for(clock_, latency_);
    co_return co_await target_->read_back(batch, arena);
  }
  model::Value expected(const model::Record& record, model::Arena& arena) const override {
    return target_->expected(record, arena);
  }
  Task<std::vector<Result<void>>> erase(std::span<const delivery::ReadRequest> batch) override {
    return target_->erase(batch);
  }
  Task<Result<void>> probe() override { return target_->probe(); }
  bool suggests_drift(const Error& error) const override { return target_->suggests_drift(error); }

 private:
  std::shared_ptr<MemoryTarget> target_;
  Clock& clock_;
  milliseconds latency_;
};

}  // namespace hub::testing
