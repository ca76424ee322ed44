// What graphs look like on the wire, and what their answers mean for each record.
#include "connectors/salesforce/graph.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/connectors/salesforce/scripted_org.hpp"

namespace hub::connectors::salesforce {

namespace {

struct Graphs : ScriptedOrg {
  Graphs() : ScriptedOrg(), one{case_record("k1"), transcript_record("k1-1", "k1", R"({"Body__c":"Hi"})")} {}

  std::string body_of(const std::vector<model::Record>& records) {
    Buffer body;
    write_graphs(
        records, divide(records).graphs, kData, [](const auto&) { return std::string("Case__r"); }, body);
    return std::string(body.view());
  }
  std::vector<Result<delivery::StoredRecord>> results_of(std::string_view answer) {
    std::vector<Result<delivery::StoredRecord>> results(one.size(), delivery::StoredRecord{});
    read_graphs(json(answer), one, divide(one).graphs, results);
    return results;
  }
  std::string failed(const std::string& first, const std::string& second) {
    return R"({"graphs":[{"graphId":"g0","isSuccessful":false,"graphResponse":{"compositeResponse":[)" +
           first + "," + second + "]}}]}";
  }
  static std::string refusal(const char* reference, const char* code) {
    return std::string(R"({"referenceId":")") + reference +
           R"(","httpStatusCode":400,"body":[{"errorCode":")" + code + R"(","message":"x"}]})";
  }

  std::vector<model::Record> one;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_graph, Graphs)

BOOST_AUTO_TEST_CASE(a_child_names_its_parent_by_the_parents_node) {
  BOOST_TEST(body_of(one) ==
             R"({"graphs":[{"graphId":"g0","compositeRequest":[{"method":"PATCH",)"
             R"("url":"/services/data/v62.0/sobjects/Case/Hub_Key__c/k1","referenceId":"r0",)"
             R"("body":{"Subject":"Hello"}},{"method":"PATCH",)"
             R"("url":"/services/data/v62.0/sobjects/Chat_Transcript__c/Hub_Key__c/k1-1","referenceId":"r1",)"
             R"("body":{"Case__c":"@{r0.id}","Body__c":"Hi"}}]}]})");
}

