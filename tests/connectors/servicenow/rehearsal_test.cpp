// The shipped mapping and the real connector before the simulated instance: what becomes of a case, the
// silent traps, what it costs, and what an administrator is told who got something wrong.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/model/builder.hpp"
#include "tests/connectors/shipped_rehearsal.hpp"
#include "tools/simulators/servicenow/simulator.hpp"

namespace hub::connectors::servicenow {

namespace {

using simulators::servicenow::Row;
using simulators::servicenow::Simulator;
using simulators::servicenow::SimulatorSettings;

constexpr const char* kCases = "sn_customerservice_case";

struct Rehearsal : ShippedRehearsal<Simulator> {
  Rehearsal()
      : ShippedRehearsal("servicenow", HUB_SOURCE_DIR "/mappings/servicenow/default.yaml",
                         SimulatorSettings()) {
    setenv("HUB_TEST_SERVICENOW_REHEARSAL", "hub-secret", 1);
    declare(settings_for(simulator->base_url()));
  }

  std::string settings_for(const std::string& base_url,
                           const std::string& variable = "HUB_TEST_SERVICENOW_REHEARSAL") {
    return "base_url: " + base_url + "\nclient_id: hub\nclient_secret: env:" + variable + '\n';
  }
  delivery::CaseRecords make_case(int number, std::string_view email = {}, std::string_view open_case = {},
                                  std::string_view notes = {}) {
    return map(R"({"case":{"id":"C-)" + std::to_string(number) +
               R"(","channel":"chat","closed_at":"2026-11-01T10:00:00Z"},"visitor":{"email":")" +
               std::string(email) + R"("},"custom":{"servicenow_case_id":")" + std::string(open_case) +
               R"("},"wrapup":{"notes":")" + std::string(notes) +
               R"("},"transcript":{"messages":[{"at":"2026-11-01T09:59:00Z","role":"visitor","type":"text",)"
               R"("text":"Hello & <welcome> 😟"}]}})");
  }
  std::string add(std::string_view table,
                  std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
    model::ObjectBuilder fields(arena);
    for (const auto& [name, value] : values) fields.add(name, model::Value::string(value));
    return simulator->instance().create(table, fields.finish()).sys_id;
  }
  std::vector<const Row*> cases() { return simulator->instance().rows(kCases); }
  static std::string value_of(const Row& row, const std::string& column) {
    const auto found = row.values.find(column);
    return found == row.values.end() ? "" : found->second;
  }
  void break_with(std::string fault_kind, std::string operation, std::string field = {}) {
    simulators::Fault fault = testing::make_fault(std::move(fault_kind), std::move(operation));
    fault.field = std::move(field);
    simulator->faults().add(std::move(fault));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(servicenow_rehearsal, Rehearsal)

BOOST_AUTO_TEST_CASE(known_visitors_are_linked_and_nobody_is_made_up) {
  const std::string kim = add("customer_contact", {{"email", "kim@example.com"}, {"name", "Kim"}});
  deliver({make_case(1), make_case(2, "Kim@Example.com"), make_case(3, "new@example.com")});
  BOOST_REQUIRE(cases().size() == 3u);
  std::size_t linked = 0;
  for (const Row* row : cases()) linked += value_of(*row, "contact") == kim;
  BOOST_TEST(linked == 1u);
  BOOST_TEST(simulator->instance().rows("customer_contact").size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_transcript_is_a_file_on_the_case_byte_for_byte) {
  deliver({make_case(1)});
  BOOST_REQUIRE(simulator->instance().files().size() == 1u);
  const auto& file = simulator->instance().files().front();
  BOOST_TEST(file.record == cases().front()->sys_id);
  BOOST_TEST(file.content == "[2026-11-01 09:59:00] visitor: Hello & <welcome> 😟\n");
  BOOST_TEST(file.content_type == "text/plain");
}

BOOST_AUTO_TEST_CASE(fifty_cases_cost_three_calls_and_each_file_two) {
  std::vector<delivery::CaseRecords> batch;
  for (int i = 0; i < 50; ++i) batch.push_back(make_case(i));
  deliver(std::move(batch));
  // The login; one call to write the cases, one to read them and one to find the files; each file up and
  // down.
  BOOST_TEST_MESSAGE("fifty anonymous cases with their files: " << calls() << " calls");
  BOOST_TEST(calls() == 1u + 3u + 50u * 2u);
}

BOOST_AUTO_TEST_CASE(a_case_that_an_agent_opened_is_written_to_unless_it_is_closed) {
  const std::string open = add(kCases, {{"short_description", "Opened by an agent"}, {"state", "1"}});
  const std::string closed = add(kCases, {{"short_description", "Closed by an agent"}, {"state", "3"}});
  deliver({make_case(1, {}, open), make_case(2, {}, closed), make_case(3, {}, "nonsense")});
  BOOST_TEST(cases().size() == 4u);
  const Row& written = *simulator->instance().find(kCases, open);
  BOOST_TEST(value_of(written, "short_description") == "Customer chat, no group");
  BOOST_TEST(value_of(written, "correlation_id") == "");
  BOOST_TEST(value_of(*simulator->instance().find(kCases, closed), "short_description") ==
             "Closed by an agent");
}

BOOST_AUTO_TEST_CASE(a_column_that_may_not_be_written_is_named_by_the_mismatch) {
  break_with("read_only_column", "write", "correlation_display");
  const auto outcomes = attempt({make_case(1)});
  BOOST_REQUIRE(outcomes[0].error.has_value());
  BOOST_TEST(outcomes[0].error->code == "mismatch");
  BOOST_TEST(outcomes[0].error->fields == std::vector<std::string>{"correlation_display"},
             boost::test_tools::per_element());
  BOOST_TEST(connector->suggests_drift(*outcomes[0].error));
}

BOOST_AUTO_TEST_CASE(a_key_that_was_not_kept_is_no_reason_to_make_another_record) {
  break_with("gone_column", "write", "correlation_id");
  const auto outcomes = attempt({make_case(1)});
  BOOST_REQUIRE(outcomes[0].error.has_value());
  BOOST_TEST(outcomes[0].error->code == "key_not_kept");
  BOOST_TEST(to_string(outcomes[0].error->kind) == "invalid");
  auto again = make_case(1);
  again.look_up_first = true;
  const auto second = attempt({std::move(again)});
  BOOST_TEST(second[0].error->code == "no_key_column", "the query finds everybody, and nothing is believed");
  BOOST_TEST(cases().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_part_of_a_batch_that_was_not_reached_is_sent_again) {
  simulators::Fault left = testing::make_fault("unserviced", "write");
  left.record = 1;
  simulator->faults().add(std::move(left));
  const auto outcomes = attempt({make_case(1), make_case(2), make_case(3)});
  BOOST_TEST(!outcomes[0].error.has_value());
  BOOST_REQUIRE(outcomes[1].error.has_value());
  BOOST_TEST(to_string(outcomes[1].error->kind) == "transient");
  BOOST_TEST(!outcomes[2].error.has_value());
  deliver({make_case(2)});
  BOOST_TEST(cases().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_makes_no_second_file) {
  simulator->faults().add(testing::make_fault("drop_after_commit", "upload"));
  deliver({make_case(1)});
  BOOST_TEST(simulator->instance().files().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_caret_in_a_value_is_no_second_term) {
  const std::string odd = add("customer_contact", {{"email", "a^b@example.com"}});
  deliver({make_case(1, "a^b@example.com")});
  BOOST_TEST(value_of(*cases().front(), "contact") == odd);
}

BOOST_AUTO_TEST_CASE(erasing_a_case_takes_its_file_along) {
  deliver({make_case(1)});
  const auto one = make_case(1);
  const auto record =
      std::ranges::find(one.records, kCases, [](const auto& each) { return each.shape->object; });
  const std::vector<delivery::ReadRequest> requests{{&*record, {}}};
  BOOST_TEST(run(connector->erase(requests)).front().ok());
  BOOST_TEST(cases().empty());
  BOOST_TEST(simulator->instance().files().empty());
}

BOOST_AUTO_TEST_CASE(each_mistake_is_told_in_words_of_its_own) {
  Mistakes mistakes;
  const std::vector<std::string> objects{kCases, "customer_contact", "attachment"};
  BOOST_TEST(probe_says() == "works");
  BOOST_TEST(mapping_says(objects) == "fits");

  break_with("gone_column", "read", "contact_type");
  BOOST_TEST(probe_says() == "works");
  BOOST_TEST(contains(mistakes.tell("missing field", mapping_says(objects)), "has no field 'contact_type'"));
  BOOST_TEST(contains(mistakes.tell("missing table", mapping_says({"u_no_such"})), "no table 'u_no_such'"));

  simulators::Fault forbidden = testing::make_fault("status", "read");
  forbidden.status = 403;
  simulator->faults().add(std::move(forbidden));
  BOOST_TEST(contains(mistakes.tell("missing right", probe_says()), "compare its roles"));

  break_with("hibernating", "read");
  BOOST_TEST(contains(mistakes.tell("an instance that sleeps", probe_says()), "hibernating"));

  declare(settings_for("https://no-such-host.invalid"));
  BOOST_TEST(contains(mistakes.tell("wrong host", probe_says()), "no-such-host.invalid"));

  setenv("HUB_TEST_SERVICENOW_WRONG", "another-secret", 1);
  declare(settings_for(simulator->base_url(), "HUB_TEST_SERVICENOW_WRONG"));
  BOOST_TEST(contains(mistakes.tell("wrong secret", probe_says()), "invalid_client"));

  const auto settings = [this](const std::string& base_url) { return settings_for(base_url); };
  BOOST_TEST(contains(mistakes.tell("expired certificate", expired_certificate_says(settings)), "expired"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::servicenow
