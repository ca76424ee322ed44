// What the contract does not ask of every connector: rights that vanish, and how few calls a case costs.
#include <boost/test/unit_test.hpp>

#include "tests/connectors/salesforce/rehearsal.hpp"
#include "tests/connectors/salesforce/scripted_org.hpp"

namespace hub::connectors::salesforce {

namespace {

struct Cases : Rehearsal {
  // One case and one transcript part.
  delivery::CaseRecords make_case(int number) {
    const std::string key = "simulated-case-key-" + std::to_string(number);
    model::ObjectBuilder fields(arena), part(arena);
    fields.add("Subject", model::Value::string("Hello"));
    part.add("Body__c", model::Value::string("A question and an answer"));
    part.add("Part__c", model::Value::integer(1));
    const auto key_text = arena.copy(key);
    return {{testing::make_record(cases, key_text, {}, 0, fields.finish()),
             testing::make_record(transcripts, arena.copy(key + "-1"), key_text, 1, part.finish())},
            false};
  }

  model::RecordShape cases = case_shape();
  model::RecordShape transcripts = transcript_shape();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_simulator, Cases)

BOOST_AUTO_TEST_CASE(two_hundred_cases_with_transcripts_cost_four_calls) {
  std::vector<delivery::CaseRecords> batch;
  for (int i = 0; i < 200; ++i) batch.push_back(make_case(i));
  for (const auto& outcome : deliver(std::move(batch))) BOOST_TEST(!outcome.error.has_value());
  std::uint64_t calls = 0;
  for (const auto& [operation, count] : simulator->calls()) calls += operation == "token" ? 0 : count;
  BOOST_TEST(calls == 4u);
  BOOST_TEST(simulator->live_rows("Case") == 200u);
  BOOST_TEST(simulator->live_rows("Chat_Transcript__c") == 200u);
  BOOST_TEST(*target->budget().used == 4);
}

BOOST_AUTO_TEST_CASE(a_field_hidden_from_the_user_is_named_and_its_return_heals) {
  set_field("hidden_field", "Body__c");
  const auto refused = deliver({make_case(1)});
  BOOST_REQUIRE(refused[0].error.has_value());
  BOOST_TEST(to_string(refused[0].error->kind) == "invalid");
  BOOST_TEST(refused[0].error->fields == std::vector<std::string>{"Body__c"},
             boost::test_tools::per_element());
  BOOST_TEST(refused[0].error->message.find("permission") != std::string::npos);
  set_field("shown_field", "Body__c");
  BOOST_TEST(!deliver({make_case(1)})[0].error.has_value());
  BOOST_TEST(simulator->live_rows("Case") == 1u);
}

BOOST_AUTO_TEST_CASE(a_value_that_the_org_changes_is_never_confirmed) {
  simulators::Fault flow;
  flow.kind = "changed_field";
  flow.operation = "upsert";
  flow.field = "Subject";
  flow.text = "Changed by a flow";
  simulator->faults().add(std::move(flow));
  const auto outcomes = deliver({make_case(1)});
  BOOST_REQUIRE(outcomes[0].error.has_value());
  BOOST_TEST(outcomes[0].error->fields == std::vector<std::string>{"Subject"},
             boost::test_tools::per_element());
  BOOST_TEST(!deliver({make_case(1)})[0].error.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::salesforce
