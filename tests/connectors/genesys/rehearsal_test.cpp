// The shipped mappings and the real connector before the simulated organisation: who a case is about, what
// long chats become, what is not written twice, what a case costs, and what an administrator is told who got
// something wrong.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "connectors/genesys/types.hpp"
#include "core/model/builder.hpp"
#include "tests/connectors/shipped_rehearsal.hpp"
#include "tools/simulators/genesys/simulator.hpp"

namespace hub::connectors::genesys {

namespace {

namespace simulated = simulators::genesys;
using simulated::Contact;
using simulated::Note;
using simulated::Simulator;
using simulated::SimulatorSettings;
using simulated::Workitem;

struct Rehearsal : ShippedRehearsal<Simulator> {
  explicit Rehearsal(const std::string& mapping_name = "default", SimulatorSettings settings = {})
      : ShippedRehearsal("genesys", HUB_SOURCE_DIR "/mappings/genesys/" + mapping_name + ".yaml",
                         std::move(settings)) {
    setenv("HUB_TEST_GENESYS_SECRET", "hub-secret", 1);
    declare(settings_for(simulator->base_url()));
  }

  static std::string settings_for(const std::string& base_url,
                                  const std::string& variable = "HUB_TEST_GENESYS_SECRET") {
    return "base_url: " + base_url + "\nlogin_url: " + base_url +
           "\nclient_id: hub\nclient_secret: env:" + variable +
           "\nexternal_source_id: " + std::string(simulated::kSourceId) +
           "\nuser_id: " + std::string(simulated::kUserId) +
           "\ncollector_contact: " + std::string(simulated::kCollectorId) +
           "\nworktype_id: " + std::string(simulated::kWorktypeId) + "\n";
  }
  delivery::CaseRecords make_case(int number, std::string_view email = {}, std::size_t messages = 1,
                                  std::string_view workitem = {}) {
    std::string data = R"({"case":{"id":"C-)" + std::to_string(number) +
                       R"(","channel":"chat","closed_at":"2026-11-01T10:00:00Z"},"visitor":{"email":")" +
                       std::string(email) + R"("},"custom":{"genesys_workitem_id":")" +
                       std::string(workitem) + R"("},"transcript":{"messages":[)";
    for (std::size_t i = 0; i < messages; ++i) {
      data += (i > 0 ? ",{" : "{") +
              std::string(R"("at":"2026-11-01T09:59:00Z","role":"visitor","type":"text",)") +
              R"("text":"Hello & <welcome> number )" + std::to_string(i) + "\"}";
    }
    return map(data + "]}}");
  }
  Contact& add_contact(std::string_view email, std::string type) {
    model::ObjectBuilder fields(arena);
    fields.add("personalEmail", model::Value::string(email));
    fields.add("lastName", model::Value::string("As agents wrote it"));
    Contact& contact = *std::get<Contact*>(simulator->organisation().add_contact(fields.finish()));
    contact.type = std::move(type);
    return contact;
  }
  std::vector<Note*> notes_of(std::string_view contact_id) {
    return simulator->organisation().notes(contact_id, false);
  }
  void break_with(std::string kind, std::string operation, std::string field = {}) {
    simulators::Fault fault = testing::make_fault(std::move(kind), std::move(operation));
    fault.field = std::move(field);
    simulator->faults().add(std::move(fault));
  }
  std::vector<delivery::CaseOutcome> attempt_again(delivery::CaseRecords one) {
    one.look_up_first = true;
    std::vector<delivery::CaseRecords> cases;
    cases.push_back(std::move(one));
    return attempt(std::move(cases));
  }
};

struct WorkitemRehearsal : Rehearsal {
  WorkitemRehearsal() : Rehearsal("workitem") {}
};

const std::vector<std::string> kObjects{"contact", "note", "workitem"};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(genesys_rehearsal, Rehearsal)

