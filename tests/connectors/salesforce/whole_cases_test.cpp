// Cases written as graphs to the simulated org: each whole or not at all, and no other one the worse for it.
#include <boost/test/unit_test.hpp>

#include "tests/connectors/salesforce/rehearsed_cases.hpp"

namespace hub::connectors::salesforce {

namespace {

struct Graphs : RehearsedCases {
  Graphs() : RehearsedCases(WriteBy::graph) {}

  void expect_confirmed(const std::vector<delivery::CaseOutcome>& outcomes) {
    for (const auto& outcome : outcomes) BOOST_TEST(!outcome.error.has_value(), outcome.error->message);
  }
};

const std::string kTooLong(131'073, 'x');

}  // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_whole_cases, Graphs)

BOOST_AUTO_TEST_CASE(two_hundred_cases_with_transcripts_cost_three_graph_calls_and_two_reads) {
  expect_confirmed(deliver(make_cases(200)));
  BOOST_TEST(calls("graph") == 3u);
  BOOST_TEST(all_calls() == 5u);
  BOOST_TEST(simulator->live_rows("Case") == 200u);
  BOOST_TEST(simulator->live_rows("Chat_Transcript__c") == 200u);
}

BOOST_AUTO_TEST_CASE(the_same_cases_again_make_nothing_new) {
  expect_confirmed(deliver(make_cases(3)));
  expect_confirmed(deliver(make_cases(3)));
  BOOST_TEST(simulator->live_rows("Case") == 3u);
  BOOST_TEST(simulator->live_rows("Chat_Transcript__c") == 3u);
}

BOOST_AUTO_TEST_CASE(a_transcript_that_is_refused_leaves_no_case_behind_and_harms_no_other) {
  auto batch = make_cases(20);
  batch[7] = make_case(7, kTooLong);
  const auto outcomes = deliver(std::move(batch));
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(outcomes[static_cast<std::size_t>(i)].error.has_value() == (i == 7));
  BOOST_REQUIRE(outcomes[7].error);
  BOOST_TEST(outcomes[7].error->code == "STRING_TOO_LONG");
  BOOST_TEST(to_string(outcomes[7].error->kind) == "invalid");
  BOOST_TEST(outcomes[7].error->message.find("'transcript'") != std::string::npos);
  BOOST_TEST(simulator->live_rows("Case") == 19u);
  expect_confirmed(deliver({make_case(7)}));
}

// After fourteen failures Salesforce runs no further graph of the call.
BOOST_AUTO_TEST_CASE(cases_behind_many_that_fail_are_tried_again_without_blame) {
  auto batch = make_cases(20);
  for (std::size_t i = 0; i < 16; ++i) batch[i] = make_case(static_cast<int>(i), kTooLong);
  const auto outcomes = deliver(std::move(batch));
  BOOST_REQUIRE(outcomes[19].error);
  BOOST_TEST(to_string(outcomes[0].error->kind) == "invalid");
  BOOST_TEST(to_string(outcomes[19].error->kind) == "transient");
  expect_confirmed(deliver({make_case(19)}));
  BOOST_TEST(simulator->live_rows("Case") == 1u);
}

BOOST_AUTO_TEST_CASE(an_answer_lost_after_commit_is_looked_up_and_makes_nothing_twice) {
  simulator->faults().add(testing::make_fault("drop_after_commit", "graph"));
  expect_confirmed(deliver(make_cases(5)));
  BOOST_TEST(calls("graph") == 1u);
  BOOST_TEST(simulator->live_rows("Case") == 5u);
}

BOOST_AUTO_TEST_CASE(a_call_lost_on_its_way_is_in_doubt_and_then_done) {
  simulator->faults().add(testing::make_fault("drop_before_commit", "graph"));
  const auto outcomes = deliver(make_cases(2));
  for (const auto& outcome : outcomes) BOOST_TEST(to_string(outcome.error->kind) == "unknown");
  auto again = make_cases(2);
  for (auto& one : again) one.look_up_first = true;
  expect_confirmed(deliver(std::move(again)));
  BOOST_TEST(simulator->live_rows("Case") == 2u);
}

BOOST_AUTO_TEST_CASE(a_locked_record_holds_up_its_case_alone_and_says_why) {
  simulators::Fault locked = testing::make_fault("record_error", "graph");
  locked.record = 3;  // of the call: the transcript of the second case
  locked.text = "UNABLE_TO_LOCK_ROW";
  simulator->faults().add(std::move(locked));
  const auto outcomes = deliver(make_cases(3));
  BOOST_TEST(!outcomes[0].error.has_value());
  BOOST_REQUIRE(outcomes[1].error);
  BOOST_TEST(to_string(outcomes[1].error->kind) == "transient");
  BOOST_TEST(outcomes[1].error->code == "UNABLE_TO_LOCK_ROW");
  BOOST_TEST(!outcomes[2].error.has_value());
  BOOST_TEST(simulator->live_rows("Case") == 2u);
  expect_confirmed(deliver(make_cases(3)));
}

BOOST_AUTO_TEST_CASE(a_text_that_looks_like_a_reference_arrives_as_it_was_written) {
  expect_confirmed(deliver({make_case(1, "the id is @{r0.id}, you see"), make_case(2)}));
  BOOST_TEST(calls("graph") == 1u);
  BOOST_TEST(calls("upsert") == 1u);
  BOOST_TEST(simulator->live_rows("Chat_Transcript__c") == 2u);
}

BOOST_AUTO_TEST_CASE(a_case_with_more_parts_than_a_call_takes_is_written_in_several) {
  auto one = make_case(1);
  const model::Record part = one.records.back();
  for (std::uint32_t number = 2; number <= 300; ++number) {
    one.records.push_back(part);
    one.records.back().key = arena.copy("many-parts-" + std::to_string(number));
  }
  expect_confirmed(deliver({one, make_case(2)}));
  BOOST_TEST(calls("graph") == 2u);
  BOOST_TEST(simulator->live_rows("Chat_Transcript__c") == 301u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::salesforce
