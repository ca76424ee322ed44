// The XML of answers, and what refusals mean.
#include "connectors/s3/answers.hpp"

#include <boost/test/unit_test.hpp>

#include "connectors/s3/errors.hpp"

namespace hub::connectors::s3 {

namespace {

http::Response refusal(int status, const std::string& code, const std::string& extra = {}) {
  http::Response answer;
  answer.status = status;
  answer.body.append("<?xml version=\"1.0\"?><Error><Code>" + code +
                     "</Code><Message>Kim's secret</Message>" + extra + "</Error>");
  return answer;
}

Error judged(const http::Response& answer) {
  return classify_answer(answer, http::Effect::writes, WallTime());
}

std::string kind_of(int status, const std::string& code) {
  return std::string(to_string(judged(refusal(status, code)).kind));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(s3_answers)

BOOST_AUTO_TEST_CASE(the_first_element_counts_and_entities_are_decoded) {
  BOOST_TEST(text_of("<a><Code>A&amp;B&lt;&gt;&quot;&apos;</Code><Code>C</Code></a>", "Code") == "A&B<>\"'");
  BOOST_TEST(text_of("<a><Code>unfinished", "Code").empty());
  BOOST_TEST(text_of("", "Code").empty());
  BOOST_TEST(text_of("<Code/>", "Code").empty());
}

BOOST_AUTO_TEST_CASE(versions_and_markers_of_one_name_are_told_from_those_that_begin_alike) {
  const auto versions = versions_of(
      "<ListVersionsResult><Version><Key>p/k1</Key><VersionId>v1</VersionId></Version>"
      "<Version><Key>p/k10</Key><VersionId>v2</VersionId></Version>"
      "<DeleteMarker><Key>p/k1</Key><VersionId>v3</VersionId></DeleteMarker></ListVersionsResult>",
      "p/k1");
  BOOST_REQUIRE(versions.size() == 2u);
  BOOST_TEST(versions[0].id == "v1");
  BOOST_TEST(versions[1].id == "v3");
}

BOOST_AUTO_TEST_CASE(each_code_has_its_kind) {
  for (const std::string code : {"SlowDown", "SlowDownWrite"})
    BOOST_TEST(kind_of(503, code) == "rate_limited");
  BOOST_TEST(kind_of(507, "XMinioStorageFull") == "rate_limited");
  for (const std::string code : {"ServiceUnavailable", "InternalError"})
    BOOST_TEST(kind_of(503, code) == "unknown");
  BOOST_TEST(kind_of(400, "RequestTimeout") == "transient");
  for (const std::string code : {"ConditionalRequestConflict", "OperationAborted"})
    BOOST_TEST(kind_of(409, code) == "transient");
  for (const std::string code : {"BadDigest", "XAmzContentSHA256Mismatch"})
    BOOST_TEST(kind_of(400, code) == "transient");
  for (const std::string code :
       {"SignatureDoesNotMatch", "InvalidAccessKeyId", "AccessDenied", "RequestTimeTooSkewed"})
    BOOST_TEST(kind_of(403, code) == "auth");
  BOOST_TEST(kind_of(404, "NoSuchBucket") == "auth");
  BOOST_TEST(kind_of(301, "PermanentRedirect") == "auth");
  BOOST_TEST(kind_of(501, "NotImplemented") == "auth");
  for (const std::string code : {"EntityTooLarge", "KeyTooLongError", "InvalidArgument"})
    BOOST_TEST(kind_of(400, code) == "invalid");
}

BOOST_AUTO_TEST_CASE(a_refusal_says_the_region_and_nothing_that_was_sent) {
  const Error error = judged(refusal(400, "AuthorizationHeaderMalformed",
                                     "<Region>eu-north-1</Region><CanonicalRequest>"
                                     "PUT /Kim</CanonicalRequest>"));
  BOOST_TEST(error.message == "the bucket is in another region: eu-north-1 (AuthorizationHeaderMalformed)");
  const Error odd = judged(refusal(400, "Kim said so"));
  BOOST_TEST(odd.code == "http_400");
  BOOST_TEST(odd.message.find("Kim") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_title_that_is_too_long_is_named) {
  BOOST_TEST(judged(refusal(400, "MetadataTooLarge")).fields == std::vector<std::string>{"title"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(absent_objects_are_told_from_absent_buckets) {
  BOOST_TEST(is_absent(refusal(404, "NoSuchKey")));
  BOOST_TEST(is_absent(refusal(404, "NoSuchVersion")));
  BOOST_TEST(is_absent(refusal(405, "MethodNotAllowed")));
  BOOST_TEST(!is_absent(refusal(404, "NoSuchBucket")));
  BOOST_TEST(!is_absent(refusal(403, "AccessDenied")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::s3
