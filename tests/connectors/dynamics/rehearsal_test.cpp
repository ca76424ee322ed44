// The shipped mapping and the real connector before the simulated environment: who a case belongs to, what
// long chats become, what a case costs, and what an administrator is told who got something wrong.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/base/base64.hpp"
#include "core/model/builder.hpp"
#include "tests/connectors/shipped_rehearsal.hpp"
#include "tools/simulators/dynamics/simulator.hpp"

namespace hub::connectors::dynamics {

namespace {

using simulators::dynamics::Row;
using simulators::dynamics::Simulator;
using simulators::dynamics::SimulatorSettings;
using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

std::string shown(const Row& row, std::string_view column) {
  const auto cell = row.cells.find(column);
  return cell == row.cells.end() ? "" : cell->second.text;
}

struct Rehearsal : ShippedRehearsal<Simulator> {
  Rehearsal()
      : ShippedRehearsal("dynamics", HUB_SOURCE_DIR "/mappings/dynamics/default.yaml", SimulatorSettings()) {
    setenv("HUB_TEST_DYNAMICS_SECRET", "hub-secret", 1);
    collector = add("contacts", {{"lastname", "Web visitors"}});
    declare(settings_for(simulator->base_url()));
  }

  std::string add(std::string_view set, const Fields& columns) {
    model::ObjectBuilder fields(arena);
    for (const auto& [name, value] : columns)
      fields.add(arena.copy(name), model::Value::string(arena.copy(value)));
    auto& organisation = simulator->organisation();
    return std::get<Row*>(organisation.create(*organisation.find_table(set), "", fields.finish()))->id;
  }
  std::string settings_for(const std::string& base_url, const std::string& more = "",
                           const std::string& variable = "HUB_TEST_DYNAMICS_SECRET") {
    return "base_url: " + base_url + "\nlogin_url: " + base_url +
           "\ndirectory_id: directory\nclient_id: hub\nclient_secret: env:" + variable +
           "\ncollector: contacts(" + collector + ")\n" + more;
  }
  delivery::CaseRecords make_case(int number, std::string_view email = {}, std::size_t messages = 1,
                                  std::string_view existing = {}) {
    std::string data = R"({"case":{"id":"C-)" + std::to_string(number) +
                       R"(","channel":"chat","closed_at":"2026-11-01T10:00:00Z"},"visitor":{"email":")" +
                       std::string(email) + R"("},"custom":{"dynamics_case_id":")" + std::string(existing) +
                       R"("},"transcript":{"messages":[)";
    for (std::size_t i = 0; i < messages; ++i) {
      data += (i > 0 ? ",{" : "{") +
              std::string(R"("at":"2026-11-01T09:59:00Z","role":"visitor","type":"text",)") +
              R"("text":"Hello & <welcome> number )" + std::to_string(i) + "\"}";
    }
    return map(data + "]}}");
  }
  // The one that names this case in its description.
  const Row& case_of(int number) {
    const std::string words = "Case: C-" + std::to_string(number) + '\n';
    const auto rows = simulator->organisation().live("incidents");
    const auto found = std::ranges::find_if(
        rows, [&words](const Row* row) { return shown(*row, "description").starts_with(words); });
    BOOST_REQUIRE((found != rows.end()));
    return **found;
  }
  std::size_t count(std::string_view set) { return simulator->organisation().live(set).size(); }

