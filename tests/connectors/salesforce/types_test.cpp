#include "connectors/salesforce/types.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "connectors/salesforce/errors.hpp"
#include "connectors/salesforce/setup.hpp"
#include "connectors/salesforce/soql.hpp"
#include "core/model/builder.hpp"
#include "core/model/json.hpp"
#include "tests/connectors/salesforce/scripted_org.hpp"

namespace hub::connectors::salesforce {

namespace {

using model::Value;

struct Json {
  Value operator()(std::string_view text) { return *parser.parse(text, arena); }
  model::Arena arena;
  model::JsonParser parser;
};

std::string canonical_text(std::string_view text, const FieldFacts* facts = nullptr) {
  model::Arena arena;
  const Value value = canonical(Value::string(text), facts, arena);
  if (value.is_integer()) return "seconds " + std::to_string(value.as_integer());
  return value.is_null() ? "(null)" : std::string(value.as_string());
}

FieldFacts facts_of_type(std::string type) {
  FieldFacts facts;
  facts.type = std::move(type);
  return facts;
}

Error refusal(std::string_view json, const model::RecordShape* shape = nullptr) {
  Json parse;
  return classify_refusal(parse(json), shape);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(salesforce_types)

BOOST_AUTO_TEST_CASE(an_upsert_links_the_child_to_its_parent_by_the_parents_key) {
  Json parse;
  const auto shape = transcript_shape();
  const auto record =
      testing::make_record(shape, "k1-1", "k1", 1, parse(R"({"Body__c":"Hi \"you\"","Part__c":1})"));
  Buffer body;
  write_records(std::span(&record, 1), "Case__r", body);
  BOOST_TEST(
      body.view() ==
      R"({"allOrNone":false,"records":[{"attributes":{"type":"Chat_Transcript__c"},"Hub_Key__c":"k1-1",)"
      R"("Case__r":{"Hub_Key__c":"k1"},"Body__c":"Hi \"you\"","Part__c":1}]})");
}

BOOST_AUTO_TEST_CASE(control_characters_are_neither_sent_nor_expected) {
  Json parse;
  const Value value = parse(R"("a\u0000b\u0007c\td\r\ne")");
  Buffer sent;
  write_clean_json(value, sent);
  BOOST_TEST(sent.view() == R"("abc\td\r\ne")");
  BOOST_TEST(canonical(value, nullptr, parse.arena).as_string() == "abc\td\r\ne");
}

BOOST_AUTO_TEST_CASE(text_is_compared_trimmed_and_empty_text_is_null) {
  BOOST_TEST(canonical_text(" \r\n Hello  world \t") == "Hello  world");
  BOOST_TEST(canonical_text(" \n ") == "(null)");
  BOOST_TEST(canonical_text("") == "(null)");
  BOOST_TEST(canonical_text("line one\nline two") == "line one\nline two");
}

BOOST_AUTO_TEST_CASE(times_are_compared_in_whole_seconds_wherever_they_are_written) {
  const std::string moment = canonical_text("2026-03-01T10:20:30Z");
  BOOST_TEST(moment == "seconds 1772360430");
  for (const char* same : {"2026-03-01T10:20:30.987Z", "2026-03-01T10:20:30.000+0000",
                           "2026-03-01T11:20:30+01:00", "2026-03-01T04:50:30.1-0530"}) {
    BOOST_TEST(canonical_text(same) == moment, same);
  }
  BOOST_TEST(canonical_text("2026-03-01") == "2026-03-01");
  BOOST_TEST(canonical_text("2026-13-01T10:20:30Z") == "2026-13-01T10:20:30Z");
  BOOST_TEST(canonical_text("2026-03-01T10:20:30Z and more") == "2026-03-01T10:20:30Z and more");
}

BOOST_AUTO_TEST_CASE(a_text_field_keeps_what_looks_like_a_time) {
  const FieldFacts text = facts_of_type("string");
  BOOST_TEST(canonical_text("2026-03-01T10:20:30.987Z", &text) == "2026-03-01T10:20:30.987Z");
}

BOOST_AUTO_TEST_CASE(short_ids_get_their_checksum) {
  const FieldFacts reference = facts_of_type("reference");
  BOOST_TEST(canonical_text("001A0000006Vm9r", &reference) == "001A0000006Vm9rIAC");
  BOOST_TEST(canonical_text("001A0000006Vm9rIAC", &reference) == "001A0000006Vm9rIAC");
  const FieldFacts text = facts_of_type("textarea");
  BOOST_TEST(canonical_text("fifteen letters", &text) == "fifteen letters");
  BOOST_TEST(canonical_text("abcdefghijklmno", &text) == "abcdefghijklmno");
}

