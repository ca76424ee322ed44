// The allocation of calls, sizes, describe and compression (salesforce.md 2.7, 2.8, 5 and 6).
#include "tests/simulators/salesforce/simulated_org.hpp"
#include "tools/simulators/common/gzip.hpp"

namespace hub::simulators::salesforce {

namespace {

SimulatorSettings small_allocation() {
  SimulatorSettings settings;
  settings.limits.daily_requests = 3;
  return settings;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(simulator_limits, SimulatedOrg)

BOOST_AUTO_TEST_CASE(every_answer_tells_how_much_of_the_allocation_is_used) {
  BOOST_TEST(get("/limits").header("Sforce-Limit-Info") == "api-usage=1/5000000");
  BOOST_TEST(get("/elsewhere").header("Sforce-Limit-Info") == "api-usage=2/5000000");
  BOOST_TEST(get("/limits").at("/DailyApiRequests/Max") == "5000000");
  BOOST_TEST(get("/limits").at("/DailyApiRequests/Remaining") == "4999996");
}

BOOST_AUTO_TEST_CASE(uris_and_headers_have_a_limit) {
  const std::string auth = "Bearer " + token;
  const std::string url = std::string(kData) + "/limits?x=";
  BOOST_TEST(send("GET", url + std::string(17'000, 'x'), "", {{"Authorization", auth}}).status == 414);
  BOOST_TEST(send("GET", url, "", {{"Authorization", auth}, {"X-Large", std::string(17'000, 'x')}}).status ==
             431);
  BOOST_TEST(send("GET", url + std::string(2'000, 'x'), "", {{"Authorization", auth}}).status == 200);
}

BOOST_AUTO_TEST_CASE(bodies_may_be_packed_both_ways) {
  const Buffer packed = gzip(R"({"Description":")" + std::string(30'000, 'x') + "\"}");
  const std::string path = std::string(kData) + "/sobjects/Case/Hub_Key__c/k1";
  const Answer written = send("PATCH", path, packed.view(),
                              {{"Authorization", "Bearer " + token},
                               {"Content-Type", "application/json"},
                               {"Content-Encoding", "gzip"}});
  BOOST_TEST(written.status == 201);
  BOOST_TEST(read_case("k1").at("/Description").size() == 30'000u);
}

BOOST_AUTO_TEST_CASE(the_objects_are_listed) {
  const Answer answer = get("/sobjects");
  BOOST_TEST(answer.at("/encoding") == "UTF-8");
  BOOST_TEST(answer.at("/maxBatchSize") == "200");
  for (const char* key :
       {"name", "label", "custom", "createable", "updateable", "queryable", "keyPrefix", "urls"}) {
    BOOST_TEST(answer.at(std::string("/sobjects/0/") + key) != "absent", key);
  }
}

BOOST_AUTO_TEST_CASE(describe_tells_what_a_client_needs_before_it_writes) {
  const Answer answer = get("/sobjects/Chat_Transcript__c/describe");
  BOOST_TEST(answer.at("/name") == "Chat_Transcript__c");
  BOOST_TEST(answer.at("/createable") == "true");
  std::string body, key;
  for (int i = 0; answer.at("/fields/" + std::to_string(i)) != "absent"; ++i) {
    const std::string field = "/fields/" + std::to_string(i);
    if (answer.at(field + "/name") == "Body__c") body = field;
    if (answer.at(field + "/name") == "Hub_Key__c") key = field;
    for (const char* name : {"label",
                             "type",
                             "length",
                             "byteLength",
                             "nillable",
                             "defaultedOnCreate",
                             "createable",
                             "updateable",
                             "externalId",
                             "unique",
                             "caseSensitive",
                             "idLookup",
                             "restrictedPicklist",
                             "picklistValues",
                             "dependentPicklist",
                             "controllerName",
                             "referenceTo",
                             "precision",
                             "scale",
                             "digits",
                             "calculated",
                             "autoNumber",
                             "htmlFormatted",
                             "encrypted",
                             "filterable",
                             "sortable",
                             "custom",
                             "deprecatedAndHidden",
                             "permissionable"}) {
      BOOST_TEST(answer.at(field + "/" + name) != "absent", name);
    }
  }
  BOOST_TEST(answer.at(body + "/length") == "131072");
  BOOST_TEST(answer.at(body + "/filterable") == "false");
  BOOST_TEST(answer.at(key + "/externalId") == "true");
  BOOST_TEST(answer.at(key + "/unique") == "true");
  BOOST_TEST(get("/sobjects/Nothing/describe").at("/0/errorCode") == "NOT_FOUND");
}

BOOST_AUTO_TEST_CASE(reset_leaves_nothing_of_what_was) {
  upsert_case("k1");
  break_with(R"({"kind":"hidden_field","operation":"upsert","field":"Subject"})");
  BOOST_TEST(upsert_case("k1").status == 400);
  break_with(R"({"kind":"status","times":-1})");
  BOOST_TEST(control("POST", "reset").status == 200);
  BOOST_TEST(get("/limits").status == 401);  // the token is gone with the rest
  token = log_in().at("/access_token");
  BOOST_TEST(get("/limits").header("Sforce-Limit-Info") == "api-usage=1/5000000");
  BOOST_TEST(live("Case") == "0");
  BOOST_TEST(read_case("k1").status == 404);
  BOOST_TEST(upsert_case("k1").status == 201);
  BOOST_TEST(read_case("k1").at("/Subject") == "a");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_used_up_allocation_comes_back_a_day_later) {
  SimulatedOrg org(small_allocation());
  BOOST_TEST(org.upsert_case("a").status == 201);
  org.clock.advance(std::chrono::hours(20));
  org.get("/limits");
  BOOST_TEST(org.get("/limits").header("Sforce-Limit-Info") == "api-usage=3/3");
  const Answer refused = org.upsert_case("b");
  BOOST_TEST(refused.status == 403);
  BOOST_TEST(refused.at("/0/errorCode") == "REQUEST_LIMIT_EXCEEDED");
  BOOST_TEST(refused.at("/0/message") == "TotalRequests Limit exceeded.");
  BOOST_TEST(refused.header("Sforce-Limit-Info") == "api-usage=3/3");
  BOOST_TEST(org.live("Case") == "1");
  // Only the first call is a day old.
  org.clock.advance(std::chrono::hours(4));
  BOOST_TEST(org.upsert_case("b").status == 201);
  BOOST_TEST(org.upsert_case("c").status == 403);
}

BOOST_AUTO_TEST_CASE(a_reset_closes_open_queries) {
  SimulatorSettings settings;
  settings.limits.page_rows = 1;
  SimulatedOrg org(settings);
  org.upsert_case("a");
  org.upsert_case("b");
  const std::string next = org.get("/query?q=SELECT+Subject+FROM+Case").at("/nextRecordsUrl");
  org.control("POST", "reset");
  org.token = org.log_in().at("/access_token");
  BOOST_TEST(org.authorised("GET", next).at("/0/errorCode") == "INVALID_QUERY_LOCATOR");
}

BOOST_AUTO_TEST_CASE(logins_are_counted_anew_after_a_reset) {
  SimulatorSettings settings;
  settings.logins_max = 1;
  SimulatedOrg org(settings);
  BOOST_TEST(org.log_in().status == 400);
  org.control("POST", "reset");
  BOOST_TEST(org.log_in().status == 200);
}

}  // namespace hub::simulators::salesforce
