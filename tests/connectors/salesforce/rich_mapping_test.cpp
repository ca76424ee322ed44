// The shipped rich mapping against the simulated org: contacts found, made and left alone, cases attached.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "core/mapping/mapping.hpp"
#include "tests/connectors/salesforce/rehearsal.hpp"

namespace hub::connectors::salesforce {

namespace {

std::string read_rich_mapping(const std::string& owner) {
  std::ifstream file(HUB_SOURCE_DIR "/mappings/salesforce/rich.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  std::string mapping = text.str();
  const std::string placeholder = "00G000000000001";
  mapping.replace(mapping.find(placeholder), placeholder.size(), owner);
  return mapping;
}

struct RichMapping : Rehearsal {
  RichMapping() {
    config::Problems problems;
    mapping =
        mapping::Mapping::compile(read_rich_mapping(simulator->org().run_as_user()), "rich.yaml", problems);
    BOOST_REQUIRE(mapping);
    std::optional<Result<delivery::Schema>> schema;
    std::vector<std::string> objects{"Contact", "Case", "Chat_Transcript__c"};
    spawn(io.get_executor(), testing::keep_result(target->describe(std::move(objects)), schema));
    while (!schema) io.run_one();
  }

  delivery::CaseRecords make_case(std::string_view id, std::string_view email, std::string_view case_id) {
    const std::string data =
        R"({"case":{"id":")" + std::string(id) +
        R"(","channel":"chat","closed_at":"2026-11-01T10:00:00Z"},"visitor":{"name":"Kim O'Neil",)" +
        R"("email":")" + std::string(email) + R"("},"custom":{"salesforce_case_id":")" +
        std::string(case_id) +
        R"("},"transcript":{"messages":[{"at":"2026-11-01T09:59:00Z","role":"visitor",)"
        R"("type":"text","text":"Hello"}]}})";
    const model::Value event = *parser.parse(arena.copy(data), arena);
    const mapping::MapContext context{key, WallTime(), "UTC", {}, {}, {}, {}, {}, nullptr};
    auto records = mapping->map(event, context, arena);
    BOOST_REQUIRE(records.ok());
    return {std::move(*records)};
  }
  std::string deliver_one(delivery::CaseRecords& one) {
    std::vector<delivery::CaseRecords> cases{one};
    const auto outcomes = resolve_and_deliver(cases);
    one = cases[0];
    return outcomes[0].error ? outcomes[0].error->code + ": " + outcomes[0].error->message : "confirmed";
  }
  std::string add(const char* object, std::initializer_list<std::pair<const char*, const char*>> texts) {
    model::ObjectBuilder fields(arena);
    for (const auto& [name, text] : texts) fields.add(name, model::Value::string(text));
    auto& org = simulator->org();
    return std::get<simulators::salesforce::Row*>(org.create(*org.schema().find(object), fields.finish()))
        ->id;
  }
  std::string text_of(std::string_view id, const char* field) {
    const auto* row = simulator->org().find(id);
    const auto* text =
        std::get_if<std::string>(&row->fields[static_cast<std::size_t>(row->object->find(field))]);
    return text ? *text : "";
  }
  // The only live record of that object.
  std::string only(const char* object) {
    std::string id;
    for (const auto& row : simulator->org().rows_of(*simulator->org().schema().find(object))) {
      if (!row.deleted) id = row.id;
    }
    BOOST_TEST(simulator->live_rows(object) == 1u, object);
    return id;
  }

  std::shared_ptr<const mapping::Mapping> mapping;
  std::array<std::byte, 32> key{};
  model::JsonParser parser;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rich_salesforce_mapping, RichMapping)

BOOST_AUTO_TEST_CASE(an_unknown_visitor_becomes_a_contact_with_a_case_and_a_transcript) {
  auto one = make_case("C-1", "kim@example.com", "");
  BOOST_TEST(deliver_one(one) == "confirmed");
  BOOST_TEST(text_of(only("Case"), "ContactId") == only("Contact"));
  BOOST_TEST(text_of(only("Chat_Transcript__c"), "Case__c") == only("Case"));
}

BOOST_AUTO_TEST_CASE(a_contact_that_exists_is_linked_and_stays_as_it_is) {
  const std::string known = add("Contact", {{"LastName", "Berg"}, {"Email", "Kim@Example.com"}});
  auto one = make_case("C-1", "kim@example.com", "");
  BOOST_TEST(deliver_one(one) == "confirmed");
  BOOST_TEST(only("Contact") == known);
  BOOST_TEST(text_of(known, "LastName") == "Berg");
  BOOST_TEST(text_of(only("Case"), "ContactId") == known);
}

BOOST_AUTO_TEST_CASE(with_several_contacts_the_case_stands_without_one) {
  for (int i = 0; i < 2; ++i) add("Contact", {{"LastName", "Berg"}, {"Email", "kim@example.com"}});
  auto one = make_case("C-1", "kim@example.com", "");
  BOOST_TEST(deliver_one(one) == "confirmed");
  BOOST_TEST(simulator->live_rows("Contact") == 2u);
  BOOST_TEST(text_of(only("Case"), "ContactId") == "");
}

BOOST_AUTO_TEST_CASE(the_case_that_an_agent_opened_is_closed_and_gets_the_transcript) {
  const std::string opened = add("Case", {{"Subject", "A call"}, {"Status", "Working"}, {"Reason", "Other"}});
  auto one = make_case("C-1", "kim@example.com", opened.substr(0, 15));
  BOOST_TEST(deliver_one(one) == "confirmed");
  BOOST_TEST(only("Case") == opened);
  BOOST_TEST(text_of(opened, "Status") == "Closed");
  BOOST_TEST(text_of(opened, "Hub_Case_Id__c") == "C-1");
  BOOST_TEST(text_of(opened, "Hub_Key__c") == "");
  BOOST_TEST(text_of(only("Chat_Transcript__c"), "Case__c") == opened);
}

// The first attempt closed the case; seen from the second it is a closed case, for which a new one would be
// made.
BOOST_AUTO_TEST_CASE(a_lost_answer_after_closing_the_agents_case_makes_no_second_one) {
  const std::string opened = add("Case", {{"Subject", "A call"}, {"Status", "Working"}});
  auto one = make_case("C-1", "", opened);
  simulators::Fault lost;
  lost.kind = "status";  // the transcript below it is refused for now
  lost.operation = "upsert";
  lost.status = 503;
  simulator->faults().add(std::move(lost));
  BOOST_TEST(deliver_one(one) != "confirmed");
  BOOST_TEST(text_of(opened, "Status") == "Closed");
  auto again = make_case("C-1", "", opened);
  again.footprint = one.footprint;
  again.look_up_first = true;
  BOOST_TEST(deliver_one(again) == "confirmed");
  BOOST_TEST(only("Case") == opened);
  BOOST_TEST(simulator->live_rows("Chat_Transcript__c") == 1u);
}

BOOST_AUTO_TEST_CASE(a_case_that_is_gone_or_closed_makes_a_new_one) {
  const std::string closed = add("Case", {{"Subject", "A call"}, {"Status", "Closed"}});
  auto first = make_case("C-1", "", closed);
  BOOST_TEST(deliver_one(first) == "confirmed");
  BOOST_TEST(simulator->live_rows("Case") == 2u);
  simulator->org().remove(*simulator->org().find(closed));
  auto second = make_case("C-2", "", closed);
  BOOST_TEST(deliver_one(second) == "confirmed");
  BOOST_TEST(simulator->live_rows("Case") == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::salesforce
