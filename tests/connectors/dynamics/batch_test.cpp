// The wire format of batches, byte by byte, and answers of every shape.
#include <boost/test/unit_test.hpp>

#include "tests/connectors/dynamics/scripted_environment.hpp"

namespace hub::connectors::dynamics {

namespace {

http::Response answer_of(std::string_view body, std::string type = "multipart/mixed; boundary=b") {
  http::Response answer;
  answer.headers.add("Content-Type", std::move(type));
  answer.body.append(body);
  return answer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dynamics_batch)

BOOST_AUTO_TEST_CASE(operations_and_change_sets_are_written_as_odata_wants_them) {
  BatchWriter batch("/api/data/v9.2/");
  batch.add({"GET", "incidents(1)?$select=title", ""});
  std::vector<Operation> set;
  set.push_back({"PATCH", "incidents(2)", "If-None-Match: *", Buffer(R"({"title":"a"})")});
  set.push_back({"PATCH", "annotations(3)", "", Buffer("{}")});
  batch.add_change_set(set);
  BOOST_TEST(batch.size() == 2u);
  BOOST_TEST(batch.finish().view() ==
             "--batch_hub\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
             "GET /api/data/v9.2/incidents(1)?$select=title HTTP/1.1\r\nAccept: application/json\r\n\r\n\r\n"
             "--batch_hub\r\nContent-Type: multipart/mixed; boundary=changeset_2\r\n\r\n"
             "--changeset_2\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
             "Content-ID: 2\r\n\r\n"
             "PATCH /api/data/v9.2/incidents(2) HTTP/1.1\r\nIf-None-Match: *\r\n"
             "Content-Type: application/json\r\n\r\n{\"title\":\"a\"}\r\n"
             "--changeset_2\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
             "Content-ID: 3\r\n\r\n"
             "PATCH /api/data/v9.2/annotations(3) HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}\r\n"
             "--changeset_2--\r\n--batch_hub--\r\n");
}

BOOST_AUTO_TEST_CASE(each_part_is_an_answer_of_its_own) {
  const auto parts = read_batch(batch_answer({{204}, {412, R"({"error":{}})"}, {200, R"({"a":1})"}}));
  BOOST_REQUIRE(parts.size() == 3u);
  BOOST_TEST(parts[0].status == 204);
  BOOST_TEST(parts[0].body.empty());
  BOOST_TEST(parts[1].status == 412);
  BOOST_TEST(parts[1].body.view() == R"({"error":{}})");
  BOOST_TEST(parts[2].body.view() == R"({"a":1})");
  BOOST_TEST(*parts[2].headers.find("OData-Version") == "4.0");
}

BOOST_AUTO_TEST_CASE(a_refusal_counts_wherever_in_its_change_set_it_stands) {
  const auto parts =
      read_batch(answer_of("--b\r\nContent-Type: multipart/mixed; boundary=\"c\"\r\n\r\n--c\r\nContent-Type: "
                           "application/http\r\n\r\n"
                           "HTTP/1.1 204 No Content\r\n\r\n\r\n--c\r\nContent-Type: application/http\r\n\r\n"
                           "HTTP/1.1 400 Bad Request\r\n\r\n{}\r\n--c--\r\n--b--\r\n"));
  BOOST_REQUIRE(parts.size() == 1u);
  BOOST_TEST(parts[0].status == 400);
}

BOOST_AUTO_TEST_CASE(what_is_cut_short_or_foreign_is_no_answer) {
  const http::Response whole = batch_answer({{204}, {204}, {200, "{}"}});
  for (std::size_t size = 0; size < whole.body.size(); ++size) {
    const auto parts = read_batch(
        answer_of(whole.body.view().substr(0, size), "multipart/mixed; boundary=batchresponse_b1"));
    BOOST_TEST(parts.size() <= 3u);
    for (const http::Response& part : parts) BOOST_TEST((part.status == 204 || part.status == 200), size);
  }
  BOOST_TEST(read_batch(answer_of("<html>busy</html>", "text/html")).empty());
  BOOST_TEST(read_batch(answer_of("--b\r\nnonsense\r\n--b--\r\n"))[0].status == 0);
  BOOST_TEST(read_batch(answer_of("--b--\r\n")).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::dynamics