BOOST_AUTO_TEST_CASE(a_parent_outside_the_graph_is_named_by_key_and_one_that_existed_by_id) {
  const std::string by_key = body_of({one[1]});
  BOOST_TEST(by_key.find(R"("body":{"Case__r":{"Hub_Key__c":"k1"},"Body__c":"Hi"})") != std::string::npos);
  one[1].parent_id = "500A";
  BOOST_TEST(body_of(one).find(R"("body":{"Case__c":"500A","Body__c":"Hi"})") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_record_that_existed_is_written_to_by_its_id) {
  one[0].target_id = "500A";
  const std::string body = body_of(one);
  BOOST_TEST(body.find(R"("url":"/services/data/v62.0/sobjects/Case/500A")") != std::string::npos);
  BOOST_TEST(body.find(R"("Case__c":"500A")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_hangs_together_is_one_graph) {
  const auto two = transcript_record("k1-2", "k1", "{}"), alone = transcript_record("k9-1", "k9", "{}");
  const Division division = divide(std::vector{one[0], one[1], two, case_record("k2"), alone});
  BOOST_TEST(division.graphs.size() == 3u);
  BOOST_TEST(division.graphs[0] == (Places{0, 1, 2}), boost::test_tools::per_element());
  BOOST_TEST(division.others.empty());
}

BOOST_AUTO_TEST_CASE(children_of_a_parent_that_went_before_are_one_graph) {
  const Division division = divide(std::vector{one[1], transcript_record("k1-2", "k1", "{}")});
  BOOST_TEST(division.graphs.size() == 1u);
}

BOOST_AUTO_TEST_CASE(texts_with_a_reference_in_them_and_what_hangs_below_go_by_themselves) {
  const auto plain = case_record("k1", R"({"Subject":"kim@example.com {x}"})");
  const auto text = case_record("k2", R"({"Subject":"x","Description":"see @{r0.id}"})");
  const auto link = case_record("k3", R"({"Contact":{"Key__c":"@{"}})");
  const auto below = transcript_record("k2-1", "k2", R"({"Body__c":"Hi"})");
  const Division division = divide(std::vector{plain, text, link, below});
  BOOST_TEST(division.graphs.size() == 1u);
  BOOST_REQUIRE(division.others.size() == 2u);
  BOOST_TEST(division.others[0] == (Places{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(division.others[1] == (Places{3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(files_go_by_themselves) {
  cases.object = "ContentVersion";
  const Division division = divide(std::vector{case_record("k1")});
  BOOST_TEST(division.graphs.empty());
  BOOST_TEST(division.others.size() == 1u);
}

BOOST_AUTO_TEST_CASE(each_node_of_a_graph_that_was_written_tells_its_id) {
  const auto results = results_of(
      R"({"graphs":[{"graphId":"g0","isSuccessful":true,"graphResponse":{"compositeResponse":[
        {"referenceId":"r1","httpStatusCode":201,"body":{"id":"a01A","success":true,"errors":[],"created":true}},
        {"referenceId":"r0","httpStatusCode":200,"body":{"id":"500A","success":true,"errors":[],"created":false}}]}}]})");
  BOOST_TEST(results[0]->id == "500A");
  BOOST_TEST(!results[0]->created);
  BOOST_TEST(results[1]->id == "a01A");
  BOOST_TEST(results[1]->created);
}

BOOST_AUTO_TEST_CASE(a_change_by_id_has_no_body_and_is_done) {
  one[0].target_id = "500A";
  const auto results = results_of(
      R"({"graphs":[{"graphId":"g0","isSuccessful":true,"graphResponse":{"compositeResponse":[
        {"referenceId":"r0","httpStatusCode":204,"body":null},
        {"referenceId":"r1","httpStatusCode":201,"body":{"id":"a01A","success":true,"created":true}}]}}]})");
  BOOST_TEST(results[0]->id == "500A");
  BOOST_TEST(results[1]->id == "a01A");
}

BOOST_AUTO_TEST_CASE(only_the_record_to_blame_is_invalid) {
  const auto results =
      results_of(failed(refusal("r0", "PROCESSING_HALTED"), refusal("r1", "STRING_TOO_LONG")));
  BOOST_TEST(to_string(results[0].error().kind) == "transient");
  BOOST_TEST(to_string(results[1].error().kind) == "invalid");
  BOOST_TEST(results[0].error().code == "STRING_TOO_LONG");
}

BOOST_AUTO_TEST_CASE(a_pause_holds_for_the_whole_graph) {
  const auto results =
      results_of(failed(refusal("r0", "PROCESSING_HALTED"), refusal("r1", "STORAGE_LIMIT_EXCEEDED")));
  BOOST_TEST(to_string(results[0].error().kind) == "rate_limited");
  BOOST_TEST((results[0].error().retry_after == results[1].error().retry_after));
}

BOOST_AUTO_TEST_CASE(a_graph_that_was_not_run_may_pass_later) {
  for (const auto& result :
       results_of(failed(refusal("r0", "PROCESSING_HALTED"), refusal("r1", "PROCESSING_HALTED"))))
    BOOST_TEST(to_string(result.error().kind) == "transient");
}

BOOST_AUTO_TEST_CASE(a_record_that_is_gone_is_looked_for_again_and_one_of_several_needs_an_administrator) {
  one[0].target_id = "500A";
  const auto gone =
      results_of(failed(refusal("r0", "ENTITY_IS_DELETED"), refusal("r1", "PROCESSING_HALTED")));
  BOOST_TEST(gone[0].error().code == "record_gone");
  BOOST_TEST(to_string(gone[0].error().kind) == "transient");
  const auto several = results_of(failed(R"({"referenceId":"r0","httpStatusCode":300,"body":["/a","/b"]})",
                                         refusal("r1", "PROCESSING_HALTED")));
  BOOST_TEST(several[0].error().code == "MULTIPLE_CHOICES");
  BOOST_TEST(to_string(several[0].error().kind) == "invalid");
}

BOOST_AUTO_TEST_CASE(what_the_answer_does_not_tell_of_is_in_doubt) {
  for (const char* answer : {"{}", R"({"graphs":[]})", R"({"graphs":[{"graphId":"g1","isSuccessful":true}]})",
                             R"({"graphs":[{"graphId":"g0","isSuccessful":true}]})", "[1]"}) {
    for (const auto& result : results_of(answer))
      BOOST_TEST(to_string(result.error().kind) == "unknown", answer);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::salesforce
