// Batches, keys, look-ups, probes: what the engine builds on.
#include <algorithm>

#include "tests/contract/bench.hpp"

namespace hub::contract {

namespace {

void say_skipped(const char* reason) {
  BOOST_TEST_MESSAGE("skipped: " << reason);
}

void a_full_batch_is_written_and_confirmed(Bench& bench) {
  const auto most = std::min<std::size_t>(bench.connector().traits().batch_records_max, 200);
  const auto batch = bench.records(0, static_cast<int>(most));
  const auto outcomes = bench.deliver(batch);
  BOOST_TEST(outcomes.size() == most);
  for (const auto& outcome : outcomes) {
    BOOST_TEST(!outcome.error.has_value(), outcome.error->message);
    BOOST_TEST(outcome.ids.size() == 1u);
  }
}

void the_same_batch_twice_makes_each_record_once(Bench& bench) {
  const auto batch = bench.records(0, 3);
  bench.deliver(batch);
  const auto outcomes = bench.deliver(batch, true);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    BOOST_TEST(!outcomes[i].error.has_value());
    BOOST_TEST(bench.harness().count(batch[i].key) == 1u);
  }
}

void a_changed_record_replaces_the_old_one(Bench& bench) {
  if (!std::holds_alternative<delivery::UniqueKey>(bench.connector().traits().key_guarantee)) {
    return say_skipped("this target does not update by key");
  }
  bench.deliver({bench.record(1, "Old line")});
  const auto changed = bench.record(1, "New line");
  const auto outcomes = bench.deliver({changed});
  BOOST_TEST(!outcomes[0].error.has_value());
  BOOST_TEST(bench.harness().count(changed.key) == 1u);
}

void one_poisoned_record_harms_no_other(Bench& bench) {
  const std::vector<model::Record> batch{bench.record(0), bench.record(1, bench.harness().poison()),
                                         bench.record(2)};
  const auto outcomes = bench.deliver(batch);
  BOOST_TEST(!outcomes[0].error.has_value());
  BOOST_REQUIRE(outcomes[1].error.has_value());
  BOOST_TEST(to_string(outcomes[1].error->kind) == "invalid");
  BOOST_TEST(!outcomes[2].error.has_value());
  BOOST_TEST(bench.harness().count(batch[1].key) == 0u);
  bench.recovers({bench.record(1, "A line the target takes")});
}

void a_refusal_names_the_field_and_never_the_value(Bench& bench) {
  const std::string poison = bench.harness().poison();
  const auto outcomes = bench.deliver({bench.record(1, poison)});
  BOOST_REQUIRE(outcomes[0].error.has_value());
  const Error& error = *outcomes[0].error;
  BOOST_TEST((std::ranges::find(error.fields, bench.names().short_field) != error.fields.end()),
             error.message);
  BOOST_TEST(error.message.find(poison.substr(0, 12)) == error.message.npos);
}

void children_are_confirmed_with_the_link_to_their_parent(Bench& bench) {
  if (bench.names().part.object.empty()) return say_skipped("this target has no children");
  const auto parent = bench.record(1);
  const auto child = bench.part(1, 1, "Hello");
  const auto outcomes = bench.deliver_cases({{{parent, child}, false}});
  BOOST_TEST(!outcomes[0].error.has_value(), outcomes[0].error->message);
  BOOST_TEST(bench.harness().count(child.key) == 1u);
  const std::vector<delivery::ReadRequest> reads{{&child, ""}};
  const auto stored = bench.run(bench.connector().read_back(reads, bench.arena()));
  BOOST_REQUIRE(stored[0]->has_value());
  BOOST_TEST((*stored[0])->text_at(bench.names().part.parent_field) == parent.key);
}

void a_look_up_tells_written_from_never_written(Bench& bench) {
  const auto written = bench.record(1), never = bench.record(2);
  bench.deliver({written});
  const std::vector<model::Record> batch{written, never};
  const auto found = bench.run(bench.connector().look_up(batch));
  BOOST_REQUIRE(found[0].ok());
  BOOST_TEST(found[0]->has_value());
  BOOST_REQUIRE(found[1].ok());
  BOOST_TEST(!found[1]->has_value());
}

void a_key_that_two_records_have_is_not_confirmed(Bench& bench) {
  const auto record = bench.record(1);
  bench.deliver({record});
  if (!bench.harness().duplicate(record.key)) return say_skipped("keys are unique at this target");
  const auto outcomes = bench.deliver({record}, true);
  BOOST_REQUIRE(outcomes[0].error.has_value());
  BOOST_TEST(to_string(outcomes[0].error->kind) == "invalid");
  bench.recovers({bench.record(2)});
}

void a_probe_proves_that_calls_work(Bench& bench) {
  BOOST_TEST(bench.run(bench.connector().probe()).ok());
  if (bench.skips(Fault::unavailable)) return;
  BOOST_TEST(!bench.run(bench.connector().probe()).ok());
  bench.harness().heal();
  BOOST_TEST(bench.run(bench.connector().probe()).ok());
}

void describe_shows_the_mapped_fields_and_misses_no_object(Bench& bench) {
  const Names& names = bench.names();
  const auto schema = bench.run(bench.connector().describe({names.record.object}));
  BOOST_REQUIRE(schema.ok());
  const auto* object = schema->find(names.record.object);
  BOOST_REQUIRE((object != nullptr));
  BOOST_TEST((object->find(names.short_field) != nullptr));
  BOOST_TEST((object->find(names.long_field) != nullptr));
  const auto missing = bench.run(bench.connector().describe({"No_Such_Object"}));
  BOOST_REQUIRE(!missing.ok());
  BOOST_TEST(to_string(missing.error().kind) == "config");
}

}  // namespace

#define CLAUSE(name) \
  { #name, name }

const std::vector<Clause>& delivery_clauses() {
  static const std::vector<Clause> clauses{
      CLAUSE(a_full_batch_is_written_and_confirmed),
      CLAUSE(the_same_batch_twice_makes_each_record_once),
      CLAUSE(a_changed_record_replaces_the_old_one),
      CLAUSE(one_poisoned_record_harms_no_other),
      CLAUSE(a_refusal_names_the_field_and_never_the_value),
      CLAUSE(children_are_confirmed_with_the_link_to_their_parent),
      CLAUSE(a_look_up_tells_written_from_never_written),
      CLAUSE(a_key_that_two_records_have_is_not_confirmed),
      CLAUSE(a_probe_proves_that_calls_work),
      CLAUSE(describe_shows_the_mapped_fields_and_misses_no_object),
  };
  return clauses;
}

}  // namespace hub::contract
