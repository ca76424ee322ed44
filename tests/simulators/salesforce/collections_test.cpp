// Many records in one call (salesforce.md 2.2 and 4.1).
#include "tests/simulators/salesforce/simulated_org.hpp"

namespace hub::simulators::salesforce {

namespace {
constexpr const char* kUpsert = "/composite/sobjects/Case/Hub_Key__c";

std::vector<std::string> keys(std::size_t count) {
  std::vector<std::string> records;
  for (std::size_t i = 0; i < count; ++i) records.push_back(R"("Hub_Key__c":"k)" + std::to_string(i) + "\"");
  return records;
}
}  // namespace

BOOST_FIXTURE_TEST_SUITE(simulator_collections, SimulatedOrg)

BOOST_AUTO_TEST_CASE(results_come_in_the_order_of_the_records) {
  const Answer first = patch(kUpsert, collection({R"("Hub_Key__c":"b")"}));
  const Answer both = patch(kUpsert, collection({R"("Hub_Key__c":"a")", R"("Hub_Key__c":"b")"}));
  BOOST_TEST(both.status == 200);
  BOOST_TEST(both.at("/0/created") == "true");
  BOOST_TEST(both.at("/1/created") == "false");
  BOOST_TEST(both.at("/1/id") == first.at("/0/id"));
  BOOST_TEST(both.at("/1/errors") == "[]");
}

BOOST_AUTO_TEST_CASE(a_record_fails_alone_and_its_code_is_called_statusCode) {
  const Answer answer =
      patch(kUpsert, collection({R"("Hub_Key__c":"a")", R"("Hub_Key__c":"b","Nothing__c":1)"}));
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("/0/success") == "true");
  BOOST_TEST(answer.at("/1/success") == "false");
  BOOST_TEST(answer.at("/1/id") == "absent");
  BOOST_TEST(answer.at("/1/errors/0/statusCode") == "INVALID_FIELD");
  BOOST_TEST(answer.at("/1/errors/0/errorCode") == "absent");
  BOOST_TEST(live("Case") == "1");
}

BOOST_AUTO_TEST_CASE(all_or_none_rolls_the_innocent_back) {
  upsert_case("a", R"({"Subject":"old"})");
  const Answer answer =
      patch(kUpsert, collection({R"("Hub_Key__c":"a","Subject":"new")", R"("Hub_Key__c":"b")",
                                 R"("Hub_Key__c":"c","Nothing__c":1)"},
                                true));
  BOOST_TEST(answer.status == 200);
  for (const char* innocent : {"/0", "/1"}) {
    BOOST_TEST(answer.at(innocent + std::string("/errors/0/statusCode")) ==
               "ALL_OR_NONE_OPERATION_ROLLED_BACK");
  }
  BOOST_TEST(answer.at("/2/errors/0/statusCode") == "INVALID_FIELD");
  BOOST_TEST(live("Case") == "1");
  BOOST_TEST(read_case("a").at("/Subject") == "old");
}

BOOST_AUTO_TEST_CASE(the_same_key_twice_fails_both_rows) {
  const Answer answer =
      patch(kUpsert, collection({R"("Hub_Key__c":"a")", R"("Hub_Key__c":"b")", R"("Hub_Key__c":"a")"}));
  BOOST_TEST(answer.at("/0/errors/0/statusCode") == "DUPLICATE_VALUE");
  BOOST_TEST(answer.at("/0/errors/0/message") == "Duplicate external id specified: a");
  BOOST_TEST(answer.at("/1/success") == "true");
  BOOST_TEST(answer.at("/2/errors/0/statusCode") == "DUPLICATE_VALUE");
  BOOST_TEST(live("Case") == "1");
}

BOOST_AUTO_TEST_CASE(two_hundred_records_pass_and_one_more_is_refused_whole) {
  const Answer refused = patch(kUpsert, collection(keys(201)));
  BOOST_TEST(refused.status == 400);
  BOOST_TEST(refused.at("/0/errorCode") == "EXCEEDED_ID_LIMIT");
  BOOST_TEST(live("Case") == "0");
  BOOST_TEST(patch(kUpsert, collection(keys(200))).at("/199/created") == "true");
}

BOOST_AUTO_TEST_CASE(records_need_the_type_of_the_path_a_key_and_no_id) {
  const std::string id = upsert_case("a").at("/id");
  const Answer answer = patch(kUpsert, R"({"records":[{"attributes":{"type":"Task"},"Hub_Key__c":"x"},)"
                                       R"({"attributes":{"type":"Case"},"Subject":"no key"},)"
                                       R"({"attributes":{"type":"Case"},"Hub_Key__c":"a","Id":")" +
                                           id + R"("},{"Hub_Key__c":"y"}]})");
  for (const char* record : {"/0", "/1", "/2", "/3"}) {
    BOOST_TEST(answer.at(record + std::string("/success")) == "false", record);
  }
  BOOST_TEST(live("Case") == "1");
}

