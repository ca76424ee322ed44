// All-or-nothing groups of rows (salesforce.md 2.4).
#include "tests/simulators/salesforce/simulated_org.hpp"

namespace hub::simulators::salesforce {

namespace {

std::string node(const std::string& method, const std::string& path, const std::string& reference,
                 const std::string& body = "{}") {
  return request(method, path, reference, body);
}

std::string upsert(const std::string& key, const std::string& body = "{}") {
  return node("PATCH", "/sobjects/Case/Hub_Key__c/" + key, key, body);
}

std::string graph(const std::string& id, const std::string& nodes) {
  return R"({"graphId":")" + id + R"(","compositeRequest":[)" + nodes + "]}";
}

std::string payload(const std::vector<std::string>& graphs) {
  std::string json = "{\"graphs\":[";
  for (const std::string& one : graphs) json += (json.back() == '[' ? "" : ",") + one;
  return json + "]}";
}

// `count` nodes, each made by `make` from its number.
template <class Make>
std::string nodes(int count, Make make) {
  std::string list;
  for (int i = 0; i < count; ++i) list += (i ? "," : "") + make(i);
  return list;
}

const std::string kBad = R"({"Nothing__c":1})";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(simulator_graph, SimulatedOrg)

BOOST_AUTO_TEST_CASE(a_graph_fails_whole_and_its_neighbour_does_not) {
  const std::string part =
      node("PATCH", "/sobjects/Chat_Transcript__c/Hub_Key__c/p1", "part", R"({"Case__c":"@{a.id}"})");
  const Answer answer = post(
      "/composite/graph",
      payload({graph("g1", upsert("a") + "," + part), graph("g2", upsert("b") + "," + upsert("c", kBad))}));
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("/graphs/0/graphId") == "g1");
  BOOST_TEST(answer.at("/graphs/0/isSuccessful") == "true");
  BOOST_TEST(answer.at("/graphs/0/graphResponse/compositeResponse/1/httpStatusCode") == "201");
  BOOST_TEST(answer.at("/graphs/1/isSuccessful") == "false");
  const std::string failed = "/graphs/1/graphResponse/compositeResponse";
  BOOST_TEST(answer.at(failed + "/0/body/0/errorCode") == "PROCESSING_HALTED");
  BOOST_TEST(answer.at(failed + "/1/body/0/errorCode") == "INVALID_FIELD");
  BOOST_TEST(live("Case") == "1");
  BOOST_TEST(live("Chat_Transcript__c") == "1");
}

BOOST_AUTO_TEST_CASE(seventy_five_graphs_pass_and_one_more_is_refused) {
  std::vector<std::string> graphs;
  for (int i = 0; i < 75; ++i) graphs.push_back(graph("g", upsert("k" + std::to_string(i))));
  BOOST_TEST(post("/composite/graph", payload(graphs)).status == 200);
  graphs.push_back(graph("g", upsert("one-more")));
  BOOST_TEST(post("/composite/graph", payload(graphs)).status == 400);
  BOOST_TEST(live("Case") == "75");
}

BOOST_AUTO_TEST_CASE(five_hundred_nodes_pass_in_all_graphs_together) {
  const auto key = [](int i) { return upsert("k" + std::to_string(i)); };
  BOOST_TEST(post("/composite/graph", payload({graph("g1", nodes(500, key))})).status == 200);
  const Answer refused =
      post("/composite/graph", payload({graph("g1", nodes(500, key)), graph("g2", upsert("one-more"))}));
  BOOST_TEST(refused.status == 400);
  BOOST_TEST(live("Case") == "500");
}

BOOST_AUTO_TEST_CASE(fifteen_references_deep_pass_and_sixteen_are_refused) {
  const auto link = [](int i) {
    const std::string before = "k" + std::to_string(i - 1);
    return upsert("k" + std::to_string(i), i == 0 ? "{}" : R"({"Subject":"@{)" + before + R"(.id}"})");
  };
  BOOST_TEST(post("/composite/graph", payload({graph("g", nodes(16, link))})).status == 400);
  BOOST_TEST(live("Case") == "0");
  BOOST_TEST(post("/composite/graph", payload({graph("g", nodes(15, link))})).at("/graphs/0/isSuccessful") ==
             "true");
}

BOOST_AUTO_TEST_CASE(fifteen_kinds_of_nodes_pass_and_sixteen_are_refused) {
  // A kind is version, method and object: four methods of four objects are sixteen.
  const std::vector<std::string> objects = {"Case", "Contact", "Task", "Chat_Transcript__c"};
  const auto kind = [&](int i) {
    const std::string path = "/sobjects/" + objects[static_cast<std::size_t>(i / 4)];
    const std::string method =
        std::vector<std::string>{"POST", "GET", "PATCH", "DELETE"}[static_cast<std::size_t>(i % 4)];
    return node(method, i % 4 == 0 ? path : path + "/500000000000000AAA", "n" + std::to_string(i));
  };
  BOOST_TEST(post("/composite/graph", payload({graph("g", nodes(16, kind))})).status == 400);
  BOOST_TEST(post("/composite/graph", payload({graph("g", nodes(15, kind))})).status == 200);
}

BOOST_AUTO_TEST_CASE(after_more_than_fourteen_failed_graphs_the_rest_is_halted) {
  std::vector<std::string> graphs(15, graph("bad", upsert("bad", kBad)));
  graphs.insert(graphs.begin() + 14, graph("good", upsert("good")));
  graphs.push_back(graph("late", upsert("late")));
  const Answer answer = post("/composite/graph", payload(graphs));
  BOOST_TEST(answer.at("/graphs/14/isSuccessful") == "true");
  BOOST_TEST(answer.at("/graphs/16/isSuccessful") == "false");
  BOOST_TEST(answer.at("/graphs/16/graphResponse/compositeResponse/0/body/0/errorCode") ==
             "PROCESSING_HALTED");
  BOOST_TEST(live("Case") == "1");
}

BOOST_AUTO_TEST_CASE(a_graph_holds_single_rows_only) {
  for (const char* path :
       {"/query?q=SELECT+Id+FROM+Case", "/composite/sobjects/Case", "/sobjects/Case/describe"}) {
    const Answer answer = post("/composite/graph", payload({graph("g", node("GET", path, "n"))}));
    BOOST_TEST(answer.status == 400, path);
  }
}

BOOST_AUTO_TEST_CASE(graphs_came_with_version_50) {
  const std::string body = payload({graph("g", upsert("a"))});
  BOOST_TEST(authorised("POST", "/services/data/v49.0/composite/graph", body).status == 404);
  BOOST_TEST(live("Case") == "0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::simulators::salesforce
