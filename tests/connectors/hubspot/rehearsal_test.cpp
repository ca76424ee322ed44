// The shipped mapping and the real connector before the simulated account: who a ticket is about, what long
// chats become, what a case costs, and what an administrator is told who got something wrong.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/model/builder.hpp"
#include "tests/connectors/shipped_rehearsal.hpp"
#include "tools/simulators/hubspot/simulator.hpp"

namespace hub::connectors::hubspot {

namespace {

using simulators::hubspot::Row;
using simulators::hubspot::Simulator;
using simulators::hubspot::SimulatorSettings;

struct Rehearsal : ShippedRehearsal<Simulator> {
  Rehearsal()
      : ShippedRehearsal("hubspot", HUB_SOURCE_DIR "/mappings/hubspot/default.yaml", SimulatorSettings()) {
    setenv("HUB_TEST_HUBSPOT_TOKEN", "pat-rehearsal", 1);
    model::ObjectBuilder fields(arena);
    fields.add("email", model::Value::string("web-visitors@example.com"));
    collector = std::get<Row*>(simulator->portal().create("contacts", fields.finish()))->id;
    declare(settings_for(simulator->base_url()));
  }

  std::string settings_for(const std::string& base_url,
                           const std::string& variable = "HUB_TEST_HUBSPOT_TOKEN") {
    return "base_url: " + base_url + "\naccess_token: env:" + variable + "\ncollector_contact: \"" +
           collector + "\"\n";
  }
  delivery::CaseRecords make_case(int number, std::string_view email = {}, std::size_t messages = 1,
                                  std::string_view ticket = {}) {
    std::string data = R"({"case":{"id":"C-)" + std::to_string(number) +
                       R"(","channel":"chat","closed_at":"2026-11-01T10:00:00Z"},"visitor":{"email":")" +
                       std::string(email) + R"("},"custom":{"hubspot_ticket_id":")" + std::string(ticket) +
                       R"("},"transcript":{"messages":[)";
    for (std::size_t i = 0; i < messages; ++i) {
      data += (i > 0 ? ",{" : "{") +
              std::string(R"("at":"2026-11-01T09:59:00Z","role":"visitor","type":"text",)") +
              R"("text":"Hello & <welcome> number )" + std::to_string(i) + "\"}";
    }
    return map(data + "]}}");
  }
  std::vector<std::string> contacts_of(const Row& ticket) {
    return simulator->portal().linked(ticket, "contacts");
  }

  std::string collector;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hubspot_rehearsal, Rehearsal)

BOOST_AUTO_TEST_CASE(anonymous_visitors_share_the_collector_and_known_ones_are_matched) {
  model::ObjectBuilder fields(arena);
  fields.add("email", model::Value::string("kim@example.com"));
  const std::string kim = std::get<Row*>(simulator->portal().create("contacts", fields.finish()))->id;
  deliver({make_case(1), make_case(2, "Kim@Example.com"), make_case(3, "new@example.com"), make_case(4)});
  const auto tickets = simulator->portal().live("tickets");
  BOOST_REQUIRE(tickets.size() == 4u);
  std::map<std::string, std::vector<std::string>> contacts;
  for (const Row* ticket : tickets) contacts[ticket->values.at("hub_case_id")] = contacts_of(*ticket);
  BOOST_TEST(contacts["C-1"] == std::vector<std::string>{collector}, boost::test_tools::per_element());
  BOOST_TEST(contacts["C-4"] == std::vector<std::string>{collector}, boost::test_tools::per_element());
  BOOST_TEST(contacts["C-2"] == std::vector<std::string>{kim}, boost::test_tools::per_element());
  // Nobody is made up: the collector, the one who was there, and the one who gave an address.
  BOOST_TEST(simulator->portal().count("contacts") == 3u);
}

BOOST_AUTO_TEST_CASE(a_ticket_that_an_agent_opened_is_written_to) {
  model::ObjectBuilder fields(arena);
  fields.add("subject", model::Value::string("Opened by an agent"));
  fields.add("hs_pipeline_stage", model::Value::string("1"));
  const Row* opened = std::get<Row*>(simulator->portal().create("tickets", fields.finish()));
  deliver({make_case(1, {}, 1, opened->id), make_case(2, {}, 1, "999999")});
  BOOST_TEST(opened->values.at("hub_case_id") == "C-1");
  BOOST_TEST(opened->values.at("hs_pipeline_stage") == "1");
  BOOST_TEST(simulator->portal().count("tickets") == 2u);
}

BOOST_AUTO_TEST_CASE(a_long_chat_goes_on_in_notes_below_its_ticket) {
  deliver({make_case(1, {}, 4'000)});
  const auto notes = simulator->portal().live("notes");
  BOOST_TEST(notes.size() > 2u);
  for (const Row* note : notes) {
    BOOST_TEST(simulator->portal().linked(*note, "tickets").size() == 1u);
    BOOST_TEST(contains(note->values.at("hs_note_body"), "Hello &amp; &lt;welcome&gt; number"));
  }
}

BOOST_AUTO_TEST_CASE(a_full_batch_of_anonymous_cases_costs_three_calls) {
  std::vector<delivery::CaseRecords> cases;
  for (int i = 0; i < 100; ++i) cases.push_back(make_case(i));
  deliver(std::move(cases));
  BOOST_TEST(calls() == 3u);
  std::vector<delivery::CaseRecords> again;
  for (int i = 100; i < 200; ++i) again.push_back(make_case(i, "kim" + std::to_string(i) + "@example.com"));
  deliver(std::move(again));
  BOOST_TEST_MESSAGE("known visitors, all new: " << calls() - 3 << " calls for 100 cases");
  BOOST_TEST(calls() <= 3u + 7u);
}

BOOST_AUTO_TEST_CASE(each_mistake_is_told_in_words_of_its_own) {
  Mistakes mistakes;
  const std::vector<std::string> objects{"tickets", "contacts", "notes"};
  const auto break_with = [this](std::string kind, std::string operation, std::string field,
                                 std::string text) {
    simulators::Fault fault = testing::make_fault(std::move(kind), std::move(operation));
    fault.field = std::move(field);
    fault.text = std::move(text);
    simulator->faults().add(std::move(fault));
  };
  BOOST_TEST(probe_says() == "works");
  BOOST_TEST(mapping_says(objects) == "fits");

  break_with("hidden_property", "properties", "hub_transcript", "");
  BOOST_TEST(contains(mistakes.tell("missing field", mapping_says(objects)),
                      "tickets has no field 'hub_transcript'"));

  break_with("missing_scopes", "list", "", "tickets");
  BOOST_TEST(
      contains(mistakes.tell("missing right", probe_says()), "add the scopes and install it again: tickets"));

  declare(settings_for("https://no-such-host.invalid"));
  BOOST_TEST(contains(mistakes.tell("wrong host", probe_says()), "no-such-host.invalid"));

  setenv("HUB_TEST_WRONG_TOKEN", "pat-other", 1);
  declare(settings_for(simulator->base_url(), "HUB_TEST_WRONG_TOKEN"));
  BOOST_TEST(contains(mistakes.tell("wrong secret", probe_says()), "refuses the credentials"));

  const auto settings = [this](const std::string& base_url) { return settings_for(base_url); };
  BOOST_TEST(contains(mistakes.tell("expired certificate", expired_certificate_says(settings)), "expired"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::hubspot