BOOST_AUTO_TEST_CASE(what_is_malformed_is_refused_whole) {
  BOOST_TEST(patch(kUpsert, R"({"records":1})").status == 400);
  BOOST_TEST(patch(kUpsert, "{").at("/0/errorCode") == "JSON_PARSER_ERROR");
  BOOST_TEST(patch("/composite/sobjects/Case/Subject", collection(keys(1))).status == 404);
}

BOOST_AUTO_TEST_CASE(an_upsert_of_many_counts_as_one_call) {
  const Answer before = get("/limits");
  patch(kUpsert, collection(keys(100)));
  const auto left = [](const Answer& limits) { return std::stol(limits.at("/DailyApiRequests/Remaining")); };
  BOOST_TEST(left(before) - left(get("/limits")) == 2);
}

BOOST_AUTO_TEST_CASE(records_are_created_and_updated_by_id) {
  const Answer created =
      post("/composite/sobjects", R"({"records":[{"attributes":{"type":"Case"},"Subject":"a"},)"
                                  R"({"attributes":{"type":"Contact"},"LastName":"b"}]})");
  BOOST_TEST(created.at("/0/id").starts_with("500"));
  BOOST_TEST(created.at("/1/id").starts_with("003"));
  const std::string id = created.at("/0/id");
  const Answer updated = patch(
      "/composite/sobjects",
      collection({R"("id":")" + id + R"(","Subject":"c")", R"("id":"500000000000000AAA","Subject":"d")"}));
  BOOST_TEST(updated.at("/0/success") == "true");
  BOOST_TEST(updated.at("/0/created") == "absent");
  BOOST_TEST(updated.at("/1/errors/0/statusCode") == "INVALID_CROSS_REFERENCE_KEY");
  BOOST_TEST(get("/sobjects/Case/" + id).at("/Subject") == "c");
}

BOOST_AUTO_TEST_CASE(a_deleted_record_says_so_when_it_is_updated_or_deleted) {
  const std::string id = upsert_case("a").at("/id"), other = upsert_case("b").at("/id");
  BOOST_TEST(remove("/composite/sobjects?ids=" + id).at("/0/success") == "true");
  const Answer updated = patch("/composite/sobjects", collection({R"("id":")" + id + R"(","Subject":"c")"}));
  BOOST_TEST(updated.at("/0/errors/0/statusCode") == "ENTITY_IS_DELETED");
  const Answer deleted = remove("/composite/sobjects?ids=" + other + "," + id + "&allOrNone=true");
  BOOST_TEST(deleted.at("/0/errors/0/statusCode") == "ALL_OR_NONE_OPERATION_ROLLED_BACK");
  BOOST_TEST(deleted.at("/1/errors/0/statusCode") == "ENTITY_IS_DELETED");
  BOOST_TEST(live("Case") == "1");
}

BOOST_AUTO_TEST_CASE(records_are_retrieved_in_request_order_with_null_for_the_unknown) {
  const std::string a = upsert_case("a").at("/id"), b = upsert_case("b").at("/id");
  const std::string ids = R"({"ids":[")" + b + R"(","500000000000000AAA",")" + a.substr(0, 15) + R"("],)";
  const Answer read = post("/composite/sobjects/Case", ids + R"("fields":["Hub_Key__c"]})");
  BOOST_TEST(read.at("/0/Hub_Key__c") == "b");
  BOOST_TEST(read.at("/1") == "null");
  BOOST_TEST(read.at("/2/Hub_Key__c") == "a");
  BOOST_TEST(get("/composite/sobjects/Case?ids=" + a + "&fields=Id,Hub_Key__c").at("/0/Id") == a);
  const Answer unknown = post("/composite/sobjects/Case", ids + R"("fields":["Nothing__c"]})");
  BOOST_TEST(unknown.status == 400);
  BOOST_TEST(unknown.at("/0/errorCode") == "INVALID_FIELD");
}

BOOST_AUTO_TEST_CASE(more_than_two_thousand_ids_are_refused) {
  std::string ids = "\"500000000000000AAA\"";
  for (int i = 0; i < 2000; ++i) ids += ",\"500000000000000AAA\"";
  const Answer answer = post("/composite/sobjects/Case", "{\"ids\":[" + ids + "],\"fields\":[\"Id\"]}");
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.at("/0/errorCode") == "EXCEEDED_ID_LIMIT");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::simulators::salesforce
