// The shipped mapping and the real connector before the simulated account: who a ticket is about, what long
// chats become, what a case costs, and what an administrator is told who got something wrong.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/model/builder.hpp"
#include "tests/connectors/shipped_rehearsal.hpp"
#include "tools/simulators/freshdesk/simulator.hpp"

namespace hub::connectors::freshdesk {

namespace {

using simulators::freshdesk::Contact;
using simulators::freshdesk::Simulator;
using simulators::freshdesk::SimulatorSettings;
using simulators::freshdesk::Ticket;

struct Rehearsal : ShippedRehearsal<Simulator> {
  Rehearsal()
      : ShippedRehearsal("freshdesk", HUB_SOURCE_DIR "/mappings/freshdesk/default.yaml",
                         SimulatorSettings()) {
    setenv("HUB_TEST_FRESHDESK_KEY", "hub-secret", 1);
    collector = add_contact({{"name", "Web visitors"}, {"unique_external_id", "visitors"}});
    declare(settings_for(simulator->base_url()));
  }

  std::int64_t add_contact(const std::vector<std::pair<std::string_view, std::string_view>>& texts) {
    model::ObjectBuilder fields(arena);
    for (const auto& [name, value] : texts) fields.add(name, model::Value::string(value));
    return std::get<Contact*>(simulator->account().create_contact(fields.finish()))->id;
  }
  Ticket& add_ticket(std::int64_t status) {
    model::ObjectBuilder fields(arena);
    fields.add("subject", model::Value::string("Opened by an agent"));
    fields.add("description", model::Value::string("What the agent wrote"));
    fields.add("status", model::Value::integer(status));
    fields.add("requester_id", model::Value::integer(collector));
    return *std::get<Ticket*>(simulator->account().create_ticket(fields.finish()));
  }
  std::string settings_for(const std::string& base_url,
                           const std::string& variable = "HUB_TEST_FRESHDESK_KEY") {
    return "base_url: " + base_url + "\napi_key: env:" + variable + "\nrequester_id: \"" +
           std::to_string(collector) + "\"\n";
  }
  delivery::CaseRecords make_case(int number, std::string_view email = {}, std::size_t messages = 1,
                                  std::int64_t existing = 0) {
    std::string data = R"({"case":{"id":"C-)" + std::to_string(number) +
                       R"(","channel":"chat","closed_at":"2026-11-01T10:00:00Z"},"visitor":{"email":")" +
                       std::string(email) + R"("},"custom":{"freshdesk_ticket_id":")" +
                       (existing > 0 ? std::to_string(existing) : "") + R"("},"transcript":{"messages":[)";
    for (std::size_t i = 0; i < messages; ++i) {
      data += (i > 0 ? ",{" : "{") +
              std::string(R"("at":"2026-11-01T09:59:00Z","role":"visitor","type":"text",)") +
              R"("text":"Hello & <welcome> number )" + std::to_string(i) + "\"}";
    }
    return map(data + "]}}");
  }
  std::deque<Ticket>& tickets() { return simulator->account().tickets(); }

  std::int64_t collector = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(freshdesk_rehearsal, Rehearsal)

BOOST_AUTO_TEST_CASE(anonymous_visitors_share_the_collector_and_known_ones_are_matched) {
  const std::int64_t kim = add_contact({{"name", "Kim Berg"}, {"email", "kim@example.com"}});
  deliver({make_case(1), make_case(2, "Kim@Example.com"), make_case(3, "new@example.com"), make_case(4)});
  std::map<std::int64_t, int> requesters;
  for (const Ticket& ticket : tickets()) ++requesters[ticket.requester_id];
  BOOST_TEST(tickets().size() == 4u);
  BOOST_TEST(requesters[collector] == 2);
  BOOST_TEST(requesters[kim] == 1);
  // Nobody is made up: the collector, the one who was there, and the one who gave an address.
  BOOST_TEST(simulator->account().contacts().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_ticket_that_an_agent_opened_gets_the_chat_as_a_note_unless_it_is_closed) {
  const std::int64_t open = add_ticket(2).id, closed = add_ticket(5).id;
  deliver({make_case(1, {}, 1, open), make_case(2, {}, 1, closed), make_case(3, {}, 1, 999'999)});
  BOOST_TEST(tickets().size() == 4u);
  const Ticket& written = *simulator->account().find_ticket(open);
  BOOST_TEST(written.html == "<div>What the agent wrote</div>");
  BOOST_REQUIRE(written.conversations.size() == 1u);
  BOOST_TEST(contains(written.conversations[0].html, "Hello &amp; &lt;welcome&gt; number 0"));
  BOOST_TEST(simulator->account().find_ticket(closed)->conversations.empty());
}

BOOST_AUTO_TEST_CASE(a_long_chat_is_whole_in_a_file_below_its_ticket) {
  deliver({make_case(1, {}, 4'000)});
  const Ticket& ticket = tickets().front();
  BOOST_TEST(contains(ticket.html, "[…]"));
  BOOST_REQUIRE(ticket.conversations.size() == 1u);
  BOOST_TEST(ticket.conversations[0].is_private);
  const auto& file = ticket.conversations[0].files.front();
  BOOST_TEST(file.name == "transcript-C-1.txt");
  BOOST_TEST(file.size > 150'000u);
}

BOOST_AUTO_TEST_CASE(fifty_anonymous_cases_cost_fifty_one_calls) {
  std::vector<delivery::CaseRecords> cases;
  for (int i = 0; i < 50; ++i) cases.push_back(make_case(i));
  deliver(std::move(cases));
  BOOST_TEST(calls() == 51u);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_makes_no_second_ticket) {
  simulator->faults().add(testing::make_fault("drop_after_commit", "create_ticket"));
  deliver({make_case(1)});
  BOOST_TEST(tickets().size() == 1u);
}

BOOST_AUTO_TEST_CASE(each_mistake_is_told_in_words_of_its_own) {
  Mistakes mistakes;
  const std::vector<std::string> objects{"ticket", "contact", "attachment", "note"};
  BOOST_TEST(probe_says() == "works");
  BOOST_TEST(mapping_says(objects) == "fits");

  simulators::Fault hidden = testing::make_fault("hidden_field", "ticket_fields");
  hidden.field = "cf_hub_key";
  simulator->faults().add(hidden);
  BOOST_TEST(
      contains(mistakes.tell("missing field", mapping_says(objects)), "ticket has no field 'cf_hub_key'"));

  simulator->faults().add(testing::make_fault("access_denied", "list_tickets"));
  BOOST_TEST(contains(mistakes.tell("missing right", probe_says()), "has not the right"));

  declare(settings_for("https://no-such-host.invalid"));
  BOOST_TEST(contains(mistakes.tell("wrong host", probe_says()), "no-such-host.invalid"));

  setenv("HUB_TEST_WRONG_KEY", "other", 1);
  declare(settings_for(simulator->base_url(), "HUB_TEST_WRONG_KEY"));
  BOOST_TEST(contains(mistakes.tell("wrong secret", probe_says()), "refuses the credentials"));

  const auto settings = [this](const std::string& base_url) { return settings_for(base_url); };
  BOOST_TEST(contains(mistakes.tell("expired certificate", expired_certificate_says(settings)), "expired"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::freshdesk