BOOST_AUTO_TEST_CASE(numbers_are_rounded_to_the_scale_of_the_field) {
  model::Arena arena;
  FieldFacts facts = facts_of_type("double");
  facts.scale = 2;
  BOOST_TEST(canonical(Value::number(12.3456), &facts, arena).as_double() == 12.35);
  BOOST_TEST(canonical(Value::number(12.3456), nullptr, arena).as_double() == 12.3456);
  BOOST_TEST(canonical(Value::integer(7), &facts, arena).as_integer() == 7);
}

BOOST_AUTO_TEST_CASE(quotes_and_backslashes_cannot_leave_a_query_literal) {
  BOOST_TEST(quote(R"(O'Neil\)") == R"('O\'Neil\\')");
  BOOST_TEST(quote("a\nb\r\tc") == R"('a\nb\r\tc')");
  const std::vector<std::string> fields{"Id", "Hub_Key__c"};
  BOOST_TEST(select_from(fields, "Chat_Transcript__c") == "SELECT Id,Hub_Key__c FROM Chat_Transcript__c");
  const std::vector<std::string_view> keys{"k1", "k'2"};
  BOOST_TEST(any_of("Hub_Key__c", keys) == R"(Hub_Key__c IN ('k1','k\'2'))");
  const Wanted wanted{{"Email", "' OR Name != '"}};
  BOOST_TEST(*all_of(wanted, nullptr) == R"(Email = '\' OR Name != \'')");
}

BOOST_AUTO_TEST_CASE(a_value_that_its_field_cannot_have_is_not_asked_for) {
  ObjectFacts facts;
  for (const char* type : {"double", "boolean", "reference", "email"}) {
    FieldFacts field = facts_of_type(type);
    field.name = type;
    facts.fields.push_back(field);
  }
  const auto condition = [&facts](std::string field, std::string_view text) {
    return all_of({{std::move(field), text}}, &facts).value_or("nothing");
  };
  BOOST_TEST(condition("double", "7.5") == "double = 7.5");
  BOOST_TEST(condition("double", "7 OR true") == "nothing");
  BOOST_TEST(condition("boolean", "true") == "boolean = true");
  BOOST_TEST(condition("boolean", "yes") == "nothing");
  BOOST_TEST(condition("reference", "500000000000001AAA") == "reference = '500000000000001AAA'");
  BOOST_TEST(condition("reference", "500000000000001AAB") == "nothing");
  BOOST_TEST(condition("email", "a@b.c") == "email = 'a@b.c'");
}

BOOST_AUTO_TEST_CASE(each_record_is_judged_by_its_own_result) {
  Json parse;
  const auto shape = transcript_shape();
  const auto results = read_results(parse(R"([{"id":"500A","success":true,"errors":[],"created":true},
                {"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"Body: data value too large: secret","fields":["Body__c"]}]},
                {"id":"500B","success":true,"errors":[],"created":false},
                {"success":true,"errors":[]}])"),
                                    4, &shape);
  BOOST_REQUIRE(results);
  BOOST_TEST((*results)[0]->id == "500A");
  BOOST_TEST((*results)[0]->created);
  BOOST_TEST((*results)[1].error().code == "STRING_TOO_LONG");
  BOOST_TEST(!(*results)[2]->created);
  BOOST_TEST(to_string((*results)[3].error().kind) == "unknown", "a success without an id proves nothing");
}

BOOST_AUTO_TEST_CASE(an_answer_for_another_number_of_records_is_no_answer) {
  Json parse;
  BOOST_TEST(!read_results(parse("[]"), 1, nullptr));
  BOOST_TEST(!read_results(parse("{}"), 1, nullptr));
}

BOOST_AUTO_TEST_CASE(texts_that_echo_values_stay_out_of_messages) {
  const Error error = refusal(
      R"([{"errorCode":"STRING_TOO_LONG","message":"Subject: data value too large: my PIN is 1234 (max length=255).","fields":["Subject"]}])");
  BOOST_TEST(error.message.find("1234") == error.message.npos);
  BOOST_TEST(error.message.find("Subject") != error.message.npos);
  BOOST_TEST(error.fields == std::vector<std::string>{"Subject"}, boost::test_tools::per_element());
  const Error odd = refusal(R"({"errorCode":"my PIN is 1234","message":"","fields":["call me on 555"]})");
  BOOST_TEST(odd.code == "UNRECOGNISED");
  BOOST_TEST(odd.message.find("1234") == odd.message.npos);
  BOOST_TEST(odd.fields.empty());
}

