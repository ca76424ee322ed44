// Files against the simulated org: made once, proven by checksum and size, replaced as a whole, deleted as
// documents.
#include <boost/test/unit_test.hpp>

#include "tests/connectors/salesforce/rehearsal.hpp"
#include "tests/connectors/salesforce/scripted_org.hpp"
#include "tools/simulators/salesforce/content.hpp"

namespace hub::connectors::salesforce {

namespace {

struct CaseWithFile : Rehearsal {
  CaseWithFile() {
    files.name = "transcript";
    files.object = "ContentVersion";
    files.key_field = "Hub_Key__c";
    files.stage = 1;
    files.parent = 0;
    files.parent_field = "FirstPublishLocationId";
    files.parent_key_field = "Hub_Key__c";
  }

  model::Record case_record() {
    model::ObjectBuilder fields(arena);
    fields.add("Subject", model::Value::string("Hello"));
    return testing::make_record(cases, "case-key", {}, 0, fields.finish());
  }
  model::Record file(std::string_view text = kText, std::string_view title = "Transcript") {
    model::ObjectBuilder fields(arena);
    fields.add("Title", model::Value::string(title));
    fields.add("PathOnClient", model::Value::string("transcript.txt"));
    fields.add("VersionData", model::Value::string(arena.copy(text)));
    return testing::make_record(files, "file-key", "case-key", 0, fields.finish());
  }
  delivery::CaseOutcome deliver_one(std::vector<model::Record> records, bool look_up_first = false) {
    std::vector<delivery::CaseRecords> batch{{std::move(records), look_up_first}};
    return deliver(std::move(batch)).front();
  }
  // Text of the only live file, and where it was published.
  std::string stored_text() { return live_file("VersionData"); }
  std::string place() { return live_file("FirstPublishLocationId"); }
  std::string live_file(const char* field) {
    BOOST_TEST(simulator->live_rows("ContentVersion") == 1u);
    std::string text;
    for (const auto& row : simulator->org().rows_of(*simulator->org().schema().find("ContentVersion")))
      if (!row.deleted)
        text = std::get<std::string>(row.fields[static_cast<std::size_t>(row.object->find(field))]);
    return text;
  }