  std::string collector;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(dynamics_rehearsal, Rehearsal)

BOOST_AUTO_TEST_CASE(anonymous_visitors_share_the_collector_and_known_ones_are_matched) {
  const std::string kim = add("contacts", {{"emailaddress1", "kim@example.com"}, {"lastname", "Berg"}});
  deliver({make_case(1), make_case(2, "Kim@Example.com"), make_case(3, "new@example.com"), make_case(4)});
  BOOST_TEST(count("incidents") == 4u);
  BOOST_TEST(shown(case_of(1), "_customerid_value") == collector);
  BOOST_TEST(shown(case_of(4), "_customerid_value") == collector);
  BOOST_TEST(shown(case_of(2), "_customerid_value") == kim);
  // Nobody is made up: the collector, the one who was there, and the one who gave an address.
  BOOST_TEST(count("contacts") == 3u);
}

BOOST_AUTO_TEST_CASE(a_transcript_is_a_file_below_its_case) {
  deliver({make_case(1, {}, 2)});
  const auto notes = simulator->organisation().live("annotations");
  BOOST_REQUIRE(notes.size() == 1u);
  BOOST_TEST(shown(*notes[0], "_objectid_value") == case_of(1).id);
  BOOST_TEST(shown(*notes[0], "filename") == "chat-C-1.txt");
  BOOST_TEST(shown(*notes[0], "documentbody") ==
             base64_encode("[09:59:00] visitor: Hello & <welcome> number 0\n"
                           "[09:59:00] visitor: Hello & <welcome> number 1\n"));
}

BOOST_AUTO_TEST_CASE(a_case_that_an_agent_opened_is_written_to_unless_it_is_resolved) {
  const std::string customer = "/contacts(" + collector + ')';
  const Fields opened{{"title", "Opened by an agent"}, {"customerid_contact@odata.bind", customer}};
  const std::string open = add("incidents", opened), resolved = add("incidents", opened);
  BOOST_REQUIRE(!simulator->organisation().resolve("incidents(" + resolved + ')', 5, {}));
  deliver({make_case(1, {}, 1, open), make_case(2, {}, 1, resolved),
           make_case(3, {}, 1, "0b0e6a5e-0000-4000-8000-00000000c0de")});
  BOOST_TEST(case_of(1).id == open);
  BOOST_TEST(case_of(2).id != resolved);
  BOOST_TEST(count("incidents") == 4u);
  BOOST_TEST(count("annotations") == 3u);
}

BOOST_AUTO_TEST_CASE(a_chat_beyond_the_size_of_a_file_goes_on_in_further_notes) {
  deliver({make_case(1, {}, 80'000)});
  const auto notes = simulator->organisation().live("annotations");
  BOOST_TEST(notes.size() == 2u);
  for (const Row* note : notes) BOOST_TEST(shown(*note, "_objectid_value") == case_of(1).id);
}

BOOST_AUTO_TEST_CASE(cases_are_resolved_once_where_that_is_asked_for) {
  declare(settings_for(simulator->base_url(), "resolve_status: \"5\"\n"));
  deliver({make_case(1)});
  BOOST_TEST(shown(case_of(1), "statecode") == "1");
  BOOST_TEST(shown(case_of(1), "statuscode") == "5");
  deliver({make_case(1)});
  BOOST_TEST(count("incidents") == 1u);
}

BOOST_AUTO_TEST_CASE(what_one_operation_of_a_case_is_refused_for_leaves_nothing_of_it) {
  simulators::Fault fault = testing::make_fault("hidden_column", "batch_write");
  fault.field = "documentbody";
  simulator->faults().add(std::move(fault));
  std::vector<delivery::CaseRecords> cases{make_case(1)};
  const auto outcomes = attempt(std::move(cases));
  BOOST_REQUIRE(outcomes[0].error.has_value());
  BOOST_TEST(outcomes[0].error->fields == std::vector<std::string>{"documentbody"},
             boost::test_tools::per_element());
  BOOST_TEST(connector->suggests_drift(*outcomes[0].error));
  BOOST_TEST(count("incidents") == 0u);
  BOOST_TEST(count("annotations") == 0u);
}

BOOST_AUTO_TEST_CASE(a_full_batch_of_anonymous_cases_costs_two_calls) {
  BOOST_TEST(run(connector->probe()).ok());  // logged in
  const std::size_t before = calls();
  std::vector<delivery::CaseRecords> cases;
  for (int i = 0; i < 100; ++i) cases.push_back(make_case(i));
  deliver(std::move(cases));
  BOOST_TEST(calls() - before == 2u);
  const std::size_t between = calls();
  std::vector<delivery::CaseRecords> known;
  for (int i = 100; i < 200; ++i) known.push_back(make_case(i, "kim" + std::to_string(i) + "@example.com"));
  deliver(std::move(known));
  BOOST_TEST(calls() - between == 5u, "find the contacts, and write and read them and the cases");
}

BOOST_AUTO_TEST_CASE(each_mistake_is_told_in_words_of_its_own) {
  Mistakes mistakes;
  const std::vector<std::string> objects{"incidents", "contacts", "annotations"};
  const auto break_with = [this](std::string kind, std::string operation, std::string field = {},
                                 std::string text = {}) {
    simulators::Fault fault = testing::make_fault(std::move(kind), std::move(operation));
    fault.field = std::move(field);
    fault.text = std::move(text);
    simulator->faults().add(std::move(fault));
  };
  BOOST_TEST(probe_says() == "works");
  BOOST_TEST(mapping_says(objects) == "fits");

  break_with("hidden_column", "metadata", "caseorigincode");
  BOOST_TEST(contains(mistakes.tell("missing field", mapping_says(objects)),
                      "incidents has no field 'caseorigincode'"));

  break_with("missing_privilege", "list", "", "prvReadIncident");
  BOOST_TEST(contains(mistakes.tell("missing right", probe_says()), "lacks the privilege prvReadIncident"));

  break_with("no_application_user", "list");
  BOOST_TEST(contains(mistakes.tell("no application user", probe_says()), "access was refused"));

  declare(settings_for("https://no-such-host.invalid"));
  BOOST_TEST(contains(mistakes.tell("wrong host", probe_says()), "no-such-host.invalid"));

  setenv("HUB_TEST_WRONG_SECRET", "other", 1);
  declare(settings_for(simulator->base_url(), "", "HUB_TEST_WRONG_SECRET"));
  BOOST_TEST(contains(mistakes.tell("wrong secret", probe_says()), "AADSTS7000215"));

  const auto settings = [this](const std::string& base_url) { return settings_for(base_url); };
  BOOST_TEST(contains(mistakes.tell("expired certificate", expired_certificate_says(settings)), "expired"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::dynamics