BOOST_AUTO_TEST_CASE(field_names_are_found_in_texts_that_carry_them) {
  const Error hidden = refusal(
      R"([{"errorCode":"INVALID_FIELD","message":"No such column 'Secret__c' on sobject of type Case"}])");
  BOOST_TEST(hidden.fields == std::vector<std::string>{"Secret__c"}, boost::test_tools::per_element());
  const Error missing = refusal(
      R"([{"errorCode":"REQUIRED_FIELD_MISSING","message":"Required fields are missing: [A__c, B__c]"}])");
  BOOST_TEST(missing.fields == (std::vector<std::string>{"A__c", "B__c"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_lost_race_for_the_key_passes_later_and_another_duplicate_does_not) {
  const auto shape = transcript_shape();
  const auto kind_of = [&](std::string_view message) {
    return refusal(R"({"statusCode":"DUPLICATE_VALUE","message":")" + std::string(message) + "\"}", &shape)
        .kind;
  };
  BOOST_TEST((kind_of("duplicate value found: Hub_Key__c duplicates value on record with id: 500A") ==
              ErrorKind::transient));
  BOOST_TEST((kind_of("duplicate value found: Hub_Key__c2 duplicates value on record with id: 500A") ==
              ErrorKind::invalid));
  BOOST_TEST((kind_of("duplicate value found: Email__c duplicates value on record with id: 500A") ==
              ErrorKind::invalid));
}

BOOST_AUTO_TEST_CASE(a_missing_parent_passes_later_and_a_missing_owner_does_not) {
  const auto shape = transcript_shape();
  BOOST_TEST((
      refusal(
          R"({"statusCode":"INVALID_FIELD","message":"Foreign key external ID: k1 not found for field Hub_Key__c in entity Case"})",
          &shape)
          .kind == ErrorKind::transient));
  BOOST_TEST(
      (refusal(R"({"statusCode":"INVALID_CROSS_REFERENCE_KEY","message":"invalid","fields":["OwnerId"]})",
               &shape)
           .kind == ErrorKind::invalid));
}

BOOST_AUTO_TEST_CASE(every_code_of_the_table_has_its_kind) {
  const std::pair<const char*, ErrorKind> kinds[] = {
      {"UNABLE_TO_LOCK_ROW", ErrorKind::transient},
      {"SERVER_UNAVAILABLE", ErrorKind::unknown},
      {"UNKNOWN_EXCEPTION", ErrorKind::unknown},
      {"REQUEST_LIMIT_EXCEEDED", ErrorKind::rate_limited},
      {"STORAGE_LIMIT_EXCEEDED", ErrorKind::rate_limited},
      {"ALL_OR_NONE_OPERATION_ROLLED_BACK", ErrorKind::transient},
      {"PROCESSING_HALTED", ErrorKind::transient},
      {"INVALID_SESSION_ID", ErrorKind::auth},
      {"API_DISABLED_FOR_ORG", ErrorKind::auth},
      {"FIELD_CUSTOM_VALIDATION_EXCEPTION", ErrorKind::invalid},
      {"DUPLICATES_DETECTED", ErrorKind::invalid},
      {"ENTITY_IS_DELETED", ErrorKind::invalid},
      {"SOME_NEW_CODE", ErrorKind::invalid},
  };
  for (const auto& [code, kind] : kinds) {
    const Error error = refusal(R"({"statusCode":")" + std::string(code) + R"(","message":"x","fields":[]})");
    BOOST_TEST(to_string(error.kind) == to_string(kind), code);
    BOOST_TEST(error.code == code);
  }
  const Error trigger = refusal(
      R"({"statusCode":"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY","message":"T: execution of AfterInsert caused by: UNABLE_TO_LOCK_ROW"})");
  BOOST_TEST(to_string(trigger.kind) == "transient");
}

BOOST_AUTO_TEST_CASE(too_many_calls_wait_long_and_too_many_at_once_wait_briefly) {
  const auto wait = [](std::string_view text) {
    return refusal(R"({"errorCode":"REQUEST_LIMIT_EXCEEDED","message":")" + std::string(text) + "\"}")
        .retry_after;
  };
  BOOST_TEST((wait("TotalRequests Limit exceeded.") == std::chrono::minutes(15)));
  BOOST_TEST(
      (wait("ConcurrentRequests (Concurrent API Requests) Limit exceeded.") == std::chrono::seconds(30)));
}

BOOST_AUTO_TEST_CASE(describe_becomes_a_schema_and_facts) {
  Json parse;
  const Value answer = parse(
      R"({"name":"Case","createable":true,"updateable":true,"queryable":true,"fields":[
        {"name":"Hub_Key__c","label":"Hub Key","type":"string","length":64,"createable":true,"updateable":true,
         "nillable":true,"defaultedOnCreate":false,"externalId":true,"unique":true},
        {"name":"Origin","type":"picklist","length":255,"createable":true,"updateable":true,"nillable":true,
         "restrictedPicklist":true,"picklistValues":[{"value":"Web","active":true},{"value":"Old","active":false}]},
        {"name":"ParentId","type":"reference","relationshipName":"Parent","referenceTo":["Case"],"createable":true},
        {"name":"Score__c","type":"double","length":0,"scale":2,"createable":true,"nillable":false}]})");
  const auto object = read_schema(answer);
  BOOST_TEST(object.readable);
  BOOST_TEST(object.find("Hub_Key__c")->usable_as_key);
  BOOST_TEST(object.find("Hub_Key__c")->unique);
  BOOST_TEST(*object.find("Hub_Key__c")->length_max == 64u);
  BOOST_TEST(object.find("Origin")->values == std::vector<std::string>{"Web"},
             boost::test_tools::per_element());
  BOOST_TEST(object.find("Score__c")->required);
  BOOST_TEST(!object.find("Score__c")->length_max.has_value());
  const auto facts = read_facts(answer);
  BOOST_TEST(*facts.find("score__C")->scale == 2);
  BOOST_TEST(relationship_name("ParentId", &facts) == "Parent");
  BOOST_TEST(relationship_name("Case__c", nullptr) == "Case__r");
  BOOST_TEST(relationship_name("ContactId", nullptr) == "Contact");
}

