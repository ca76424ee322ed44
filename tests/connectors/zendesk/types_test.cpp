// Text on its way into Zendesk, and the answers of its jobs.
#include "connectors/zendesk/types.hpp"

#include <boost/test/unit_test.hpp>

#include "connectors/zendesk/errors.hpp"
#include "core/model/json.hpp"

namespace hub::connectors::zendesk {

namespace {

struct Fixture {
  model::Arena arena;
  model::JsonParser parser;
  model::Value json(std::string_view text) { return parser.parse(text, arena).value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(zendesk_types, Fixture)

BOOST_AUTO_TEST_CASE(text_is_escaped_and_placeholders_are_put_where_they_are_left_alone) {
  BOOST_TEST(html_of("a < b & c > d", arena) == "<pre>a &lt; b &amp; c &gt; d</pre>");
  BOOST_TEST(html_of("{{ticket.id}} {{{x", arena) ==
             "<pre><code>{{</code>ticket.id}} <code>{{{</code>x</pre>");
  BOOST_TEST(html_of("one { brace\nand a line", arena) == "<pre>one { brace\nand a line</pre>");
  BOOST_TEST(html_of(std::string_view("bell\x07", 5), arena) == "<pre>bell</pre>");
}

BOOST_AUTO_TEST_CASE(results_are_told_apart_by_their_place_in_the_request) {
  const auto results = read_results(
      json(R"([{"index":2,"id":7},{"index":0,"error":"TicketCreateFailed","details":"Subject: is too long"},)"
           R"({"index":9,"id":8},{"id":9}])"),
      3);
  BOOST_TEST(!results[0].ok());
  BOOST_TEST(results[0].error().fields == std::vector<std::string>{"subject"},
             boost::test_tools::per_element());
  BOOST_TEST(to_string(results[1].error().kind) == "unknown", "nothing was said about it");
  BOOST_TEST(results[2]->id == "7");
}

BOOST_AUTO_TEST_CASE(results_that_are_no_list_leave_everything_in_doubt) {
  for (const char* text : {"null", R"({"success":true})", "[]"}) {
    const auto results = read_results(json(text), 2);
    BOOST_TEST(results.size() == 2u);
    for (const auto& result : results) BOOST_TEST(to_string(result.error().kind) == "unknown");
  }
}

BOOST_AUTO_TEST_CASE(refusals_in_each_of_their_forms_say_what_the_engine_should_do) {
  struct Refusal {
    int status;
    const char* body;
    const char* kind;
    const char* code;
  };
  for (const Refusal& refusal : {
           Refusal{422, R"({"error":"RecordInvalid","details":{"base":[{"description":"Subject: x"}]}})",
                   "invalid", "RecordInvalid"},
           Refusal{409, "", "transient", "Conflict"},
           Refusal{404, R"({"error":"RecordNotFound"})", "invalid", "RecordNotFound"},
           Refusal{404, R"({"error":"InvalidEndpoint"})", "config", "InvalidEndpoint"},
           Refusal{403, R"({"error":{"title":"Forbidden","message":"m"}})", "auth", "Forbidden"},
           Refusal{429, R"({"error":"TooManyJobs"})", "rate_limited", "TooManyJobs"},
           Refusal{400, R"({"error":"IdempotentRequestError"})", "unknown", "IdempotentRequestError"},
           Refusal{400, R"({"errors":[{"code":"InvalidPaginationDepth"}]})", "invalid",
                   "InvalidPaginationDepth"},
           Refusal{503, "", "unknown", "http_503"},
       }) {
    http::Response answer;
    answer.status = refusal.status;
    const std::string_view text = refusal.body;
    const model::Value body = text.empty() ? model::Value() : json(text);
    const Error error =
        classify_answer(answer, text.empty() ? nullptr : &body, http::Effect::writes, WallTime());
    BOOST_TEST(to_string(error.kind) == refusal.kind, refusal.body);
    BOOST_TEST(error.code == refusal.code);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::zendesk
