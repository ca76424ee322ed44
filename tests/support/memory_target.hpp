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
  repeated,           // stored, and the same request arrives once more a while later
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
    bool is_foreign = false;     // made by somebody else
    std::string older_fields{};  // before the last write; empty: there was none
    MonotonicTime appeared_at{};
  };
  // A record on its way, of which the sender may be gone.
  struct Writing {
    std::string target_id, key, parent_key, parent_id, object, fields;
  };

  explicit MemoryTarget(Clock& clock, delivery::ConnectorTraits traits = default_traits());

  // Scripting.
  std::deque<WriteFault> write_faults;
  std::set<std::string> poison_keys;       // these records are refused as invalid
  bool poison_spoils_request = false;      // ... and the whole request with them
  std::string truncated_field;             // stored shorter than it was sent
  int stale_reads = 0;                     // so many read-backs show what was there before the last write
  std::optional<delivery::Schema> schema;  // what describe() tells, and what is refused that is not in it
  delivery::Budget told_budget{};          // as its headers would say
  bool is_down = false;                    // every call is refused before it starts
  milliseconds told_wait = std::chrono::hours(1);  // by `rate_limited`
  milliseconds late_commit{0};       // how much later `commits_late` commits, and `repeated` again
  milliseconds visibility_lag{0};    // so long after it appeared no look-up finds a record
  std::set<std::string> unerasable;  // keys of records that may not be deleted
  int failing_erasures = 0;          // so many calls to erase are refused before they start

  // As if somebody else had made it, under an id of its own or under this one.
  std::string add_foreign(std::string object, std::string fields);
  void add_foreign(const std::string& id, std::string object, std::string fields);

  // What happened.
  std::map<std::string, Stored> records;  // by key
  int write_calls = 0, look_up_calls = 0, read_calls = 0, probe_calls = 0, find_calls = 0, describe_calls = 0;
  int duplicates = 0;                             // second records for one key
  std::size_t largest_batch = 0, most_cases = 0;  // of one call
  std::function<void()> on_write;                 // just before a write is stored
  // Requests that left and were not answered yet, in no particular order.
  std::map<std::uint64_t, std::vector<Writing>> under_way;

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
  delivery::Budget budget() const override { return told_budget; }

  static delivery::ConnectorTraits default_traits();
  static std::vector<Writing> copy_of(std::span<const model::Record> batch);
  // Stores them after `late_commit`, whatever became of the sender.
  void commit_later(std::vector<Writing> batch);

 private:
  bool has_fields_of(const model::Record& record) const;
  std::set<std::string_view> refused_cases(std::span<const model::Record> batch) const;
  Result<delivery::StoredRecord> store(const Writing& writing);
  Result<delivery::StoredRecord> store_existing(const Writing& writing);
  void put(Stored& stored, const Writing& writing, std::string fields);
  std::vector<delivery::ExistingRecord> existing(const model::Record& record) const;
  std::map<std::string, Stored>::iterator find_stored(std::string_view target_id, std::string_view key);

  Clock& clock_;
  delivery::ConnectorTraits traits_;
};

// The engine's end of the line to a target: the engine owns it and it dies with the engine, the target does
// not.
class SharedTarget final : public delivery::Connector {
 public:
  // `clock` is the engine's; a request takes `latency()` to the target and an answer back.
  SharedTarget(
      std::shared_ptr<MemoryTarget> target, Clock& clock,
      std::function<milliseconds()> latency = [] { return milliseconds(0); })
      : target_(std::move(target)), clock_(clock), latency_(std::move(latency)) {}
  const delivery::ConnectorTraits& traits() const override { return target_->traits(); }
  Task<Result<delivery::Schema>> describe(std::vector<std::string> objects) override {
    return target_->describe(std::move(objects));
  }
  Task<std::vector<Result<delivery::StoredRecord>>> write(std::span<const model::Record> batch) override {
    const std::uint64_t request = ++requests_;
    target_->under_way[request] = MemoryTarget::copy_of(batch);
    co_await sleep_for(clock_, latency_());
    target_->under_way.erase(request);
    auto results = co_await target_->write(batch);
    co_await sleep_for(clock_, latency_());
    co_return results;
  }
  Task<std::vector<Result<std::optional<delivery::StoredRecord>>>> look_up(
      std::span<const model::Record> batch) override {
    co_await sleep_for(clock_, latency_());
    co_return co_await target_->look_up(batch);
  }
  Task<std::vector<Result<std::vector<delivery::ExistingRecord>>>> find_existing(
      std::span<const model::Record> batch) override {
    co_await sleep_for(clock_, latency_());
    co_return co_await target_->find_existing(batch);
  }
  Task<std::vector<Result<std::optional<model::Value>>>> read_back(
      std::span<const delivery::ReadRequest> batch, model::Arena& arena) override {
    co_await sleep_for(clock_, latency_());
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
  std::function<milliseconds()> latency_;
  std::uint64_t requests_ = 0;
};

}  // namespace hub::testing
