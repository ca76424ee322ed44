// Contacts, workitems, refusals, as Genesys Cloud answers them.
#include <boost/test/unit_test.hpp>

#include "tests/connectors/genesys/scripted_organisation.hpp"

namespace hub::connectors::genesys {

namespace {

constexpr auto kEnrich = "/api/v2/externalcontacts/contacts/enrich";
constexpr auto kFind = "/api/v2/externalcontacts/identifierlookup/contacts";
constexpr auto kQuery = "/api/v2/taskmanagement/workitems/query";
constexpr auto kNotFound = R"({"code":"not.found","status":404})";

}  // namespace

BOOST_AUTO_TEST_SUITE(genesys_target)

BOOST_AUTO_TEST_CASE(a_contact_is_upserted_under_our_key_and_promoted) {
  ScriptedOrganisation organisation;
  organisation.expect("POST", kEnrich, 201, R"({"id":"c-1","type":"Curated"})");
  const auto stored = organisation.write(
      {organisation.contact("key-1", R"({"lastName":" Berg ","cellPhone":"+4670123","title":" "})")});
  BOOST_TEST(stored[0]->id == "c-1");
  BOOST_TEST(
      organisation.http.last().body.view() ==
      R"({"matchingIdentifiers":[{"type":"ExternalId","value":"key-1","externalSource":{"id":"source-1"}}],)"
      R"("action":"Upsert","options":{"promote":true},"fieldRules":{"defaultAction":"PreferProvided",)"
      R"("defaultArrayAction":"Extend"},"contact":{"lastName":"Berg",)"
      R"("cellPhone":{"display":"+4670123","e164":"+4670123"},)"
      R"("externalIds":[{"externalSource":{"id":"source-1"},"value":"key-1"}]}})");
}

BOOST_AUTO_TEST_CASE(a_contact_is_confirmed_only_while_it_is_curated_and_has_our_key) {
  ScriptedOrganisation organisation;
  const auto contact = organisation.contact(
      "key-1", R"({"lastName":" Berg ","cellPhone":"+4670123","address":{"city":"Umea "}})");
  const auto row = [](std::string_view type) {
    return R"({"id":"c-1","type":")" + std::string(type) +
           R"(","lastName":"Berg","cellPhone":{"display":"070 123","e164":"+4670123"},)"
           R"("address":{"city":"Umea","countryCode":"SE"},)"
           R"("externalIds":[{"externalSource":{"id":"other"},"value":"key-1"},)"
           R"({"externalSource":{"id":"source-1"},"value":"key-1"}]})";
  };
  organisation.expect("GET", "/contacts/c-1", 200, row("Curated"));
  const auto stored = organisation.read({{&contact, "c-1"}});
  BOOST_TEST((**stored[0] == organisation.target.expected(contact, organisation.arena)));
  organisation.expect("GET", "/contacts/c-1", 200, row("Identified"));
  const auto fleeting = organisation.read({{&contact, "c-1"}});
  BOOST_TEST((**fleeting[0] != organisation.target.expected(contact, organisation.arena)));
}

BOOST_AUTO_TEST_CASE(a_contact_of_somebody_else_is_promoted_where_it_must_and_never_changed) {
  ScriptedOrganisation organisation;
  auto contact = organisation.contact("key-1", R"({"lastName":"Berg"})");
  contact.target_id = "c-9";
  organisation.expect("GET", "/contacts/c-9", 200, R"({"id":"c-9","type":"Curated"})");
  BOOST_TEST(organisation.write({contact})[0]->id == "c-9");
  organisation.expect("GET", "/contacts/c-9", 200, R"({"id":"c-9","type":"Ephemeral"})");
  organisation.expect("POST", "/contacts/c-9/promotion", 200, R"({"id":"c-9","type":"Curated"})");
  BOOST_TEST(organisation.write({contact})[0]->id == "c-9");
  organisation.expect("GET", "/contacts/c-9", 200, R"({"id":"c-9","type":"Curated","lastName":"Another"})");
  const auto stored = organisation.read({{&contact, "c-9"}});
  BOOST_TEST((**stored[0] == organisation.target.expected(contact, organisation.arena)));
  organisation.expect("GET", "/contacts/c-9", 404, kNotFound);
  BOOST_TEST(organisation.write({contact})[0].error().code == "record_gone");
}

