#include "core/delivery/batch_trace.hpp"

#include <boost/test/unit_test.hpp>

#include "core/base/traceparent.hpp"
#include "core/delivery/case_document.hpp"

namespace {
const std::string kOne = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
const std::string kTwo = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

std::string trace_of(const hub::delivery::CaseTraces& traces, std::vector<hub::store::CaseRow> rows) {
  hub::SeededRandom random(3);
  return hub::delivery::trace_of_batch(traces, rows, random);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(batch_trace)

BOOST_AUTO_TEST_CASE(one_case_or_one_trace_of_all_is_carried_on) {
  BOOST_TEST(trace_of({{1, kOne}}, {1}) == kOne);
  BOOST_TEST(trace_of({{1, kOne}, {2, kOne}}, {1, 2}) == kOne);
  BOOST_TEST(trace_of({{1, kOne}, {2, kTwo}}, {1}) == kOne, "the other has left the batch");
}

BOOST_AUTO_TEST_CASE(several_traces_are_joined_by_a_new_one_that_is_sampled_as_they_are) {
  const std::string joined = trace_of({{1, kOne}, {2, kTwo}}, {1, 2});
  BOOST_TEST(hub::parse_traceparent(joined) == joined);
  BOOST_TEST(joined != kOne);
  BOOST_TEST(joined != kTwo);
  BOOST_TEST(hub::is_sampled(joined));
  BOOST_TEST(!hub::is_sampled(trace_of({{1, kOne}}, {1, 2})), "a case without one is another trace");
}

BOOST_AUTO_TEST_CASE(cases_without_a_trace_are_sent_without_one) {
  BOOST_TEST(trace_of({}, {1, 2}).empty());
}

BOOST_AUTO_TEST_CASE(late_news_leave_the_trace_of_their_case) {
  using hub::delivery::document_of;
  hub::delivery::NewEvent event;
  event.traceparent = kOne;
  event.data = R"({"case":{"id":"c"}})";
  hub::model::JsonParser parser;
  hub::model::Arena arena;
  const auto stored = parser.parse(document_of(event).view(), arena);
  BOOST_REQUIRE(stored.ok());
  BOOST_TEST(stored->find("event")->text_at("traceparent") == kOne);
  event.traceparent = kTwo;
  const auto merged = hub::delivery::merged_document(*stored, false, event, parser, arena);
  BOOST_REQUIRE(merged.ok());
  const auto whole = parser.parse(merged->view(), arena);
  BOOST_TEST(whole->find("event")->text_at("traceparent") == kOne);
}

BOOST_AUTO_TEST_SUITE_END()
