// What an org makes of values, and which it refuses (salesforce.md 3, 3.1 and 5.3).
#include "tests/simulators/salesforce/simulated_org.hpp"

namespace hub::simulators::salesforce {

struct OrgOfValues : SimulatedOrg {
  std::string refusal(const std::string& fields) {
    const Answer answer = upsert_case("k1", "{" + fields + "}");
    BOOST_TEST(answer.status == 400, fields);
    BOOST_TEST(live("Case") == "0");
    return answer.at("/0/errorCode");
  }
  std::string stored(const std::string& field, const std::string& json) {
    upsert_case("k1", "{\"" + field + "\":" + json + "}");
    return read_case("k1").at("/" + field);
  }
};

BOOST_FIXTURE_TEST_SUITE(simulator_values, OrgOfValues)

BOOST_AUTO_TEST_CASE(texts_are_trimmed_and_an_empty_one_is_null) {
  BOOST_TEST(stored("Subject", R"("  a b\n ")") == "a b");
  BOOST_TEST(stored("Description", R"("a\r\nb")") == "a\r\nb");
  BOOST_TEST(stored("Subject", R"("   ")") == "null");
}

BOOST_AUTO_TEST_CASE(times_are_utc_and_lose_their_milliseconds) {
  BOOST_TEST(stored("Chat_Started__c", R"("2013-05-20T22:49:32.987+02:00")") ==
             "2013-05-20T20:49:32.000+0000");
  BOOST_TEST(stored("Chat_Started__c", R"("2013-05-20T20:49:32Z")") == "2013-05-20T20:49:32.000+0000");
  upsert_case("k2");
  remove("/sobjects/Case/Hub_Key__c/k1");
  remove("/sobjects/Case/Hub_Key__c/k2");
  BOOST_TEST(refusal(R"("Chat_Started__c":"20 May 2013")") == "JSON_PARSER_ERROR");
}

BOOST_AUTO_TEST_CASE(a_double_is_rounded_to_the_scale_of_its_field) {
  BOOST_TEST(stored("Survey_Score__c", "4.26") == "4.3");
  BOOST_TEST(read_case("k1").body.find("\"Survey_Score__c\":4.3") != std::string::npos);
  stored("Message_Count__c", "7");
  BOOST_TEST(read_case("k1").body.find("\"Message_Count__c\":7.0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(too_long_a_text_is_refused_and_the_limit_counts_characters) {
  BOOST_TEST(refusal("\"Subject\":\"" + std::string(256, 'x') + "\"") == "STRING_TOO_LONG");
  std::string umlauts;
  for (int i = 0; i < 255; ++i) umlauts += "ü";
  BOOST_TEST(stored("Subject", "\"" + umlauts + "\"") == umlauts);
}

BOOST_AUTO_TEST_CASE(a_comment_counts_bytes_after_escaping) {
  const std::string parent = upsert_case("k1").at("/id");
  const auto comment = [&](const std::string& text) {
    return post("/sobjects/CaseComment", R"({"ParentId":")" + parent + R"(","CommentBody":")" + text + "\"}")
        .status;
  };
  BOOST_TEST(comment(std::string(4000, 'x')) == 201);
  BOOST_TEST(comment(std::string(3996, 'x') + "&") == 400);
}

BOOST_AUTO_TEST_CASE(a_restricted_picklist_takes_its_own_values_only) {
  BOOST_TEST(refusal(R"("Chat_Channel__c":"pigeon")") == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
  BOOST_TEST(stored("Origin", R"("Pigeon")") == "Pigeon");
}

BOOST_AUTO_TEST_CASE(fields_that_cannot_be_written_are_refused) {
  BOOST_TEST(refusal(R"("Nothing__c":1)") == "INVALID_FIELD");
  BOOST_TEST(refusal(R"("IsClosed":true)") == "INVALID_FIELD_FOR_INSERT_UPDATE");
  BOOST_TEST(refusal(R"("CaseNumber":"1")") == "INVALID_FIELD_FOR_INSERT_UPDATE");
  BOOST_TEST(refusal(R"("Subject":1)") == "INVALID_TYPE_ON_FIELD_IN_RECORD");
}

BOOST_AUTO_TEST_CASE(a_create_only_field_cannot_be_changed) {
  BOOST_TEST(upsert_case("k1", R"({"SuppliedEmail":"a@example.com"})").status == 201);
  const Answer answer = upsert_case("k1", R"({"SuppliedEmail":"b@example.com"})");
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.at("/0/errorCode") == "INVALID_FIELD_FOR_INSERT_UPDATE");
  BOOST_TEST(answer.at("/0/fields/0") == "SuppliedEmail");
}

BOOST_AUTO_TEST_CASE(a_missing_required_field_is_named) {
  const Answer answer = post("/sobjects/Contact", R"({"FirstName":"a"})");
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.at("/0/errorCode") == "REQUIRED_FIELD_MISSING");
  BOOST_TEST(answer.at("/0/message") == "Required fields are missing: [LastName]");
}

BOOST_AUTO_TEST_CASE(a_unique_value_is_taken_once) {
  const std::string id = upsert_case("k1").at("/id");
  const Answer answer = post("/sobjects/Case", R"({"Hub_Key__c":"k1"})");
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.at("/0/errorCode") == "DUPLICATE_VALUE");
  BOOST_TEST(answer.at("/0/message").find(id) != std::string::npos);
  BOOST_TEST(post("/sobjects/Case", R"({"Hub_Key__c":"K1"})").status == 201);  // the key keeps its case
}

BOOST_AUTO_TEST_CASE(a_child_names_its_parent_by_id_or_by_its_external_id) {
  const std::string parent = upsert_case("k1").at("/id");
  const auto part = [&](const std::string& link) {
    return patch("/sobjects/Chat_Transcript__c/Hub_Key__c/p1", link);
  };
  BOOST_TEST(part(R"({"Case__r":{"Hub_Key__c":"k1"}})").status == 201);
  BOOST_TEST(get("/sobjects/Chat_Transcript__c/Hub_Key__c/p1").at("/Case__c") == parent);
  BOOST_TEST(part(R"({"Case__c":")" + parent.substr(0, 15) + R"("})").status == 200);
  BOOST_TEST(get("/sobjects/Chat_Transcript__c/Hub_Key__c/p1").at("/Case__c") == parent);
  BOOST_TEST(part(R"({"Case__r":{"Hub_Key__c":"none"}})").at("/0/errorCode") == "INVALID_FIELD");
  BOOST_TEST(part(R"({"Case__c":"500000000000000AAA"})").at("/0/errorCode") == "INVALID_CROSS_REFERENCE_KEY");
  BOOST_TEST(part(R"({"Case__c":"short"})").at("/0/errorCode") == "MALFORMED_ID");
}

BOOST_AUTO_TEST_CASE(an_id_ends_in_its_checksum) {
  const std::string id = upsert_case("k1").at("/id");
  for (std::size_t chunk = 0; chunk < 3; ++chunk) {
    std::size_t bits = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      const char c = id[chunk * 5 + i];
      if (c >= 'A' && c <= 'Z') bits |= std::size_t(1) << i;
    }
    BOOST_TEST(id[15 + chunk] == "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::simulators::salesforce
