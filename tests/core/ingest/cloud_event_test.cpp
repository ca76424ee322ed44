#include "core/ingest/cloud_event.hpp"

#include <boost/test/unit_test.hpp>

#include "core/ingest/content_type.hpp"
#include "core/ingest/text_checks.hpp"

using namespace hub::ingest;

namespace {

constexpr std::size_t kBatchMax = 3;

// Keeps what a reading points into.
struct Reading {
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  hub::http::Request request;
  OrProblem<ReadRequest> result = Problem(0, "unread", "");

  explicit Reading(std::string_view content_type, std::string_view body,
                   std::vector<std::pair<std::string, std::string>> headers = {}) {
    request.headers.add("content-type", std::string(content_type));
    for (auto& [name, value] : headers) request.headers.add(name, value);
    request.body.append(body);
    result = read_events(request, kBatchMax, parser, arena);
  }

  const Problem* problem() const {
    if (const auto* whole = std::get_if<Problem>(&result)) return whole;
    return std::get_if<Problem>(&std::get<ReadRequest>(result).events.at(0).event);
  }
  const CloudEvent& event(std::size_t index = 0) const {
    return std::get<CloudEvent>(std::get<ReadRequest>(result).events.at(index).event);
  }
  int status() const { return problem() ? problem()->status : 0; }
  std::string pointers() const {
    std::string text;
    for (const Finding& finding : problem()->findings.items()) text += finding.pointer + ' ';
    return text;
  }
};

Reading structured(std::string_view body) {
  return Reading("application/cloudevents+json", body);
}

using Headers = std::vector<std::pair<std::string, std::string>>;
Headers binary_headers(Headers more = {}) {
  Headers headers = {{"ce-specversion", "1.0"}, {"Ce-Id", "1"}, {"CE-SOURCE", "/s"}, {"ce-type", "t"}};
  headers.insert(headers.end(), more.begin(), more.end());
  return headers;
}

std::string decoded(std::string_view value) {
  hub::model::Arena arena;
  const auto text = decode_header_value(value, arena);
  return text ? std::string(*text) : "refused";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cloud_event)

BOOST_AUTO_TEST_CASE(the_content_type_decides_the_mode_without_regard_to_case) {
  BOOST_TEST((content_mode("application/cloudevents-batch+json") == ContentMode::batched));
  BOOST_TEST((content_mode("Application/CloudEvents-Batch+JSON; charset=utf-8") == ContentMode::batched));
  BOOST_TEST((content_mode("application/cloudevents+json") == ContentMode::structured));
  BOOST_TEST((content_mode("APPLICATION/CLOUDEVENTS+xml") == ContentMode::structured));
  BOOST_TEST((content_mode("application/json") == ContentMode::binary));
  BOOST_TEST((content_mode("") == ContentMode::binary));
}

BOOST_AUTO_TEST_CASE(header_values_are_unquoted_and_percent_decoded_once) {
  const std::pair<const char*, const char*> vectors[] = {
      {"Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro \u20ac \U0001F600"},
      {"plain", "plain"},
      {"%41%42", "AB"},  // needless encoding
      {"%2541", "%41"},  // one round only
      {"\"quoted \\\"x\\\" y\"", "quoted \"x\" y"},
      {"a b", "a b"},               // senders of older versions leave blanks
      {"%e2%82%ac", "\u20ac"},      // lower-case digits
      {"%C0%A0", "refused"},        // overlong
      {"%ED%A0%80", "refused"},     // a surrogate
      {"%F4%90%80%80", "refused"},  // beyond Unicode
      {"%E2%82", "refused"},
      {"100%", "refused"},
      {"%4", "refused"},
      {"%GG", "refused"},
      {"\"open", "refused"},
      {"\"open\\", "refused"},
  };
  for (const auto& [value, text] : vectors) BOOST_TEST(decoded(value) == text, value);
}

BOOST_AUTO_TEST_CASE(a_structured_event_is_read) {
  const auto reading = structured(
      R"({"specversion":"1.0","id":"A-1","source":"/s?q=%20","type":"t","subject":"c","time":"2026-11-01T23:43:47Z",)"
      R"("ext1":true,"ext2":-7,"ext3":"x","gone":null,"datacontenttype":"application/json","data":{"a":[1]}})");
  BOOST_REQUIRE(reading.status() == 0);
  BOOST_TEST(reading.event().id == "A-1");
  BOOST_TEST(reading.event().source == "/s?q=%20");
  BOOST_TEST(reading.event().subject == "c");
  BOOST_TEST(reading.event().data->find("a")->as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(data_may_come_as_base64) {
  const std::string start = R"({"specversion":"1.0","id":"1","source":"/s","type":"t",)";
  const auto reading = structured(start + R"("data_base64":"eyJhIjoxfQ=="})");
  BOOST_REQUIRE(reading.status() == 0);
  BOOST_TEST(reading.event().data->find("a")->as_integer() == 1);
  for (const char* rest : {R"("data":{},"data_base64":"e30="})", R"("data_base64":"e3"})",
                           R"("data_base64":{}})", R"("data_base64":"ezp9"})"}) {
    const auto refused = structured(start + rest);
    BOOST_TEST(refused.status() == 400, rest);
    BOOST_TEST(refused.pointers() == "/data_base64 ", rest);
  }
}

BOOST_AUTO_TEST_CASE(every_wrong_attribute_is_named_at_once) {
  const auto reading = structured(
      R"({"specversion":"0.3","id":"","source":"a b","time":"yesterday","subject":"","Bad-Name":1})");
  BOOST_TEST(reading.status() == 400);
  BOOST_TEST(reading.pointers() == "/specversion /id /source /time /subject  /type ");
}

BOOST_AUTO_TEST_CASE(attributes_are_strings_without_control_characters) {
  const std::string start = R"({"specversion":"1.0","source":"/s","type":"t","id":)";
  for (const char* id : {"1", "true", "{}", "[]", R"("a\u0000b")", R"("a\nb")", R"("a\u0085b")"}) {
    BOOST_TEST(structured(start + id + "}").pointers() == "/id ", id);
  }
  BOOST_TEST(structured(start + '"' + std::string(257, 'x') + "\"}").pointers() == "/id ");
  BOOST_TEST(structured(start + R"("1","ext":1.5})").status() == 400);
  BOOST_TEST(structured(start + R"("1","ext":2147483648})").status() == 400);
  BOOST_TEST(structured(start + R"("1","ext":{}})").status() == 400);
}

BOOST_AUTO_TEST_CASE(what_is_no_json_object_is_malformed) {
  for (const char* body : {"", "{", "[]", "1", "\"x\"", "null", "\xff"}) {
    BOOST_TEST(structured(body).status() == 400, body);
  }
}

BOOST_AUTO_TEST_CASE(a_binary_event_is_read_from_its_headers) {
  const Reading reading("application/json; charset=UTF-8", R"({"a":1})",
                        binary_headers({{"ce-subject", "Euro%20%E2%82%AC%20%F0%9F%98%80"}, {"ce-ext", "1"}}));
  BOOST_REQUIRE(reading.status() == 0);
  BOOST_TEST(reading.event().subject == "Euro \u20ac \U0001F600");
  BOOST_TEST(reading.event().data->find("a")->as_integer() == 1);
}

BOOST_AUTO_TEST_CASE(a_binary_event_without_its_attributes_is_refused) {
  BOOST_TEST(Reading("application/json", "{}").pointers() == "/specversion /id /source /type ");
  BOOST_TEST(Reading("application/json", "{}", binary_headers({{"ce-datacontenttype", "application/json"}}))
                 .pointers() == "/datacontenttype ");
  BOOST_TEST(Reading("application/json", "{}", binary_headers({{"ce-id", "2"}})).status() == 400);
  BOOST_TEST(Reading("application/json", "{}", binary_headers({{"ce-subject", "%C0%A0"}})).status() == 400);
  BOOST_TEST(Reading("application/json", "{", binary_headers()).status() == 400);
}

BOOST_AUTO_TEST_CASE(formats_and_codings_that_are_not_read_get_415) {
  const std::string event = R"({"specversion":"1.0","id":"1","source":"/s","type":"t","data":{}})";
  BOOST_TEST(Reading("application/cloudevents+xml", event).status() == 415);
  BOOST_TEST(Reading("application/cloudevents", event).status() == 415);
  BOOST_TEST(Reading("application/cloudevents+json; charset=iso-8859-1", event).status() == 415);
  BOOST_TEST(Reading("application/cloudevents-batch+avro", "[]").status() == 415);
  BOOST_TEST(Reading("application/cloudevents+json", event, {{"Content-Encoding", "gzip"}}).status() == 415);
  BOOST_TEST(Reading("text/plain", "hello", binary_headers()).status() == 415);
  BOOST_TEST(
      structured(
          R"({"specversion":"1.0","id":"1","source":"/s","type":"t","datacontenttype":"text/xml","data":"<a/>"})")
          .status() == 415);
  BOOST_TEST(Reading("application/vnd.case+json", "{}", binary_headers()).status() == 0);
}

BOOST_AUTO_TEST_CASE(a_batch_is_read_event_by_event) {
  const Reading empty("application/cloudevents-batch+json", "[]");
  BOOST_TEST(std::get<ReadRequest>(empty.result).events.empty());

  const Reading mixed("application/cloudevents-batch+json",
                      R"([{"specversion":"1.0","id":"1","source":"/s","type":"t"},7,{"id":"3"}])");
  const auto& events = std::get<ReadRequest>(mixed.result).events;
  BOOST_REQUIRE(events.size() == 3u);
  BOOST_TEST(mixed.event(0).id == "1");
  BOOST_TEST(std::get<Problem>(events[1].event).findings.items().at(0).pointer == "/1");
  BOOST_TEST(events[2].id == "3");
  BOOST_TEST(std::get<Problem>(events[2].event).findings.items().at(0).pointer == "/2/specversion");

  BOOST_TEST(Reading("application/cloudevents-batch+json", "{}").status() == 400);
  BOOST_TEST(Reading("application/cloudevents-batch+json", "[1,2,3,4]").status() == 413);
}

BOOST_AUTO_TEST_SUITE_END()
