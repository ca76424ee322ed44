// Tickets, notes, files and look-ups, as Freshdesk answers them.
#include <boost/test/unit_test.hpp>

#include "connectors/freshdesk/target.hpp"
#include "tests/support/scripted_target.hpp"

namespace hub::connectors::freshdesk {

namespace {

using testing::contains;

model::RecordShape shape_of(std::string object, std::string key, std::string parent) {
  model::RecordShape shape;
  shape.name = object;
  shape.object = std::move(object);
  shape.key_field = std::move(key);
  shape.parent = 0;
  shape.parent_field = std::move(parent);
  shape.parent_key_field = "cf_hub_key";
  shape.parent_optional = true;
  return shape;
}

// An account that answers what is written for it.
struct Account : testing::ScriptedTarget<Target> {
  Account() : ScriptedTarget(options(), ClientOptions{"https://acme.freshdesk.com"}, key()) {}

  static TargetOptions options() {
    TargetOptions options;
    options.requester_id = "901";
    return options;
  }
  static http::TokenSource key() { return http::fixed_token({"a2V5Olg=", {}, {}, "Basic"}); }

  model::Record ticket(std::string_view key_text, std::string_view contact_id = {},
                       std::string_view fields = R"({"subject":"Hello"})") {
    return record(tickets, key_text, contact_id, 0, fields);
  }
  model::Record below(const model::RecordShape& shape, std::string_view key_text, std::string_view ticket_id,
                      std::string_view fields) {
    return record(shape, key_text, ticket_id, 1, fields);
  }