BOOST_AUTO_TEST_CASE(of_a_merged_contact_the_survivor_counts) {
  ScriptedOrganisation organisation;
  auto contact = organisation.contact("key-1", "{}");
  contact.target_id = "c-9";
  organisation.expect("GET", "/contacts/c-9", 200,
                      R"({"id":"c-9","type":"Identified","mergedTo":{"id":"c-10"}})");
  organisation.expect("GET", "/contacts/c-10", 200, R"({"id":"c-10","type":"Curated"})");
  const auto stored = organisation.read({{&contact, "c-9"}});
  BOOST_TEST((**stored[0] == organisation.target.expected(contact, organisation.arena)));
}

BOOST_AUTO_TEST_CASE(contacts_are_found_by_what_is_unique_and_no_text_is_more_than_a_text) {
  ScriptedOrganisation organisation;
  organisation.contact_shape.match.emplace();
  organisation.contact_shape.attach.emplace();
  std::vector<model::Record> batch(4, organisation.contact("key-1", "{}"));
  batch[0].match = organisation.json(R"({"personalEmail":"kim@example.com"})");
  batch[1].match = organisation.json(R"({"cellPhone":"no number"})");
  batch[2].attach_id = kSome;
  batch[3].attach_id = "../../users";
  organisation.expect("POST", kFind, 200, R"({"id":"c-9"})");
  organisation.expect("POST", kFind, 400, R"({"code":"invalid.value","status":400})");
  organisation.expect("GET", "/contacts/" + kSome, 404, kNotFound);
  const auto found = organisation.run(organisation.target.find_existing(batch));
  BOOST_TEST(found[0]->front().id == "c-9");
  for (const std::size_t i : {1u, 2u, 3u}) BOOST_TEST(found[i]->empty(), i);
  BOOST_TEST(organisation.http.seen()[0].body.view() == R"({"type":"Email","value":"kim@example.com"})");
  batch[0].match = organisation.json(R"({"lastName":"Berg"})");
  const auto refused = organisation.run(organisation.target.find_existing({&batch[0], 1}));
  BOOST_TEST(to_string(refused[0].error().kind) == "config");
}

BOOST_AUTO_TEST_CASE(a_workitem_is_looked_for_to_the_end_of_the_cursor_before_it_is_made) {
  ScriptedOrganisation organisation;
  organisation.expect("POST", kQuery, 200, R"({"entities":[],"after":"next"})");
  organisation.expect("POST", kQuery, 200, R"({"entities":[]})");
  organisation.expect("POST", "/api/v2/taskmanagement/workitems", 200, R"({"id":"w-1"})");
  const auto stored = organisation.write(
      {organisation.workitem("key-1", R"({"name":"Chat","customFields":{"a_text":"x"}})")});
  BOOST_TEST(stored[0]->id == "w-1");
  BOOST_TEST(organisation.http.seen()[1].body.view() ==
             R"({"pageSize":25,"after":"next","filters":[)"
             R"({"name":"typeId","type":"String","operator":"EQ","values":["type-1"]},)"
             R"({"name":"externalTag","type":"String","operator":"EQ","values":["key-1"]}]})");
  const std::string ends = std::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(organisation.clock.wall_now().time_since_epoch())
          .count() +
      24 * 3600);
  BOOST_TEST(
      organisation.http.last().body.view() ==
      R"({"name":"Chat","customFields":{"a_text":"x"},"externalContactId":"collector-1","typeId":"type-1",)"
      R"("externalTag":"key-1","autoStatusTransition":false,"ttl":)" +
          ends + "}");
}

BOOST_AUTO_TEST_CASE(a_workitem_that_is_there_is_changed_and_two_are_for_a_person) {
  ScriptedOrganisation organisation;
  const auto record = organisation.workitem("key-1", R"({"name":"Chat"})");
  organisation.expect("POST", kQuery, 200,
                      R"({"entities":[{"id":"w-1","externalTag":"key-1","name":"Old"}]})");
  organisation.expect("PATCH", "/workitems/w-1", 200, R"({"id":"w-1"})");
  BOOST_TEST(organisation.write({record})[0]->id == "w-1");
  organisation.expect(
      "POST", kQuery, 200,
      R"({"entities":[{"id":"w-1","externalTag":"key-1"},{"id":"w-2","externalTag":"key-1"}]})");
  BOOST_TEST(organisation.look_up({record})[0].error().code == "several_workitems");
}

