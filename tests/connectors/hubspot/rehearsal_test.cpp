// The shipped mapping and the real connector before the simulated account: who a ticket is about, what long
// chats become, what a case costs, and what an administrator is told who got something wrong.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "connectors/connectors.hpp"
#include "core/async/system_clock.hpp"
#include "core/delivery/existing_records.hpp"
#include "core/http/curl_client.hpp"
#include "core/mapping/tools/publishing.hpp"
#include "core/model/builder.hpp"
#include "tests/core/http/running_server.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/run_task.hpp"
#include "tools/simulators/hubspot/simulator.hpp"

namespace hub::connectors::hubspot {

namespace {

using simulators::hubspot::Row;
using simulators::hubspot::Simulator;

std::string shipped_mapping() {
  std::ifstream file(HUB_SOURCE_DIR "/mappings/hubspot/default.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

http::ClientSettings loopback() {
  http::ClientSettings settings;
  settings.guard = http::AddressGuard::with_allowed({"127.0.0.1/32"}).value();
  return settings;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

struct Rehearsal {
  Rehearsal() {
    setenv("HUB_TEST_HUBSPOT_TOKEN", "pat-rehearsal", 1);
    add_all(registry);
    model::ObjectBuilder fields(arena);
    fields.add("email", model::Value::string("web-visitors@example.com"));
    collector = std::get<Row*>(simulator->portal().create("contacts", fields.finish()))->id;
    config::Problems problems;
    mapping = mapping::Mapping::compile(shipped_mapping(), "default.yaml", problems);
    BOOST_REQUIRE(mapping);
    declare(settings_for(simulator->base_url()));
  }
  ~Rehearsal() {
    bool stopped = false;
    spawn(io.get_executor(), simulator->stop(), [&] { stopped = true; });
    io.restart();
    while (!stopped) io.run_one();
  }

  std::string settings_for(const std::string& base_url,
                           const std::string& variable = "HUB_TEST_HUBSPOT_TOKEN") {
    return "base_url: " + base_url + "\naccess_token: env:" + variable + "\ncollector_contact: \"" +
           collector + "\"\n";
  }
  void declare(const std::string& yaml, http::Client* other = nullptr) {
    const ConnectorKind* kind = registry.find("hubspot");
    config::Problems problems;
    const auto documents = config::parse_yaml(yaml, "crm.yaml", problems);
    const config::Settings settings = config::read_settings(kind->spec, documents.front(), problems);
    connector = kind->create(settings, {other ? *other : client, clock}).value();
  }
  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    spawn(io.get_executor(), testing::keep_result(std::move(task), result));
    io.restart();
    while (!result) io.run_one();
    return std::move(*result);
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
    const model::Value event = *parser.parse(arena.copy(data + "]}}"), arena);
    const mapping::MapContext context{key, WallTime(), "UTC", {}, {}, {}, {}, {}, nullptr};
    auto records = mapping->map(event, context, arena);
    BOOST_REQUIRE(records.ok());
    return {std::move(*records)};
  }
  // Everything that the engine does with one attempt of these cases.
  void deliver(std::vector<delivery::CaseRecords> cases) {
    delivery::MatchClaims claims{std::array<std::byte, 32>{}};
    delivery::MatchClaims::Hold hold(claims);
    delivery::ExistingRecords existing(*connector, hold, arena);
    for (const auto& error : run(existing.resolve(cases)))
      BOOST_REQUIRE_MESSAGE(!error.has_value(), (error ? error->message : ""));
    delivery::BatchDelivery delivery(*connector, clock, arena, {2, milliseconds(1)});
    for (const auto& outcome : run(delivery.run(std::move(cases))))
      BOOST_TEST(!outcome.error.has_value(), outcome.error->message);
  }
  std::vector<std::string> contacts_of(const Row& ticket) {
    return simulator->portal().linked(ticket, "contacts");
  }
  std::size_t calls() {
    std::optional<Result<http::Response>> state;
    http::Request request;
    request.url = simulator->base_url() + "/_control/state";
    spawn(io.get_executor(), testing::keep_result(client.send(std::move(request)), state));
    io.restart();
    while (!state) io.run_one();
    const auto json = parser.parse((*state)->body.view(), arena);
    return static_cast<std::size_t>(json->find("api_calls")->as_integer());
  }

  Registry registry;
  IoContext io{1};
  SystemClock clock{io};
  std::unique_ptr<Simulator> simulator = Simulator::start(io, clock, {}).value();
  http::CurlClient client{io, loopback()};
  model::Arena arena;
  model::JsonParser parser;
  std::string collector;
  std::array<std::byte, 32> key{};
  std::shared_ptr<const mapping::Mapping> mapping;
  std::unique_ptr<delivery::Connector> connector;
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
  std::set<std::string> said;
  const auto tell = [&said](const char* mistake, const std::string& text) {
    BOOST_TEST_MESSAGE(mistake << ": " << text);
    BOOST_TEST(said.insert(text).second, text << " was said before");
    return text;
  };
  const auto probe_says = [this] {
    auto result = run(connector->probe());
    return result.ok() ? "works" : result.error().message;
  };
  const auto mapping_says = [this] {
    const auto schema = run(connector->describe({"tickets", "contacts", "notes"}));
    BOOST_REQUIRE(schema.ok());
    const auto fit = mapping::fit(*mapping, *schema);
    return fit.findings.empty() ? "fits" : fit.findings.front();
  };
  const auto break_with = [this](std::string kind, std::string operation, std::string field,
                                 std::string text) {
    simulators::Fault fault;
    fault.kind = std::move(kind);
    fault.operation = std::move(operation);
    fault.field = std::move(field);
    fault.text = std::move(text);
    simulator->faults().add(std::move(fault));
  };
  BOOST_TEST(probe_says() == "works");
  BOOST_TEST(mapping_says() == "fits");

  break_with("hidden_property", "properties", "hub_transcript", "");
  BOOST_TEST(contains(tell("missing field", mapping_says()), "tickets has no field 'hub_transcript'"));

  break_with("missing_scopes", "list", "", "tickets");
  BOOST_TEST(contains(tell("missing right", probe_says()), "add the scopes and install it again: tickets"));

  declare(settings_for("https://no-such-host.invalid"));
  BOOST_TEST(contains(tell("wrong host", probe_says()), "no-such-host.invalid"));

  setenv("HUB_TEST_WRONG_TOKEN", "pat-other", 1);
  declare(settings_for(simulator->base_url(), "HUB_TEST_WRONG_TOKEN"));
  BOOST_TEST(contains(tell("wrong secret", probe_says()), "refuses the credentials"));

  testing::CertificateAuthority authority;
  const auto expired = authority.issue("expired", "/CN=server", "IP:127.0.0.1", "-days -1");
  http::ServerSettings old;
  old.tls = http::TlsSettings{expired.certificate, expired.key, ""};
  testing::RunningServer running(
      old, [](http::Request, const http::Peer&) -> Task<http::Response> { co_return http::Response{}; });
  http::ClientSettings trusting = loopback();
  trusting.ca_file = authority.ca_file();
  http::CurlClient verifying(io, std::move(trusting));
  declare(settings_for("https://127.0.0.1:" + std::to_string(running.port())), &verifying);
  BOOST_TEST(contains(tell("expired certificate", probe_says()), "expired"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::hubspot