BOOST_AUTO_TEST_CASE(anonymous_visitors_share_the_collector_and_known_ones_are_matched) {
  const Contact& kim = add_contact("kim@example.com", "Curated");
  deliver({make_case(1), make_case(2, "Kim@Example.com"), make_case(3, "new@example.com"), make_case(4)});
  BOOST_TEST(notes_of(simulated::kCollectorId).size() == 2u);
  BOOST_TEST(notes_of(kim.id).size() == 1u);
  BOOST_TEST(kim.texts.at("lastName") == "As agents wrote it");
  // Nobody is made up: the collector, the one who was there, and the one who gave an address.
  BOOST_TEST(simulator->organisation().contacts().size() == 3u);
  const Contact* made = simulator->organisation().find_contact("Email", "new@example.com", {});
  BOOST_REQUIRE(made != nullptr);
  BOOST_TEST(made->type == "Curated");
  BOOST_TEST(notes_of(made->id).size() == 1u);
  deliver({make_case(5, "new@example.com")});
  BOOST_TEST(notes_of(made->id).size() == 2u);
  BOOST_TEST(simulator->organisation().contacts().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_contact_that_would_go_away_is_promoted_before_it_gets_notes) {
  const Contact& kim = add_contact("kim@example.com", "Ephemeral");
  deliver({make_case(1, "kim@example.com")});
  BOOST_TEST(kim.type == "Curated");
}

BOOST_AUTO_TEST_CASE(a_contact_that_was_not_promoted_is_not_confirmed) {
  break_with("not_promoted", "enrich");
  std::vector<delivery::CaseRecords> cases;
  cases.push_back(make_case(1, "new@example.com"));
  const auto outcomes = attempt(std::move(cases));
  BOOST_REQUIRE(outcomes[0].error.has_value());
  BOOST_TEST(outcomes[0].error->code == "mismatch");
  BOOST_TEST(outcomes[0].error->fields == std::vector<std::string>{"type"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_long_chat_goes_on_in_further_notes) {
  deliver({make_case(1, {}, 4'000)});
  const auto notes = notes_of(simulated::kCollectorId);
  BOOST_TEST(notes.size() > 4u);
  for (const Note* note : notes) BOOST_TEST(contains(note->text, "Hello & <welcome> number"));
}

BOOST_AUTO_TEST_CASE(a_lost_answer_to_many_notes_makes_no_second_ones) {
  std::vector<delivery::CaseRecords> cases;
  for (int i = 0; i < 20; ++i) cases.push_back(make_case(i));
  break_with("drop_after_commit", "add_notes");
  deliver(std::move(cases));
  BOOST_TEST(notes_of(simulated::kCollectorId).size() == 20u);
}

BOOST_AUTO_TEST_CASE(a_repaired_mapping_rewrites_the_note_that_is_there) {
  deliver({make_case(1)});
  const std::string before = notes_of(simulated::kCollectorId)[0]->text;
  const auto outcomes = attempt_again(make_case(1, {}, 2));
  BOOST_TEST(!outcomes[0].error.has_value(), (outcomes[0].error ? outcomes[0].error->message : ""));
  const auto notes = notes_of(simulated::kCollectorId);
  BOOST_REQUIRE(notes.size() == 1u);
  BOOST_TEST(notes[0]->text != before);
}

BOOST_AUTO_TEST_CASE(a_note_that_was_cut_or_refused_harms_no_other) {
  std::vector<delivery::CaseRecords> cases;
  for (int i = 0; i < 3; ++i) cases.push_back(make_case(i));
  break_with("record_error", "add_notes");
  const auto outcomes = attempt(std::move(cases));
  BOOST_TEST(outcomes[0].error.has_value());
  BOOST_TEST(!outcomes[1].error.has_value());
  BOOST_TEST(!outcomes[2].error.has_value());
  break_with("truncated_text", "add_note", "noteText");
  std::vector<delivery::CaseRecords> cut;
  cut.push_back(make_case(4));
  BOOST_TEST(attempt(std::move(cut))[0].error->code == "mismatch");
}

BOOST_AUTO_TEST_CASE(fifty_anonymous_cases_cost_three_calls_and_a_known_visitor_six) {
  std::vector<delivery::CaseRecords> cases;
  for (int i = 0; i < 50; ++i) cases.push_back(make_case(i));
  deliver(std::move(cases));
  BOOST_TEST(calls() == 3u + 1u);  // and the login
  deliver({make_case(100, "kim@example.com")});
  BOOST_TEST(calls() == 4u + 6u);
  deliver({make_case(101, "kim@example.com")});
  BOOST_TEST(calls() == 10u + 6u);
  std::vector<delivery::CaseRecords> known;
  for (int i = 0; i < 10; ++i)
    known.push_back(make_case(200 + i, "kim" + std::to_string(i) + "@example.com"));
  deliver(std::move(known));
  BOOST_TEST(calls() == 16u + 10u * 5u + 1u);  // their notes are added in one call
}

BOOST_AUTO_TEST_CASE(each_mistake_is_told_in_words_of_its_own) {
  Mistakes mistakes;
  BOOST_TEST(probe_says() == "works");
  BOOST_TEST(mapping_says(kObjects) == "fits");

  simulator->organisation().sources().clear();
  BOOST_TEST(contains(mistakes.tell("missing source", probe_says()), "no external source"));
  simulator->organisation().reset();

  for (const auto& [operation, permission] : {std::pair("sources", "externalContacts:externalSource:view"),
                                              std::pair("contact", "externalContacts:contact:view"),
                                              std::pair("enrich", "externalContacts:contact:enrich")}) {
    break_with("missing_permissions", operation);
    BOOST_TEST(contains(mistakes.tell("missing right", probe_says()), permission));
  }

  declare(settings_for("https://no-such-host.invalid"));
  BOOST_TEST(contains(mistakes.tell("wrong host", probe_says()), "no-such-host.invalid"));

  setenv("HUB_TEST_WRONG_SECRET", "another", 1);
  declare(settings_for(simulator->base_url(), "HUB_TEST_WRONG_SECRET"));
  BOOST_TEST(contains(mistakes.tell("wrong secret", probe_says()), "authentication failed"));

  const auto settings = [](const std::string& base_url) { return settings_for(base_url); };
  BOOST_TEST(contains(mistakes.tell("expired certificate", expired_certificate_says(settings)), "expired"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(genesys_workitem_rehearsal, WorkitemRehearsal)

BOOST_AUTO_TEST_CASE(each_case_is_a_workitem_about_its_visitor_beside_the_notes) {
  BOOST_TEST(mapping_says(kObjects) == "fits");
  deliver({make_case(1), make_case(2, "kim@example.com")});
  const auto& workitems = simulator->organisation().workitems();
  BOOST_REQUIRE(workitems.size() == 2u);
  BOOST_TEST(workitems[0].contact_id == simulated::kCollectorId);
  BOOST_TEST(workitems[1].contact_id ==
             simulator->organisation().find_contact("Email", "kim@example.com", {})->id);
  BOOST_TEST(workitems[1].custom.at("case_id_identifier") == "\"C-2\"");
  BOOST_TEST(notes_of(simulated::kCollectorId).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_workitem_that_an_agent_opened_is_written_to_unless_it_is_closed) {
  deliver({make_case(1)});
  Workitem& opened = simulator->organisation().workitems().front();
  deliver({make_case(2, {}, 1, opened.id)});
  BOOST_TEST(simulator->organisation().workitems().size() == 1u);
  BOOST_TEST(opened.custom.at("case_id_identifier") == "\"C-2\"");
  opened.status_id = simulated::kClosedStatusId;
  deliver({make_case(3, {}, 1, opened.id)});
  BOOST_TEST(simulator->organisation().workitems().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_makes_no_second_workitem) {
  break_with("drop_after_commit", "create_workitem");
  deliver({make_case(1)});
  BOOST_TEST(simulator->organisation().workitems().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::genesys
