// What the contract does not ask of every connector: rights that vanish, and how few calls a case costs.
#include <boost/test/unit_test.hpp>

#include "tests/connectors/salesforce/rehearsed_cases.hpp"

namespace hub::connectors::salesforce {

BOOST_FIXTURE_TEST_SUITE(salesforce_simulator, RehearsedCases)

BOOST_AUTO_TEST_CASE(two_hundred_cases_with_transcripts_cost_four_calls) {
  for (const auto& outcome : deliver(make_cases(200))) BOOST_TEST(!outcome.error.has_value());
  BOOST_TEST(all_calls() == 4u);
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