  static constexpr const char* kText = " A line\r\n\tand \xF0\x9F\x98\x80 \"quotes\" @{x.id}\n";
  static constexpr const char* kTextInBase64 = "IEEgbGluZQ0KCWFuZCDwn5iAICJxdW90ZXMiIEB7eC5pZH0K";
  model::RecordShape cases = case_shape(), files;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_files, CaseWithFile)

BOOST_AUTO_TEST_CASE(a_file_is_linked_to_its_case_and_keeps_every_byte) {
  const auto outcome = deliver_one({case_record(), file()});
  BOOST_TEST(!outcome.error.has_value(), outcome.error->message);
  BOOST_TEST(stored_text() == kTextInBase64);
  BOOST_TEST(place() == outcome.ids.front());
  BOOST_TEST(simulator->live_rows("ContentDocumentLink") == 1u);
}

BOOST_AUTO_TEST_CASE(the_same_file_again_makes_no_second_one_and_uploads_nothing) {
  const auto first = deliver_one({case_record(), file()});
  const auto second = deliver_one({case_record(), file()});
  BOOST_TEST(!second.error.has_value());
  BOOST_TEST(second.ids.back() == first.ids.back());
  BOOST_TEST(calls("create") == 1u);
}

BOOST_AUTO_TEST_CASE(an_answer_lost_after_the_upload_makes_no_second_file) {
  simulator->faults().add(testing::make_fault("drop_after_commit", "create"));
  BOOST_TEST(!deliver_one({case_record(), file()}).error.has_value());
  BOOST_TEST(stored_text() == kTextInBase64);
  BOOST_TEST(calls("create") == 1u);
}

BOOST_AUTO_TEST_CASE(an_upload_that_never_arrived_is_in_doubt_and_then_done) {
  simulator->faults().add(testing::make_fault("drop_before_commit", "create"));
  const auto lost = deliver_one({case_record(), file()});
  BOOST_REQUIRE(lost.error.has_value());
  BOOST_TEST(to_string(lost.error->kind) == "unknown");
  BOOST_TEST(!deliver_one({case_record(), file()}, true).error.has_value());
  BOOST_TEST(stored_text() == kTextInBase64);
}

BOOST_AUTO_TEST_CASE(other_content_or_another_title_replaces_the_file) {
  deliver_one({case_record(), file()});
  BOOST_TEST(!deliver_one({case_record(), file("Hello")}).error.has_value());
  BOOST_TEST(stored_text() == "SGVsbG8=");
  BOOST_TEST(!deliver_one({case_record(), file("Hello", "Chat")}).error.has_value());
  BOOST_TEST(live_file("Title") == "Chat");
  BOOST_TEST(simulator->live_rows("ContentDocument") == 1u);
}

BOOST_AUTO_TEST_CASE(a_checksum_or_a_size_that_differs_is_never_confirmed) {
  for (const auto& [field, value] :
       {std::pair("Checksum", "5d41402abc4b2a76b9719d911017c592"), std::pair("ContentSize", "1")}) {
    simulators::Fault spoilt = testing::make_fault("changed_field", "create");
    spoilt.field = field;
    spoilt.text = value;
    simulator->faults().add(std::move(spoilt));
    const auto outcome = deliver_one({case_record(), file(field)});
    BOOST_REQUIRE(outcome.error.has_value());
    BOOST_TEST(outcome.error->code == "mismatch");
    BOOST_TEST(outcome.error->fields == std::vector<std::string>{"VersionData"},
               boost::test_tools::per_element());
    BOOST_TEST(!deliver_one({case_record(), file(field)}).error.has_value(), field);
  }
}

BOOST_AUTO_TEST_CASE(a_file_waits_for_its_case_and_finds_it_by_its_key) {
  const auto early = deliver_one({file()});
  BOOST_REQUIRE(early.error.has_value());
  BOOST_TEST(early.error->code == "parent_missing");
  BOOST_TEST(to_string(early.error->kind) == "transient");
  const auto made = deliver_one({case_record()});
  BOOST_TEST(!deliver_one({file()}).error.has_value());
  BOOST_TEST(place() == made.ids.front());
}

BOOST_AUTO_TEST_CASE(a_file_on_another_case_is_not_the_one_that_was_asked_for) {
  deliver_one({case_record(), file()});
  simulator->org().remove(*simulator->org().find(place()));
  const auto outcome = deliver_one({case_record(), file()});
  BOOST_TEST(!outcome.error.has_value());
  BOOST_TEST(place() == outcome.ids.front());
}

BOOST_AUTO_TEST_CASE(a_file_costs_one_upload_and_four_queries_that_a_batch_shares) {
  deliver_one({case_record(), file()});
  // The case: written and read. The file: its case and whether it exists, upload, its case and what was
  // stored.
  BOOST_TEST(calls("upsert") == 1u);
  BOOST_TEST(calls("create") == 1u);
  BOOST_TEST(calls("retrieve") == 1u);
  BOOST_TEST(calls("query") == 4u);
}

BOOST_AUTO_TEST_CASE(a_file_of_which_only_the_key_is_known_is_found_and_erased_with_its_document) {
  deliver_one({case_record(), file()});
  const std::vector<model::Record> known{
      testing::make_record(files, "file-key", "case-key", 0, model::Value::object({}))};
  const std::vector<delivery::ReadRequest> batch{{&known.front(), ""}};
  BOOST_TEST(run(target->find_by_key(known)).front()->has_value());
  BOOST_TEST(run(target->erase(batch)).front().ok());
  BOOST_TEST(!run(target->find_by_key(known)).front()->has_value());
  for (const char* object : {"ContentVersion", "ContentDocument", "ContentDocumentLink"}) {
    BOOST_TEST(simulator->live_rows(object) == 0u, object);
    BOOST_TEST(simulator->recycled_rows(*simulator->org().schema().find(object)) == 0u, object);
  }
  BOOST_TEST(run(target->erase(batch)).front().ok());
  BOOST_TEST(simulator->live_rows("Case") == 1u);
}

BOOST_AUTO_TEST_CASE(a_file_that_somebody_deleted_is_purged_too) {
  deliver_one({case_record(), file()});
  auto& org = simulator->org();
  simulators::salesforce::remove_row(org, *org.find(live_file("ContentDocumentId")));
  const auto& documents = *org.schema().find("ContentDocument");
  BOOST_TEST(simulator->recycled_rows(documents) == 1u);
  const auto record = file();
  const std::vector<delivery::ReadRequest> batch{{&record, ""}};
  BOOST_TEST(run(target->erase(batch)).front().ok());
  BOOST_TEST(simulator->recycled_rows(documents) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::salesforce
