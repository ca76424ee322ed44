// Records that are at the target already: attached by id, matched by what they hold, and what is declared for
// the rest.
#include "tests/contract/bench.hpp"

namespace hub::contract {

namespace {

using model::Resolution;

bool cannot_find(Bench& bench) {
  if (bench.connector().traits().can_find_existing) return false;
  BOOST_TEST_MESSAGE("skipped: this connector does not look for records that exist");
  return true;
}

bool cannot_attach(Bench& bench) {
  if (cannot_find(bench)) return true;
  if (bench.names().can_attach) return false;
  BOOST_TEST_MESSAGE("skipped: records of this kind that somebody else made are not written to");
  return true;
}

bool cannot_match(Bench& bench) {
  if (cannot_find(bench)) return true;
  if (bench.names().can_match) return false;
  BOOST_TEST_MESSAGE("skipped: this target does not find records by a line of text");
  return true;
}

// The record's shape with rules of its own; lives as long as the test.
struct Attached {
  explicit Attached(Bench& bench) : shape(bench.names().record) {
    shape.attach.emplace();
    shape.attach->missing = Resolution::create;
    shape.attach->closed_field = bench.names().closed_field;
    shape.attach->closed_value = bench.names().closed_value;
    shape.attach->closed = Resolution::create;
  }
  delivery::CaseRecords one(Bench& bench, int number, std::string_view id, std::string_view line = "Hello") {
    model::Record record = bench.record(number, line);
    record.shape = &shape;
    record.attach_id = bench.arena().copy(id);
    return {{record}};
  }
  model::RecordShape shape;
};

struct Matched {
  explicit Matched(Bench& bench) : shape(bench.names().record) { shape.match.emplace(); }
  delivery::CaseRecords one(Bench& bench, int number, std::string_view line) {
    model::Record record = bench.record(number, line);
    model::ObjectBuilder match(bench.arena());
    match.add(bench.arena().copy(bench.names().short_field), model::Value::string(bench.arena().copy(line)));
    record.shape = &shape;
    record.match = match.finish();
    return {{record}};
  }
  model::RecordShape shape;
};

std::string outcome_of(Bench& bench, delivery::CaseRecords one) {
  std::vector<delivery::CaseRecords> cases;
  cases.push_back(std::move(one));
  const auto outcomes = bench.resolve_and_deliver(cases);
  if (!outcomes[0].error) return "confirmed";
  return outcomes[0].error->code.empty() ? outcomes[0].error->message : outcomes[0].error->code;
}

void an_attached_record_is_written_to_and_none_is_made(Bench& bench) {
  if (cannot_attach(bench)) return;
  Attached attached(bench);
  const std::string id = bench.harness().add_foreign("Opened by an agent", false);
  BOOST_TEST(outcome_of(bench, attached.one(bench, 1, id, "Closed by the hub")) == "confirmed");
  BOOST_TEST(bench.harness().line_of(id).value_or("gone") == "Closed by the hub");
  BOOST_TEST(bench.harness().records() == 1u);
}

void children_are_linked_to_the_record_that_exists(Bench& bench) {
  if (cannot_attach(bench) || bench.names().part.object.empty()) return;
  Attached attached(bench);
  const std::string id = bench.harness().add_foreign("Opened by an agent", false);
  std::vector<delivery::CaseRecords> cases;
  cases.push_back(attached.one(bench, 1, id));
  cases[0].records.push_back(bench.part(1, 1, "Hello"));
  const auto outcomes = bench.resolve_and_deliver(cases);
  BOOST_TEST(!outcomes[0].error.has_value(), outcomes[0].error->message);
  const model::Record& child = cases[0].records[1];
  const std::vector<delivery::ReadRequest> reads{{&child, ""}};
  const auto stored = bench.run(bench.connector().read_back(reads, bench.arena()));
  BOOST_REQUIRE(stored[0]->has_value());
  BOOST_TEST((*stored[0])->text_at(bench.names().part.parent_field) == id);
}

void an_id_of_nothing_and_one_that_is_none_fall_back_as_declared(Bench& bench) {
  if (cannot_attach(bench)) return;
  Attached attached(bench);
  const std::string id = bench.harness().add_foreign("Somebody's", false);
  int number = 0;
  for (const std::string& missing : {std::string("500000000000001AAA"), std::string("12345"),
                                     std::string("' OR Id != '"), id + "x", std::string(300, '5')}) {
    BOOST_TEST(outcome_of(bench, attached.one(bench, ++number, missing)) == "confirmed", missing);
    BOOST_TEST(bench.harness().count(Bench::key(number)) == 1u, missing);
  }
  attached.shape.attach->missing = Resolution::refuse;
  BOOST_TEST(outcome_of(bench, attached.one(bench, 9, "12345")) == "attach_missing");
  attached.shape.attach->missing = Resolution::skip;
  BOOST_TEST(outcome_of(bench, attached.one(bench, 9, "12345")) == "confirmed");
  BOOST_TEST(bench.harness().count(Bench::key(9)) == 0u);
  BOOST_TEST(bench.harness().line_of(id).value_or("gone") == "Somebody's");
}

void a_closed_record_falls_back_as_declared(Bench& bench) {
  if (cannot_attach(bench)) return;
  Attached attached(bench);
  const std::string id = bench.harness().add_foreign("Closed already", true);
  BOOST_TEST(outcome_of(bench, attached.one(bench, 1, id)) == "confirmed");
  BOOST_TEST(bench.harness().count(Bench::key(1)) == 1u);
  attached.shape.attach->closed = Resolution::refuse;
  BOOST_TEST(outcome_of(bench, attached.one(bench, 2, id)) == "attach_closed");
  BOOST_TEST(bench.harness().line_of(id).value_or("gone") == "Closed already");
  attached.shape.attach->closed = Resolution::use;
  BOOST_TEST(outcome_of(bench, attached.one(bench, 3, id, "Written all the same")) == "confirmed");
  BOOST_TEST(bench.harness().line_of(id).value_or("gone") == "Written all the same");
}

void a_lost_answer_while_attaching_makes_no_second_record(Bench& bench) {
  if (cannot_attach(bench)) return;
  Attached attached(bench);
  const std::string id = bench.harness().add_foreign("Opened by an agent", false);
  if (bench.skips(Fault::update_lost)) return;
  std::vector<delivery::CaseRecords> cases;
  cases.push_back(attached.one(bench, 1, id, "Closed by the hub"));
  bench.resolve_and_deliver(cases);
  bench.harness().heal();
  delivery::CaseRecords again = attached.one(bench, 1, id, "Closed by the hub");
  again.footprint = cases[0].footprint;
  again.look_up_first = true;
  BOOST_TEST(outcome_of(bench, std::move(again)) == "confirmed");
  BOOST_TEST(bench.harness().line_of(id).value_or("gone") == "Closed by the hub");
  BOOST_TEST(bench.harness().records() == 1u);
}

void none_one_and_many_matches_have_their_declared_outcomes(Bench& bench) {
  if (cannot_match(bench)) return;
  Matched matched(bench);
  matched.shape.match = model::MatchRule{Resolution::refuse, Resolution::use, Resolution::refuse};
  BOOST_TEST(outcome_of(bench, matched.one(bench, 1, "A line")) == "match_none");
  const std::string oldest = bench.harness().add_foreign("A line", false);
  bench.harness().add_foreign("Another line", false);
  BOOST_TEST(outcome_of(bench, matched.one(bench, 1, "A line")) == "confirmed");
  BOOST_TEST(bench.harness().count(Bench::key(1)) == 0u);
  bench.harness().add_foreign("A line", false);
  BOOST_TEST(outcome_of(bench, matched.one(bench, 1, "A line")) == "match_many");
  matched.shape.match->many = Resolution::link;
  BOOST_TEST(outcome_of(bench, matched.one(bench, 1, "A line")) == "confirmed");
  matched.shape.match->many = Resolution::create;
  BOOST_TEST(outcome_of(bench, matched.one(bench, 2, "A line")) == "confirmed");
  BOOST_TEST(bench.harness().count(Bench::key(2)) == 1u);
}

void match_values_are_taken_literally(Bench& bench) {
  if (cannot_match(bench)) return;
  Matched matched(bench);
  matched.shape.match = model::MatchRule{Resolution::refuse, Resolution::use, Resolution::refuse};
  bench.harness().add_foreign("Somebody's", false);
  for (const char* line : {"' OR Subject != '", "%", "_omebody's", "\\", "a\\' OR Id != null --"}) {
    BOOST_TEST(outcome_of(bench, matched.one(bench, 1, line)) == "match_none", line);
    const std::string id = bench.harness().add_foreign(line, false);
    BOOST_TEST(outcome_of(bench, matched.one(bench, 1, line)) == "confirmed", line);
  }
}

void many_records_are_looked_for_at_once_and_each_gets_its_own_answer(Bench& bench) {
  if (cannot_match(bench)) return;
  Matched matched(bench);
  matched.shape.match->one = Resolution::use;
  std::vector<std::string> ids;
  std::vector<delivery::CaseRecords> cases;
  for (int i = 0; i < 120; ++i) {
    const std::string line = "Line number " + std::to_string(i);
    ids.push_back(i % 2 == 0 ? bench.harness().add_foreign(line, false) : "");
    cases.push_back(matched.one(bench, i, line));
  }
  const auto outcomes = bench.resolve_and_deliver(cases);
  for (int i = 0; i < 120; ++i) {
    const auto at = static_cast<std::size_t>(i);
    BOOST_TEST(!outcomes[at].error.has_value(), i);
    BOOST_TEST(cases[at].records[0].target_id == ids[at]);
    BOOST_TEST(bench.harness().count(Bench::key(i)) == (ids[at].empty() ? 1u : 0u));
  }
  BOOST_TEST(bench.harness().records() == 120u);
}

}  // namespace

#define CLAUSE(name) \
  { #name, name }

const std::vector<Clause>& existing_clauses() {
  static const std::vector<Clause> clauses{
      CLAUSE(an_attached_record_is_written_to_and_none_is_made),
      CLAUSE(children_are_linked_to_the_record_that_exists),
      CLAUSE(an_id_of_nothing_and_one_that_is_none_fall_back_as_declared),
      CLAUSE(a_closed_record_falls_back_as_declared),
      CLAUSE(a_lost_answer_while_attaching_makes_no_second_record),
      CLAUSE(none_one_and_many_matches_have_their_declared_outcomes),
      CLAUSE(match_values_are_taken_literally),
      CLAUSE(many_records_are_looked_for_at_once_and_each_gets_its_own_answer),
  };
  return clauses;
}

}  // namespace hub::contract