BOOST_AUTO_TEST_CASE(the_usage_header_is_read_in_both_forms_and_nonsense_is_not) {
  BOOST_TEST(*read_usage("api-usage=18/5000")->used == 18);
  BOOST_TEST(*read_usage("api-usage=6001/5000; per-app-api-usage=17/250(appName=x)")->used == 6001);
  BOOST_TEST(!read_usage("api-usage=18"));
  BOOST_TEST(!read_usage("api-usage=a/b"));
  BOOST_TEST(!read_usage(""));
}

BOOST_AUTO_TEST_CASE(the_key_field_to_deploy_is_an_external_id_unique_and_case_sensitive) {
  const auto files = setup_files();
  const auto key = std::ranges::find_if(files, [](const SetupFile& file) {
    return file.path.ends_with("Case/fields/Hub_Key__c.field-meta.xml");
  });
  BOOST_REQUIRE((key != files.end()));
  for (const std::string_view needed :
       {"<externalId>true</externalId>", "<unique>true</unique>", "<caseSensitive>true</caseSensitive>"}) {
    BOOST_TEST(key->content.find(needed) != std::string::npos, needed);
  }
  const auto rights = std::ranges::find_if(
      files, [](const SetupFile& file) { return file.path.ends_with("Hub_Writer.permissionset-meta.xml"); });
  BOOST_REQUIRE((rights != files.end()));
  BOOST_TEST(rights->content.find("<field>Chat_Transcript__c.Body__c</field>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_field_to_deploy_is_one_that_a_permission_set_beside_it_opens) {
  const auto files = setup_files();
  std::set<std::string> deployed, opened;
  for (const SetupFile& file : files) {
    const std::string project = file.path.starts_with("rich/") ? "rich/" : "";
    const auto object = file.path.find("/objects/"), field = file.path.find("/fields/");
    if (field != file.path.npos) {
      const std::string name = file.path.substr(field + 8, file.path.find(".field-meta") - field - 8);
      deployed.insert(project + file.path.substr(object + 9, field - object - 9) + "." + name);
      BOOST_TEST(file.content.find("<fullName>" + name + "</fullName>") != std::string::npos, file.path);
    }
    for (auto at = file.content.find("<field>"); at != file.content.npos;
         at = file.content.find("<field>", at + 1))
      opened.insert(project + file.content.substr(at + 7, file.content.find("</field>", at) - at - 7));
  }
  BOOST_TEST(deployed == opened, boost::test_tools::per_element());
  for (const char* name : {"Case.Hub_Key__c", "ContentVersion.Hub_Key__c", "rich/Contact.Hub_Key__c",
                           "rich/Case.Hub_Prechat__c"})
    BOOST_TEST(deployed.contains(name), name);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::salesforce
