// Notes: listed before one is added, told apart by their markers, and proven by what is shown.
#include <boost/test/unit_test.hpp>

#include "core/base/sha256.hpp"
#include "tests/connectors/genesys/scripted_organisation.hpp"

namespace hub::connectors::genesys {

BOOST_AUTO_TEST_SUITE(genesys_notes)

BOOST_AUTO_TEST_CASE(a_note_is_added_once_the_list_does_not_have_it) {
  ScriptedOrganisation organisation;
  organisation.expect_list("c-1", organisation.shown("n-1", "by an agent"), 1);
  organisation.expect("POST", "/api/v2/externalcontacts/contacts/c-1/notes", 200, R"({"id":"n-2"})");
  const auto stored = organisation.write({organisation.note("key-1", "  Hello\\u0007 there \\n", "c-1")});
  BOOST_TEST(stored[0]->id == "n-2");
  BOOST_TEST(organisation.http.last().body.view() ==
             "{\"noteText\":\"[hub key-1 sha256 " + sha256_hex("Hello there") +
                 "]\\nHello there\",\"createdBy\":{\"id\":\"user-1\"}}");
  BOOST_TEST(*organisation.http.last().headers.find("Authorization") == "Bearer token-1");
}

BOOST_AUTO_TEST_CASE(a_note_that_is_there_is_not_added_and_an_older_version_is_rewritten) {
  ScriptedOrganisation organisation;
  const auto same = organisation.note("key-1", "Hello"), changed = organisation.note("key-2", "Repaired");
  organisation.expect_list("collector-1",
                           organisation.shown("n-1", same) + "," +
                               organisation.shown("n-2", organisation.note("key-2", "As it was")),
                           2);
  organisation.expect("PUT", "/contacts/collector-1/notes/n-2", 200, R"({"id":"n-2"})");
  const auto stored = organisation.write({same, changed});
  BOOST_TEST(stored[0]->id == "n-1");
  BOOST_TEST(stored[1]->id == "n-2");
  BOOST_TEST(contains(organisation.http.last().body.view(), "Repaired"));
}

BOOST_AUTO_TEST_CASE(many_notes_of_one_contact_go_in_one_call_and_results_are_known_by_content) {
  ScriptedOrganisation organisation;
  const std::vector<model::Record> batch{organisation.note("key-1", "one"), organisation.note("key-2", "two"),
                                         organisation.note("key-3", "three")};
  const std::string refused =
      R"({"success":false,"error":{"code":"invalid.value","status":400,"message":"two...",)"
      R"("details":[{"fieldName":"noteText"}],"entity":)" +
      organisation.shown("", batch[1]) + "}}";
  const std::string third =
      R"({"success":true,"id":"n-3","entity":)" + organisation.shown("n-3", batch[2]) + "}";
  organisation.expect_list("collector-1", "", 0);
  organisation.expect("POST", "/api/v2/externalcontacts/bulk/notes/add", 200,
                      "{\"results\":[" + third + "," + refused + "],\"errorCount\":1,\"errorIndexes\":[1]}");
  const auto stored = organisation.write(batch);
  BOOST_TEST(stored[2]->id == "n-3");
  const Error& error = stored[1].error();
  BOOST_TEST(to_string(error.kind) == "invalid");
  BOOST_TEST(error.fields == std::vector<std::string>{"noteText"}, boost::test_tools::per_element());
  BOOST_TEST(!contains(error.message, "two"));
  // Nothing was said of the first: it may have been written.
  BOOST_TEST(to_string(stored[0].error().kind) == "unknown");
}

BOOST_AUTO_TEST_CASE(notes_of_many_contacts_go_in_one_call_after_each_was_listed) {
  ScriptedOrganisation organisation;
  const std::vector<model::Record> batch{organisation.note("key-1", "one", "c-1"),
                                         organisation.note("key-2", "two", "c-2")};
  organisation.expect_list("c-1", "", 0);
  organisation.expect_list("c-2", "", 0);
  organisation.expect("POST", "/bulk/notes/add", 200,
                      R"({"results":[{"success":true,"entity":)" + organisation.shown("n-2", batch[1]) +
                          R"(},{"success":true,"entity":)" + organisation.shown("n-1", batch[0]) + "}]}");
  const auto stored = organisation.write(batch);
  BOOST_TEST(stored[0]->id == "n-1");
  BOOST_TEST(stored[1]->id == "n-2");
  BOOST_TEST(contains(organisation.http.last().body.view(), R"({"entityId":"c-2","entityType":"contact",)"));
}

BOOST_AUTO_TEST_CASE(a_used_up_minute_ends_the_listing_and_what_was_listed_is_still_added) {
  ScriptedOrganisation organisation;
  const std::vector<model::Record> batch{organisation.note("key-1", "one", "c-1"),
                                         organisation.note("key-2", "two", "c-2"),
                                         organisation.note("key-3", "three", "c-3")};
  organisation.expect_list("c-1", "", 0);
  organisation.expect("GET", "expand=mergeset", 429, "{}");
  organisation.expect("POST", "/contacts/c-1/notes", 200, R"({"id":"n-1"})");
  const auto stored = organisation.write(batch);
  BOOST_TEST(stored[0].ok());
  BOOST_TEST(to_string(stored[1].error().kind) == "rate_limited");
  BOOST_TEST(to_string(stored[2].error().kind) == "rate_limited");
}

BOOST_AUTO_TEST_CASE(refusals_without_a_note_belong_to_those_that_nothing_else_was_said_of) {
  ScriptedOrganisation organisation;
  const std::vector<model::Record> batch{organisation.note("key-1", "one"),
                                         organisation.note("key-2", "two")};
  organisation.expect_list("collector-1", "", 0);
  organisation.expect("POST", "/bulk/notes/add", 200,
                      R"({"results":[{"success":false,"error":{"code":"invalid.value","status":400}},)"
                      R"({"success":true,"entity":)" +
                          organisation.shown("n-2", batch[1]) + "}]}");
  const auto stored = organisation.write(batch);
  BOOST_TEST(to_string(stored[0].error().kind) == "invalid");
  BOOST_TEST(stored[1]->id == "n-2");
}

BOOST_AUTO_TEST_CASE(a_note_of_nobody_says_what_to_set) {
  TargetOptions options = scripted_options();
  options.collector_contact.clear();
  ScriptedOrganisation organisation(std::move(options));
  const auto stored = organisation.write({organisation.note("key-1", "Hello")});
  BOOST_TEST(stored[0].error().code == "no_contact");
  BOOST_TEST(contains(stored[0].error().message, "collector_contact"));
}

BOOST_AUTO_TEST_CASE(a_look_up_goes_through_the_pages_and_an_older_version_counts_as_absent) {
  ScriptedOrganisation organisation;
  const auto older = organisation.note("key-1", "Repaired"), there = organisation.note("key-2", "two"),
             absent = organisation.note("key-3", "three");
  organisation.expect_list("collector-1", organisation.shown("n-1", organisation.note("key-1", "As it was")),
                           2);
  organisation.expect_list("collector-1", organisation.shown("n-2", there), 2, 2);
  const auto found = organisation.look_up({older, there, absent});
  BOOST_TEST(!found[0]->has_value());
  BOOST_TEST((*found[1])->id == "n-2");
  BOOST_TEST(!found[2]->has_value());
}

BOOST_AUTO_TEST_CASE(no_more_pages_are_listed_than_it_takes) {
  ScriptedOrganisation organisation;
  std::vector<model::Record> batch;
  for (int i = 0; i < 4; ++i) batch.push_back(organisation.note("key-" + std::to_string(i), "Hello"));
  std::string all;
  for (const model::Record& record : batch)
    all += (all.empty() ? "" : ",") + organisation.shown("n-" + std::string(record.key), record);
  organisation.expect_list("collector-1", all, 5'000);
  for (const auto& found : organisation.look_up(batch)) BOOST_TEST(found->has_value());
  // Two pages at most are listed to read four; then the one that is older is asked for by its id.
  const std::string three = all.substr(0, all.rfind(",{\"id\":\"n-key-3"));
  organisation.expect_list("collector-1", organisation.shown("n", "by an agent", "2099-01-01T00:00:00Z"),
                           5'000);
  organisation.expect_list("collector-1", three, 5'000, 2);
  organisation.expect("GET", "/notes/n-key-3", 200, organisation.shown("n-key-3", batch[3]));
  std::vector<delivery::ReadRequest> requests;
  for (const model::Record& record : batch) requests.push_back({&record, "n-" + std::string(record.key)});
  for (const auto& stored : organisation.read(requests)) BOOST_TEST(stored->has_value());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_listed_is_scanned_for_unless_the_list_is_old_enough) {
  const auto list = [](ScriptedOrganisation& organisation, std::string_view oldest) {
    for (int page = 1; page <= 10; ++page) {
      const bool is_last = page == 10;
      organisation.expect_list(
          "collector-1", organisation.shown("n", "by an agent", is_last ? oldest : "2099-01-01T00:00:00Z"),
          5'000, page);
    }
  };
  const std::string scan = "/api/v2/externalcontacts/scan/notes?limit=100";
  ScriptedOrganisation organisation;
  const auto wanted = organisation.note("key-1", "Hello"), other = organisation.note("key-2", "Hello");
  list(organisation, "2020-01-01T00:00:00Z");
  BOOST_TEST(!organisation.look_up({wanted})[0]->has_value());
  list(organisation, "2099-01-01T00:00:00Z");
  organisation.expect("GET", scan, 200, R"({"entities":[],"cursors":{"after":"p2"}})");
  organisation.expect("GET", scan + "&cursor=p2", 200,
                      "{\"entities\":[" + organisation.shown("n-1", wanted) + "],\"cursors\":{}}");
  const auto found = organisation.look_up({wanted, other});
  BOOST_TEST((*found[0])->id == "n-1");
  BOOST_TEST(!found[1]->has_value());
  list(organisation, "2099-01-01T00:00:00Z");
  for (int page = 0; page < 100; ++page)
    organisation.expect("GET", page == 0 ? scan : scan + "&cursor=more", 200,
                        R"({"entities":[],"cursors":{"after":"more"}})");
  const auto unclear = organisation.look_up({wanted});
  BOOST_TEST(unclear[0].error().code == "in_doubt");
  BOOST_TEST(to_string(unclear[0].error().kind) == "invalid");
}

BOOST_AUTO_TEST_CASE(two_notes_of_one_key_are_for_a_person) {
  ScriptedOrganisation organisation;
  const auto note = organisation.note("key-1", "Hello");
  organisation.expect_list("collector-1",
                           organisation.shown("n-1", note) + "," + organisation.shown("n-2", note), 2);
  BOOST_TEST(organisation.look_up({note})[0].error().code == "several_notes");
}

BOOST_AUTO_TEST_CASE(one_note_is_read_by_its_id_and_many_by_the_list) {
  ScriptedOrganisation organisation;
  const auto one = organisation.note("key-1", " Hello ", "c-1"),
             other = organisation.note("key-2", "Hi", "c-1");
  organisation.expect("GET", "/contacts/c-1/notes/n-1", 200, organisation.shown("n-1", one));
  auto stored = organisation.read({{&one, "n-1"}});
  BOOST_TEST(
      (**stored[0] == organisation.json(R"({"marker":"key-1","contactId":"c-1","noteText":"Hello"})")));
  BOOST_TEST((**stored[0] == organisation.target.expected(one, organisation.arena)));
  organisation.expect_list("c-1", organisation.shown("n-2", other), 2);
  organisation.expect("GET", "/contacts/c-1/notes/n-1", 404, R"({"code":"not.found","status":404})");
  stored = organisation.read({{&one, "n-1"}, {&other, "n-2"}});
  BOOST_TEST(!stored[0]->has_value());
  BOOST_TEST((**stored[1] == organisation.target.expected(other, organisation.arena)));
}

BOOST_AUTO_TEST_CASE(a_note_that_somebody_changed_does_not_read_as_it_was_sent) {
  ScriptedOrganisation organisation;
  const auto note = organisation.note("key-1", "Hello", "c-1");
  for (const std::string& text : {std::string(marked_text(note, organisation.arena)) + "!",
                                  std::string("Hello"), std::string("[hub ]")}) {
    organisation.expect("GET", "/notes/n-1", 200, organisation.shown("n-1", text));
    const auto stored = organisation.read({{&note, "n-1"}});
    BOOST_TEST((**stored[0] != organisation.target.expected(note, organisation.arena)), text);
  }
}

BOOST_AUTO_TEST_CASE(an_erased_note_is_looked_at_once_more) {
  ScriptedOrganisation organisation;
  const auto note = organisation.note("key-1", "Hello", "c-1");
  const std::vector<delivery::ReadRequest> batch{{&note, "n-1"}};
  organisation.expect("DELETE", "/contacts/c-1/notes/n-1", 204, "");
  organisation.expect("GET", "/contacts/c-1/notes/n-1", 404, R"({"code":"not.found","status":404})");
  BOOST_TEST(organisation.run(organisation.target.erase(batch))[0].ok());
  organisation.expect("DELETE", "/contacts/c-1/notes/n-1", 204, "");
  organisation.expect("GET", "/contacts/c-1/notes/n-1", 200, organisation.shown("n-1", note));
  BOOST_TEST(organisation.run(organisation.target.erase(batch))[0].error().code == "not_deleted");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::genesys