BOOST_AUTO_TEST_CASE(a_workitem_is_shown_with_its_references) {
  ScriptedOrganisation organisation;
  auto record =
      organisation.workitem("key-1", R"({"name":"Chat","statusId":"s-1","customFields":{"n_integer":4}})");
  record.parent_id = "c-1";
  organisation.expect("GET", "/workitems/w-1", 200,
                      R"({"id":"w-1","externalTag":"key-1","name":"Chat","status":{"id":"s-1"},)"
                      R"("externalContact":{"id":"c-1"},"customFields":{"n_integer":4,"other_text":null}})");
  const auto stored = organisation.read({{&record, "w-1"}});
  BOOST_TEST((**stored[0] == organisation.target.expected(record, organisation.arena)));
}

BOOST_AUTO_TEST_CASE(a_refusal_names_fields_rights_and_the_correlation_but_no_value) {
  ScriptedOrganisation organisation;
  http::Response answer = testing::json_answer(
      400,
      R"({"message":"Berg is too long","code":"invalid.value","status":400,"details":[{"fieldName":"lastName"}]})");
  answer.headers.add("ININ-Correlation-Id", "0c8f-1");
  organisation.http.expect("POST", kEnrich, std::move(answer));
  const Error invalid =
      organisation.write({organisation.contact("key-1", R"({"lastName":"Berg"})")})[0].error();
  BOOST_TEST(invalid.message ==
             "Genesys Cloud answered invalid.value for lastName: a value is missing, too long or "
             "has the wrong form (correlation id 0c8f-1)");
  BOOST_TEST(invalid.whole_request);
  organisation.expect("POST", kEnrich, 403,
                      R"({"message":"Berg","code":"missing.permissions","status":403})");
  const auto forbidden =
      organisation.write({organisation.contact("k", "{}"), organisation.contact("l", "{}")});
  BOOST_TEST(to_string(forbidden[0].error().kind) == "auth");
  BOOST_TEST(contains(forbidden[0].error().message, "externalContacts:contact:enrich"));
  // The second would have ended alike: it was not sent.
  BOOST_TEST(forbidden[1].error().message == forbidden[0].error().message);
}

BOOST_AUTO_TEST_CASE(a_used_up_minute_is_waited_for_and_shown_as_the_budget) {
  ScriptedOrganisation organisation;
  http::Response answer = testing::json_answer(
      429,
      R"({"code":"too.many.requests.retry.after","status":429,"message":"Retry the request in [42] seconds"})");
  for (const auto& [name, value] : {std::pair("Retry-After", "42"), std::pair("inin-ratelimit-count", "301"),
                                    std::pair("inin-ratelimit-allowed", "300")})
    answer.headers.add(name, value);
  organisation.http.expect("POST", kEnrich, std::move(answer));
  const auto stored = organisation.write({organisation.contact("key-1", "{}")});
  BOOST_TEST(to_string(stored[0].error().kind) == "rate_limited");
  BOOST_TEST((stored[0].error().retry_after == std::chrono::seconds(42)));
  BOOST_TEST(*organisation.target.budget().used == 301);
  BOOST_TEST(*organisation.target.budget().limit == 300);
}

BOOST_AUTO_TEST_CASE(a_person_is_erased_by_a_request_that_is_followed_to_its_end) {
  ScriptedOrganisation organisation;
  const auto contact = organisation.contact("key-1", "{}");
  const std::vector<delivery::ReadRequest> batch{{&contact, "c-1"}};
  const auto expect_request = [&] {
    organisation.expect("GET", "/contacts/c-1", 200, R"({"id":"c-1"})");
    organisation.expect("POST", "/api/v2/gdpr/requests?deleteConfirmed=true", 200,
                        R"({"id":"r-1","status":"INITIATED"})");
  };
  expect_request();
  for (const char* status : {"SEARCHING", "DELETING", "COMPLETED"})
    organisation.expect("GET", "/api/v2/gdpr/requests/r-1", 200,
                        "{\"id\":\"r-1\",\"status\":\"" + std::string(status) + "\"}");
  BOOST_TEST(organisation.run(organisation.target.erase(batch))[0].ok());
  BOOST_TEST(organisation.http.seen()[1].body.view() ==
             R"({"requestType":"GDPR_DELETE","subject":{"externalContactId":"c-1"}})");
  expect_request();
  organisation.expect("GET", "/api/v2/gdpr/requests/r-1", 200, R"({"id":"r-1","status":"ERROR"})");
  BOOST_TEST(organisation.run(organisation.target.erase(batch))[0].error().code == "erasure_failed");
  organisation.expect("GET", "/contacts/c-1", 404, kNotFound);
  BOOST_TEST(organisation.run(organisation.target.erase(batch))[0].ok());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::genesys
