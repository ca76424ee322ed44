// Each of these breaks something, sees the right error, heals it and sees the delivery recover.
#include "tests/contract/bench.hpp"

namespace hub::contract {

namespace {

using std::chrono::seconds;

// Writes one record under the fault and returns the error; the suite then expects recovery.
std::optional<Error> write_under(Bench& bench, Fault fault, const model::Record& record) {
  if (bench.skips(fault)) return std::nullopt;
  auto results = bench.write({record});
  BOOST_REQUIRE(!results[0].ok());
  return std::move(results[0]).error();
}

void leaves_doubt(Bench& bench, Fault fault) {
  bench.deliver({bench.record(0)});  // logged in: what fails is the write
  const auto record = bench.record(1);
  const auto error = write_under(bench, fault, record);
  if (!error) return;
  BOOST_TEST(to_string(error->kind) == "unknown", error->message);
  bench.recovers({record});
}

void a_lost_answer_makes_no_second_record(Bench& bench) {
  const auto batch = bench.records(0, 5);
  if (bench.skips(Fault::lost_after_commit)) return;
  const auto outcomes = bench.deliver(batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    BOOST_TEST(!outcomes[i].error.has_value(), "the look-up finds what was written");
    BOOST_TEST(bench.harness().count(batch[i].key) == 1u);
  }
  bench.recovers(batch);
}

void a_write_that_never_happened_is_in_doubt_and_then_done(Bench& bench) {
  leaves_doubt(bench, Fault::lost_before_commit);
}
void a_silent_target_is_given_up_in_doubt(Bench& bench) {
  leaves_doubt(bench, Fault::silent);
}
void an_unavailable_target_leaves_doubt(Bench& bench) {
  leaves_doubt(bench, Fault::unavailable);
}
void a_page_instead_of_an_answer_leaves_doubt(Bench& bench) {
  leaves_doubt(bench, Fault::unavailable_html);
}
void an_answer_cut_short_leaves_doubt(Bench& bench) {
  leaves_doubt(bench, Fault::garbled_answer);
}

void a_used_up_budget_is_waited_for(Bench& bench) {
  const auto record = bench.record(1);
  const auto error = write_under(bench, Fault::budget_used_up, record);
  if (!error) return;
  BOOST_TEST(to_string(error->kind) == "rate_limited");
  BOOST_TEST((error->retry_after > seconds(0)));
  bench.recovers({record});
}

void obeys_wait(Bench& bench, Fault fault, seconds at_least, seconds at_most) {
  const auto record = bench.record(1);
  const auto error = write_under(bench, fault, record);
  if (!error) return;
  BOOST_TEST((error->kind == ErrorKind::rate_limited || error->kind == ErrorKind::unknown), error->message);
  BOOST_TEST((error->retry_after >= at_least && error->retry_after <= at_most), error->retry_after.count());
  bench.recovers({record});
}

void a_wait_in_seconds_is_obeyed(Bench& bench) {
  obeys_wait(bench, Fault::wait_seconds, seconds(2), seconds(2));
}
void a_wait_until_a_date_is_obeyed(Bench& bench) {
  obeys_wait(bench, Fault::wait_date, seconds(1), seconds(std::chrono::hours(24 * 3660)));
}
void a_nonsense_wait_is_no_wait(Bench& bench) {
  obeys_wait(bench, Fault::wait_nonsense, seconds(0), seconds(0));
}
void an_unsaid_wait_is_left_to_the_engine(Bench& bench) {
  obeys_wait(bench, Fault::wait_unsaid, seconds(0), seconds(0));
}

void an_expired_token_is_not_noticed(Bench& bench) {
  const auto first = bench.record(1), second = bench.record(2);
  bench.deliver({first});
  if (bench.skips(Fault::token_expired)) return;
  BOOST_TEST(!bench.deliver({second})[0].error.has_value());
  bench.recovers({first, second});
}

void a_revoked_token_stops_and_heals(Bench& bench) {
  const auto record = bench.record(1);
  bench.deliver({bench.record(2)});
  const auto error = write_under(bench, Fault::token_revoked, record);
  if (!error) return;
  BOOST_TEST(to_string(error->kind) == "auth", error->message);
  bench.recovers({record});
}

void a_locked_record_passes_later_and_alone(Bench& bench) {
  const auto batch = bench.records(0, 3);
  if (bench.skips(Fault::record_locked)) return;
  const auto results = bench.write(batch);
  std::size_t refused = 0;
  for (const auto& result : results) {
    if (result.ok()) continue;
    ++refused;
    BOOST_TEST(to_string(result.error().kind) == "transient");
  }
  BOOST_TEST(refused == 1u);
  bench.recovers(batch);
}

void a_shortened_text_is_never_confirmed(Bench& bench) {
  const std::size_t size = std::min<std::size_t>(2'000, bench.names().long_max - 4);
  const auto record = bench.record(1, "Hello", std::string(size, 'x') + " end");
  if (bench.skips(Fault::text_shortened)) return;
  const auto outcomes = bench.deliver({record});
  BOOST_REQUIRE(outcomes[0].error.has_value());
  BOOST_TEST(to_string(outcomes[0].error->kind) == "invalid");
  BOOST_TEST(outcomes[0].error->fields == std::vector<std::string>{bench.names().long_field},
             boost::test_tools::per_element());
  bench.harness().heal();
  const auto repaired = bench.deliver({record});
  BOOST_TEST(!repaired[0].error.has_value());
}

void a_stale_read_is_read_again(Bench& bench) {
  const auto record = bench.record(1);
  if (bench.skips(Fault::read_stale)) return;
  const auto outcomes = bench.deliver({record});
  BOOST_TEST(!outcomes[0].error.has_value(), outcomes[0].error->message);
  bench.recovers({record});
}

void two_batches_at_once_do_not_disturb_each_other(Bench& bench) {
  const auto first = bench.records(0, 20), second = bench.records(20, 20);
  std::optional<std::vector<Result<delivery::StoredRecord>>> early;
  bench.start(bench.connector().write(first), early);
  const auto late = bench.write(second);
  for (const auto& result : late) BOOST_TEST(result.ok());
  bench.recovers(first);
  BOOST_REQUIRE(early.has_value());
  for (const auto& result : *early) BOOST_TEST(result.ok());
}

}  // namespace

#define CLAUSE(name) \
  { #name, name }

const std::vector<Clause>& fault_clauses() {
  static const std::vector<Clause> clauses{
      CLAUSE(a_lost_answer_makes_no_second_record),
      CLAUSE(a_write_that_never_happened_is_in_doubt_and_then_done),
      CLAUSE(a_silent_target_is_given_up_in_doubt),
      CLAUSE(an_unavailable_target_leaves_doubt),
      CLAUSE(a_page_instead_of_an_answer_leaves_doubt),
      CLAUSE(an_answer_cut_short_leaves_doubt),
      CLAUSE(a_used_up_budget_is_waited_for),
      CLAUSE(a_wait_in_seconds_is_obeyed),
      CLAUSE(a_wait_until_a_date_is_obeyed),
      CLAUSE(a_nonsense_wait_is_no_wait),
      CLAUSE(an_unsaid_wait_is_left_to_the_engine),
      CLAUSE(an_expired_token_is_not_noticed),
      CLAUSE(a_revoked_token_stops_and_heals),
      CLAUSE(a_locked_record_passes_later_and_alone),
      CLAUSE(a_shortened_text_is_never_confirmed),
      CLAUSE(a_stale_read_is_read_again),
      CLAUSE(two_batches_at_once_do_not_disturb_each_other),
  };
  return clauses;
}

}  // namespace hub::contract
