// One test's bench: a harness, its arena, and the words the tests are written in. One thread.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <optional>

#include "core/delivery/existing_records.hpp"
#include "core/model/builder.hpp"
#include "tests/contract/harness.hpp"
#include "tests/support/make_record.hpp"

namespace hub::contract {

class Bench {
 public:
  Bench(std::string connector, MakeHarness make) : name_(std::move(connector)), harness_(make()) {}

  // Of the connector, as its folder is called.
  const std::string& name() const { return name_; }

  Harness& harness() { return *harness_; }
  delivery::Connector& connector() { return harness_->connector(); }
  const Names& names() const { return harness_->names(); }
  model::Arena& arena() { return arena_; }

  // Keys as the hub makes them: opaque and safe in an address.
  static std::string key(int number) { return "contract-key-0123456789-" + std::to_string(number); }

  model::Record record(int number, std::string_view line = "Hello",
                       std::string_view text = "A question\nand an answer") {
    model::ObjectBuilder fields(arena_);
    fields.add(names().short_field, model::Value::string(arena_.copy(line)));
    fields.add(names().long_field, model::Value::string(arena_.copy(text)));
    return testing::make_record(names().record, arena_.copy(key(number)), {}, 0, fields.finish());
  }
  model::Record part(int number, std::uint32_t part, std::string_view text) {
    model::ObjectBuilder fields(arena_);
    fields.add(names().part_field, model::Value::string(arena_.copy(text)));
    return testing::make_record(names().part, arena_.copy(key(number) + "-" + std::to_string(part)),
                                arena_.copy(key(number)), part, fields.finish());
  }
  std::vector<model::Record> records(int first, int count) {
    std::vector<model::Record> batch;
    for (int i = first; i < first + count; ++i) batch.push_back(record(i));
    return batch;
  }

  // Write, look up where in doubt, read back, compare: what the engine does with one attempt.
  std::vector<delivery::CaseOutcome> deliver(const std::vector<model::Record>& batch,
                                             bool look_up_first = false) {
    std::vector<delivery::CaseRecords> cases;
    for (const model::Record& record : batch) cases.push_back({{record}, look_up_first});
    return deliver_cases(std::move(cases));
  }
  std::vector<delivery::CaseOutcome> deliver_cases(std::vector<delivery::CaseRecords> cases) {
    delivery::BatchDelivery delivery(connector(), harness_->clock(), arena_, {3, milliseconds(1)});
    return run(delivery.run(std::move(cases)));
  }
  // The same for cases whose records may be at the target already. What was decided stays in their
  // footprints.
  std::vector<delivery::CaseOutcome> resolve_and_deliver(std::vector<delivery::CaseRecords>& cases) {
    delivery::MatchClaims claims{std::array<std::byte, 32>{}};
    delivery::MatchClaims::Hold hold(claims);
    delivery::ExistingRecords existing(connector(), hold, arena_);
    const auto errors = run(existing.resolve(cases));
    std::vector<delivery::CaseOutcome> outcomes;
    for (const auto& error : errors) outcomes.push_back({error, {}});
    const bool may_go_on = std::ranges::none_of(errors, [](const auto& error) { return error.has_value(); });
    return may_go_on ? deliver_cases(cases) : outcomes;
  }
  std::vector<Result<delivery::StoredRecord>> write(const std::vector<model::Record>& batch) {
    return run(connector().write(batch));
  }
  // The fault is over and a further attempt confirms each of them, once.
  void recovers(const std::vector<model::Record>& batch);

  // Says so and returns true when the vendor cannot make this fault.
  bool skips(Fault fault) {
    if (harness_->inject(fault)) return false;
    BOOST_TEST_MESSAGE("skipped: this target has no such fault");
    return true;
  }

  // `result` is set while another task runs.
  template <class T>
  void start(Task<T> task, std::optional<T>& result) {
    spawn(harness_->io().get_executor(), keep(std::move(task), result));
  }
  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    start(std::move(task), result);
    while (!result) {
      harness_->io().restart();
      harness_->io().run_one();
    }
    return std::move(*result);
  }

 private:
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>& result) {
    result = co_await std::move(task);
  }

  std::string name_;
  std::unique_ptr<Harness> harness_;
  model::Arena arena_;
};

// The tests of the suite: a sentence and what proves it.
struct Clause {
  const char* name;
  void (*prove)(Bench& bench);
};
const std::vector<Clause>& delivery_clauses();
const std::vector<Clause>& erasure_clauses();
const std::vector<Clause>& existing_clauses();
const std::vector<Clause>& content_clauses();
const std::vector<Clause>& fault_clauses();

}  // namespace hub::contract