  model::RecordShape tickets = shape_of("ticket", "cf_hub_key", "requester_id");
  model::RecordShape notes = shape_of("note", "marker", "ticket_id");
  model::RecordShape files = shape_of("attachment", "marker", "ticket_id");
  model::RecordShape contacts = shape_of("contact", "unique_external_id", "");
};

std::string row(int id, std::string_view key, std::string_view more = {}) {
  return R"({"id":)" + std::to_string(id) + R"(,"custom_fields":{"cf_hub_key":")" + std::string(key) + "\"}" +
         std::string(more) + '}';
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(freshdesk_target, Account)

BOOST_AUTO_TEST_CASE(a_ticket_is_sent_with_its_key_and_the_collector) {
  expect("POST", "/api/v2/tickets", 201, R"({"id":512})");
  const auto stored = write(
      {ticket("k1", {},
              R"({"subject":"A & B","description":"a < b\nnext","status":4,"tags":["hub"],"cf_score":5})")});
  BOOST_TEST(stored[0]->id == "512");
  BOOST_TEST(stored[0]->created);
  BOOST_TEST(sent() == R"({"description":"a &lt; b<br>next","subject":"A & B","status":4,"tags":["hub"],)"
                       R"("custom_fields":{"cf_hub_key":"k1","cf_score":5},"requester_id":901})");
}

BOOST_AUTO_TEST_CASE(a_known_visitor_is_the_requester_and_no_ticket_is_without_text) {
  expect("POST", "/api/v2/tickets", 201, R"({"id":512})");
  BOOST_TEST(write({ticket("k1", "77", R"({"subject":"A","description":" "})")})[0].ok());
  BOOST_TEST(sent() == R"x({"requester_id":77,"description":"(no text)","subject":"A",)x"
                       R"("custom_fields":{"cf_hub_key":"k1"}})");
}

BOOST_AUTO_TEST_CASE(one_refused_ticket_harms_no_other_and_a_limit_ends_the_series) {
  expect("POST", "/tickets", 400,
         R"({"description":"Validation failed","errors":[{"field":"custom_fields.cf_vip","message":"Kim's",)"
         R"("code":"datatype_mismatch"}]})");
  expect("POST", "/tickets", 201, R"({"id":513})");
  http::Response limited = testing::json_answer(429, R"({"message":"too many"})");
  limited.headers.add("Retry-After", "17");
  http.expect("POST", "/tickets", std::move(limited));
  const auto stored = write({ticket("k1"), ticket("k2"), ticket("k3"), ticket("k4")});
  BOOST_TEST(to_string(stored[0].error().kind) == "invalid");
  BOOST_TEST(stored[0].error().fields == std::vector<std::string>{"cf_vip"},
             boost::test_tools::per_element());
  BOOST_TEST(!stored[0].error().whole_request);
  BOOST_TEST(!contains(stored[0].error().message, "Kim"));
  BOOST_TEST(target.suggests_drift(stored[0].error()));
  BOOST_TEST(stored[1]->id == "513");
  for (const std::size_t place : {2u, 3u}) {
    BOOST_TEST(to_string(stored[place].error().kind) == "rate_limited");
    BOOST_TEST((stored[place].error().retry_after == std::chrono::seconds(17)));
  }
}

BOOST_AUTO_TEST_CASE(what_may_have_been_made_is_listed_and_then_searched_for) {
  expect("GET", "&per_page=100&page=1", 200, "[" + row(512, "k1") + "," + row(513, "other") + "]");
  expect("GET", "query=%22cf_hub_key%3A%27k2%27%22", 200,
         R"({"total":1,"results":[)" + row(400, "k2") + "]}");
  expect("GET", "query=%22cf_hub_key%3A%27k3%27%22", 200, R"({"total":0,"results":[]})");
  const auto found = look_up({ticket("k1"), ticket("k2"), ticket("k3")});
  BOOST_TEST((*found[0])->id == "512");
  BOOST_TEST((*found[1])->id == "400");
  BOOST_TEST(!found[2]->has_value());
  BOOST_TEST(contains(http.seen()[0].url, "/tickets?requester_id=901&order_by=created_at&updated_since="));
}

BOOST_AUTO_TEST_CASE(a_search_that_names_others_finds_nothing) {
  expect("GET", "&page=1", 200, "[]");
  expect("GET", "%22", 200, R"({"total":1,"results":[)" + row(400, "K1") + "]}");
  BOOST_TEST(!look_up({ticket("k1")})[0]->has_value());
}

BOOST_AUTO_TEST_CASE(two_tickets_of_one_key_are_for_a_person) {
  expect("GET", "&page=1", 200, "[" + row(512, "k1") + "," + row(513, "k1") + "]");
  const auto found = look_up({ticket("k1")});
  BOOST_TEST(found[0].error().code == "several_tickets");
  BOOST_TEST(to_string(found[0].error().kind) == "invalid");
}

BOOST_AUTO_TEST_CASE(a_ticket_that_a_new_one_pushed_to_the_next_page_is_one_ticket) {
  std::string page = row(700, "other");
  for (int id = 701; id < 799; ++id) page += "," + row(id, "other");
  expect("GET", "&page=1", 200, "[" + page + "," + row(512, "k1") + "]");
  expect("GET", "&page=2", 200, "[" + row(512, "k1") + "]");
  const auto found = look_up({ticket("k1")});
  BOOST_TEST((*found[0])->id == "512");
}

BOOST_AUTO_TEST_CASE(many_tickets_are_read_from_one_list_and_the_rest_by_id) {
  const auto one = ticket("k1", {}, R"({"subject":" Hello ","description":"a < b\nnext","tags":["hub"]})");
  const auto other = ticket("k2", "77"), binned = ticket("k3");
  expect(
      "GET", "/tickets?include=description&order_by=created_at&per_page=100&page=1", 200,
      "[" +
          row(512, "k1", R"(,"subject":"Hello","description_text":"a < b\n next \n","tags":["new","hub"])") +
          "]");
  expect("GET", "/tickets/513", 200, row(513, "k2", R"(,"subject":"Hello","requester_id":77)"));
  expect("GET", "/tickets/514", 200, row(514, "k3", R"(,"deleted":true)"));
  const auto stored = read({{&one, "512"}, {&other, "513"}, {&binned, "514"}});
  BOOST_TEST((**stored[0] == target.expected(one, arena)));
  BOOST_TEST((**stored[1] == target.expected(other, arena)));
  BOOST_TEST(!stored[2]->has_value());
}

BOOST_AUTO_TEST_CASE(what_newer_tickets_have_pushed_down_is_on_a_further_page) {
  const auto one = ticket("k1"), other = ticket("k2");
  std::string full = "[";
  for (int i = 0; i < 100; ++i) full += (i > 0 ? "," : "") + row(900 - i, "newer");
  expect("GET", "&per_page=100&page=1", 200, full + "]");
  expect("GET", "&per_page=100&page=2", 200,
         "[" + row(513, "k2", R"(,"subject":"Hello")") + "," + row(512, "k1", R"(,"subject":"Hello")") + "]");
  const auto stored = read({{&one, "512"}, {&other, "513"}});
  BOOST_TEST((**stored[0] == target.expected(one, arena)));
  BOOST_TEST((**stored[1] == target.expected(other, arena)));
}

BOOST_AUTO_TEST_CASE(another_requester_or_key_is_no_proof) {
  const auto one = ticket("k1", "77");
  expect("GET", "/tickets/512", 200, row(512, "other", R"(,"subject":"Hello","requester_id":78)"));
  const auto stored = read({{&one, "512"}});
  BOOST_TEST((*stored[0])->text_at("cf_hub_key") == "other");
  BOOST_TEST((*stored[0])->find("requester_id")->is_null());
}

BOOST_AUTO_TEST_CASE(a_note_ends_with_its_key_and_is_private) {
  const auto one = below(notes, "n1", "512", R"({"body":"late & news"})");
  expect("POST", "/tickets/512/notes", 201, R"({"id":77})");
  BOOST_TEST(write({one})[0]->id == "77");
  BOOST_TEST(sent() == R"({"body":"late &amp; news<br>Ref. n1","private":true})");
  expect(
      "GET", "/tickets/512/conversations?per_page=100&page=1", 200,
      R"([{"id":76,"body_text":"Ref. n10"},{"id":77,"body_text":"late & news\nRef. n1\n","private":true}])");
  const auto stored = read({{&one, "77"}});
  BOOST_TEST((**stored[0] == target.expected(one, arena)));
}

BOOST_AUTO_TEST_CASE(a_file_is_sent_as_multipart_and_compared_by_name_type_and_size) {
  const auto one =
      below(files, "f1", "512", R"({"file_name":"c\"\r\n.txt","content_type":"text/plain","content":"hé"})");
  expect("POST", "/tickets/512/notes", 201, R"({"id":77})");
  BOOST_TEST(write({one})[0].ok());
  BOOST_TEST(*http.last().headers.find("Content-Type") == "multipart/form-data; boundary=hub-f1");
  BOOST_TEST(
      contains(sent(), "--hub-f1\r\nContent-Disposition: form-data; name=\"private\"\r\n\r\ntrue\r\n"));
  BOOST_TEST(contains(sent(),
                      "name=\"attachments[]\"; filename=\"c.txt\"\r\nContent-Type: "
                      "text/plain\r\n\r\nh\u00e9\r\n--hub-f1--\r\n"));
  const auto plain =
      below(files, "f1", "512", R"({"file_name":"c.txt","content_type":"text/plain","content":"hé"})");
  const auto read_with = [&](int size) {
    expect(
        "GET", "/conversations?per_page=100&page=1", 200,
        R"([{"id":77,"body_text":"c.txt\nRef. f1","attachments":[{"name":"c.txt","content_type":"text/plain","size":)" +
            std::to_string(size) + "}]}]");
    return **read({{&plain, "77"}})[0] == target.expected(plain, arena);
  };
  BOOST_TEST(read_with(3));
  BOOST_TEST(!read_with(2));
}

BOOST_AUTO_TEST_CASE(a_ticket_of_somebody_else_gets_its_text_once) {
  auto one = ticket("k1", {}, R"({"status":4,"description":"the chat"})");
  one.target_id = "300";
  expect("PUT", "/tickets/300", 200, R"({"id":300})");
  expect("GET", "/tickets/300/conversations?per_page=100&page=1", 200, "[]");
  expect("POST", "/tickets/300/notes", 201, R"({"id":77})");
  BOOST_TEST(write({one})[0]->id == "300");
  BOOST_TEST(http.seen()[0].body.view() == R"({"status":4})");
  expect("PUT", "/tickets/300", 200, R"({"id":300})");
  expect("GET", "/tickets/300/conversations?per_page=100&page=1", 200,
         R"([{"id":77,"body_text":"the chat\nRef. k1"}])");
  BOOST_TEST(!write({one})[0]->created);
  expect("PUT", "/tickets/300", 404, "");
  BOOST_TEST(to_string(write({one})[0].error().kind) == "transient");
}

BOOST_AUTO_TEST_CASE(a_contact_that_is_refused_as_a_second_one_is_there) {
  const auto one =
      testing::make_record(contacts, "c1", {}, 0, json(R"({"name":"Kim","email":"kim@example.com"})"));
  expect(
      "POST", "/contacts", 409,
      R"({"description":"Validation failed","errors":[{"field":"unique_external_id","code":"duplicate_value"}]})");
  expect("GET", "/contacts?unique_external_id=c1&per_page=100&page=1", 200, R"([{"id":77}])");
  expect("PUT", "/contacts/77", 200, R"({"id":77})");
  const auto stored = write({one});
  BOOST_TEST(stored[0]->id == "77");
  BOOST_TEST(!stored[0]->created);
}

BOOST_AUTO_TEST_CASE(lists_are_followed_to_their_last_page) {
  std::string full = "[";
  for (int i = 0; i < 100; ++i) full += (i > 0 ? "," : "") + row(i + 1, "other");
  expect("GET", "&page=1", 200, full + "]");
  expect("GET", "&page=2", 200, "[" + row(500, "k1") + "]");
  BOOST_TEST((*look_up({ticket("k1")})[0])->id == "500");
}

BOOST_AUTO_TEST_CASE(contacts_are_found_by_what_they_hold_and_tickets_by_number) {
  auto one = testing::make_record(contacts, "c1", {}, 0, json("{}"));
  one.match = json(R"({"email":"kim+1@example.com"})");
  expect(
      "GET", "/contacts?email=kim%2B1%40example.com&per_page=100&page=1", 200,
      R"([{"id":78,"email":"Kim+1@example.com"},{"id":77,"email":"kim+1@example.com"},{"id":1,"email":"x@example.com"}])");
  const std::vector<model::Record> batch{one};
  const auto found = run(target.find_existing(batch));
  BOOST_REQUIRE(found[0]->size() == 2u);
  BOOST_TEST(found[0]->front().id == "77");
  tickets.attach.emplace();
  auto attached = ticket("k1");
  attached.attach_id = "5/../6";
  const std::vector<model::Record> odd{attached};
  BOOST_TEST(run(target.find_existing(odd))[0]->empty());
}

BOOST_AUTO_TEST_CASE(erasing_is_for_good_where_freshdesk_lets_it) {
  const auto contact = testing::make_record(contacts, "c1", {}, 0, json("{}"));
  const auto note = below(notes, "n1", "512", R"({"body":"x"})");
  const auto one = ticket("k1");
  for (const auto& [record, path] : {std::pair(&contact, "/contacts/7/hard_delete?force=true"),
                                     std::pair(&note, "/conversations/7"), std::pair(&one, "/tickets/7")}) {
    for (const int status : {204, 404}) {
      expect("DELETE", path, status, "");
      const std::vector<delivery::ReadRequest> batch{{record, "7"}};
      BOOST_TEST(run(target.erase(batch))[0].ok(), path);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_budget_is_what_the_headers_say) {
  http::Response answer = testing::json_answer(200, "[]");
  answer.headers.add("X-RateLimit-Total", "400");
  answer.headers.add("X-RateLimit-Remaining", "390");
  http.expect("GET", "/tickets?per_page=1", std::move(answer));
  BOOST_TEST(run(target.probe()).ok());
  BOOST_TEST(*target.budget().used == 10);
  BOOST_TEST(*target.budget().limit == 400);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::freshdesk
