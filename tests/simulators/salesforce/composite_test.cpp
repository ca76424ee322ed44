// Several requests in one (salesforce.md 2.3 and 2.5).
#include "tests/simulators/salesforce/simulated_org.hpp"

namespace hub::simulators::salesforce {

namespace {

std::string composite(const std::string& requests, bool all_or_none) {
  return std::string("{\"allOrNone\":") + (all_or_none ? "true" : "false") + ",\"compositeRequest\":[" +
         requests + "]}";
}

std::string upsert(const std::string& key, const std::string& body = R"({"Subject":"a"})") {
  return request("PATCH", "/sobjects/Case/Hub_Key__c/" + key, key, body);
}

const std::string kBad = R"({"Nothing__c":1})";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(simulator_composite, SimulatedOrg)

BOOST_AUTO_TEST_CASE(a_later_subrequest_refers_to_an_earlier_answer) {
  const std::string part =
      request("PATCH", "/sobjects/Chat_Transcript__c/Hub_Key__c/p1", "part", R"({"Case__c":"@{one.id}"})");
  for (const std::string created : {"true", "false"}) {
    const Answer answer = post("/composite", composite(upsert("one") + "," + part, true));
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.at("/compositeResponse/0/referenceId") == "one");
    BOOST_TEST(answer.at("/compositeResponse/0/body/created") == created);
    BOOST_TEST(answer.at("/compositeResponse/1/httpStatusCode") == (created == "true" ? "201" : "200"));
  }
  BOOST_TEST(get("/sobjects/Chat_Transcript__c/Hub_Key__c/p1").at("/Case__c") == read_case("one").at("/Id"));
}

BOOST_AUTO_TEST_CASE(a_reference_reaches_into_lists_and_urls) {
  const std::string list = request("PATCH", "/composite/sobjects/Case/Hub_Key__c", "list",
                                   collection({R"("Hub_Key__c":"a","Subject":"found")"}));
  const Answer answer = post(
      "/composite", composite(list + "," + request("GET", "/sobjects/Case/@{list[0].id}", "read"), false));
  BOOST_TEST(answer.at("/compositeResponse/1/body/Subject") == "found");
}

BOOST_AUTO_TEST_CASE(all_or_none_leaves_nothing_behind) {
  const Answer answer =
      post("/composite", composite(upsert("a") + "," + upsert("b", kBad) + "," + upsert("c"), true));
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("/compositeResponse/1/body/0/errorCode") == "INVALID_FIELD");
  for (const std::string neighbour : {"/compositeResponse/0", "/compositeResponse/2"}) {
    BOOST_TEST(answer.at(neighbour + "/httpStatusCode") == "400");
    BOOST_TEST(answer.at(neighbour + "/body/0/errorCode") == "PROCESSING_HALTED");
  }
  BOOST_TEST(live("Case") == "0");
}

BOOST_AUTO_TEST_CASE(without_all_or_none_only_dependents_of_a_failure_fail) {
  const Answer answer = post("/composite", composite(upsert("a", kBad) + "," + upsert("b") + "," +
                                                         upsert("c", R"({"Subject":"@{a.id}"})"),
                                                     false));
  BOOST_TEST(answer.at("/compositeResponse/1/httpStatusCode") == "201");
  BOOST_TEST(answer.at("/compositeResponse/2/httpStatusCode") == "400");
  BOOST_TEST(live("Case") == "1");
}

BOOST_AUTO_TEST_CASE(all_or_none_reaches_into_a_collection) {
  const std::string list = request("PATCH", "/composite/sobjects/Case/Hub_Key__c", "list",
                                   collection({R"("Hub_Key__c":"a")", R"("Hub_Key__c":"b","Nothing__c":1)"}));
  const Answer strict = post("/composite", composite(upsert("c") + "," + list, true));
  BOOST_TEST(strict.at("/compositeResponse/0/body/0/errorCode") == "PROCESSING_HALTED");
  BOOST_TEST(strict.at("/compositeResponse/1/body/0/errors/0/statusCode") ==
             "ALL_OR_NONE_OPERATION_ROLLED_BACK");
  BOOST_TEST(strict.at("/compositeResponse/1/body/1/errors/0/statusCode") == "INVALID_FIELD");
  BOOST_TEST(live("Case") == "0");
  const Answer loose = post("/composite", composite(upsert("c") + "," + list, false));
  BOOST_TEST(loose.at("/compositeResponse/1/body/0/success") == "true");
  BOOST_TEST(live("Case") == "2");
}

BOOST_AUTO_TEST_CASE(more_than_25_subrequests_or_5_queries_are_refused) {
  std::string many = upsert("k0"), queries;
  for (int i = 1; i < 26; ++i) many += "," + upsert("k" + std::to_string(i));
  for (int i = 0; i < 6; ++i)
    queries += (i ? "," : "") + request("GET", "/query?q=SELECT+Id+FROM+Case", "q" + std::to_string(i));
  BOOST_TEST(post("/composite", composite(many, false)).status == 400);
  BOOST_TEST(post("/composite", composite(queries, false)).status == 400);
  BOOST_TEST(live("Case") == "0");
}

BOOST_AUTO_TEST_CASE(a_bad_envelope_runs_nothing) {
  const Answer answer =
      post("/composite",
           composite(upsert("a") + R"(,{"method":"GET","url":"/services/data/v62.0/limits"})", false));
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(live("Case") == "0");
}

BOOST_AUTO_TEST_CASE(a_batch_runs_all_and_says_whether_any_failed) {
  const auto batch = [](const std::string& second, bool halt) {
    return std::string(R"({"haltOnError":)") + (halt ? "true" : "false") +
           R"(,"batchRequests":[{"method":"PATCH","url":"v62.0/sobjects/Case/Hub_Key__c/a","richInput":{"Subject":"a"}},)"
           R"({"method":"GET","url":"v62.0/)" +
           second + R"("},{"method":"PATCH","url":"v62.0/sobjects/Case/Hub_Key__c/c","richInput":{}}]})";
  };
  const Answer halted = post("/composite/batch", batch("nothing", true));
  BOOST_TEST(halted.status == 200);
  BOOST_TEST(halted.at("/hasErrors") == "true");
  BOOST_TEST(halted.at("/results/0/statusCode") == "201");
  BOOST_TEST(halted.at("/results/1/statusCode") == "404");
  BOOST_TEST(halted.at("/results/2/statusCode") == "412");
  BOOST_TEST(halted.at("/results/2/result/0/errorCode") == "BATCH_PROCESSING_HALTED");
  BOOST_TEST(live("Case") == "1");
  const Answer through = post("/composite/batch", batch("nothing", false));
  BOOST_TEST(through.at("/hasErrors") == "true");
  BOOST_TEST(through.at("/results/2/statusCode") == "201");
  BOOST_TEST(post("/composite/batch", batch("limits", true)).at("/hasErrors") == "false");
}

BOOST_AUTO_TEST_CASE(each_subrequest_of_a_batch_counts_and_a_composite_is_one_call) {
  const auto used = [](const Answer& answer) {
    const std::string info = answer.header("Sforce-Limit-Info");
    return std::stol(info.substr(info.find('=') + 1));
  };
  const long before = used(get("/limits"));
  BOOST_TEST(used(post("/composite", composite(upsert("a") + "," + upsert("b"), true))) - before == 1);
  const std::string one = R"({"method":"GET","url":"v62.0/limits"})";
  const Answer batch = post("/composite/batch", R"({"batchRequests":[)" + one + "," + one + "," + one + "]}");
  BOOST_TEST(used(batch) - before == 4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::simulators::salesforce
