// Calls of a JSON API: what is sent with each, what is kept of the answers, and what their refusals come to.
#include "connectors/shared/json_api.hpp"

#include <boost/test/unit_test.hpp>

#include "core/http/header_number.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors {

namespace {

constexpr auto kWrites = http::Effect::writes;

// Says what it was given: the code is the body's, and the message whose words these are.
Classify words_of(std::string whose) {
  return [whose](const http::Response& answer, const model::Value* body, http::Effect effect, WallTime now) {
    Error error = http::status_error(answer, effect);
    error.code = body ? body->text_at("code") : "no json";
    error.message = whose;
    return http::settle(std::move(error), answer, effect, now);
  };
}

std::optional<delivery::Budget> read_budget(const http::Headers& headers, MonotonicTime) {
  const auto left = http::header_number(headers, "Left");
  if (!left) return std::nullopt;
  return delivery::Budget{100 - *left, 100};
}

struct Vendor {
  JsonApi::Manner manner() {
    JsonApi::Manner manner{"https://vendor.example/v1", std::chrono::seconds(5), words_of("the vendor's"),
                           read_budget};
    manner.headers.add("Version", "4.0");
    return manner;
  }
  Result<model::Value> send(ApiCall call) {
    return testing::run_task(io, clock, api->send(std::move(call), arena));
  }
  Result<model::Value> get(std::string path) {
    return testing::run_task(io, clock, api->get(std::move(path), arena));
  }
  JsonApi& open(JsonApi::Manner how) {
    return api.emplace(std::move(how), http::fixed_token({"t0ken", {}, {}, "Bearer"}), http, clock);
  }
  void answer(int status, std::string_view body) {
    http.expect("GET", "/v1/x", testing::json_answer(status, body));
  }

  IoContext io;
  testing::VirtualClock clock;
  model::Arena arena;
  testing::ScriptedClient http;
  std::optional<JsonApi> api;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(json_api, Vendor)

BOOST_AUTO_TEST_CASE(a_call_brings_the_token_and_the_headers_of_all_and_its_own) {
  open(manner());
  http.expect("PUT", "https://vendor.example/v1/things/7", testing::json_answer(200, "{}"));
  ApiCall call{"PUT", "/things/7", kWrites, Buffer("{\"a\":1}")};
  call.headers.add("Idempotency-Key", "k1");
  BOOST_TEST(send(std::move(call)).ok());
  const http::Headers& sent = http.last().headers;
  for (const auto& [name, value] :
       {std::pair("Authorization", "Bearer t0ken"), std::pair("Version", "4.0"),
        std::pair("Idempotency-Key", "k1"), std::pair("Content-Type", "application/json")}) {
    BOOST_TEST(sent.find(name).value_or("none") == value, name);
  }
  BOOST_TEST(http.last().body.view() == "{\"a\":1}");
}

BOOST_AUTO_TEST_CASE(an_empty_answer_is_null_and_a_call_without_a_body_has_no_type) {
  open(manner());
  answer(204, "");
  BOOST_TEST(get("/x")->is_null());
  BOOST_TEST(!http.last().headers.find("Content-Type"));
}

BOOST_AUTO_TEST_CASE(a_budget_stays_until_the_next_answer_that_tells_one) {
  open(manner());
  http::Response telling = testing::json_answer(200, "{}");
  telling.headers.add("Left", "97");
  http.expect("GET", "/x", std::move(telling));
  answer(200, "{}");
  BOOST_TEST(get("/x").ok());
  BOOST_TEST(get("/x").ok());
  BOOST_TEST(*api->budget().used == 3);
  BOOST_TEST(*api->budget().limit == 100);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_told_in_the_words_of_the_vendor_or_of_the_call) {
  open(manner());
  answer(400, R"({"code":"bad"})");
  answer(400, "<html>");
  answer(400, R"({"code":"bad"})");
  const auto plain = get("/x"), unreadable = get("/x");
  BOOST_TEST(plain.error().code == "bad");
  BOOST_TEST(plain.error().message == "the vendor's");
  BOOST_TEST(unreadable.error().code == "no json");
  ApiCall call{"GET", "/x"};
  call.classify = words_of("the call's");
  BOOST_TEST(send(std::move(call)).error().message == "the call's");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_understood_is_in_doubt_only_where_something_may_have_been_written) {
  open(manner());
  answer(200, "{\"a\":");
  BOOST_TEST(to_string(get("/x").error().kind) == "transient");
  http.expect("POST", "/x", testing::json_answer(200, "{\"a\":"));
  BOOST_TEST(to_string(send({"POST", "/x", kWrites, Buffer("{}")}).error().kind) == "unknown");
}

BOOST_AUTO_TEST_CASE(an_api_of_objects_alone_does_not_understand_an_array) {
  open(manner());
  answer(200, "[1]");
  BOOST_TEST(get("/x")->is_array());
  JsonApi::Manner objects = manner();
  objects.answers_objects = true;
  open(std::move(objects));
  answer(200, "[1]");
  BOOST_TEST(get("/x").error().code == "unreadable_answer");
}

BOOST_AUTO_TEST_CASE(a_token_that_cannot_be_renewed_is_refused_at_once) {
  JsonApi::Manner fixed = manner();
  fixed.can_renew_token = false;
  open(std::move(fixed));
  answer(401, "{}");
  BOOST_TEST(to_string(get("/x").error().kind) == "auth");
  open(manner());
  answer(401, "{}");
  answer(200, "{}");
  BOOST_TEST(get("/x").ok(), "a 401 is tried again once, with a new token");
}

BOOST_AUTO_TEST_CASE(an_answer_within_a_batch_is_read_like_one_that_came_alone) {
  open(manner());
  BOOST_TEST(api->read(testing::json_answer(200, R"({"a":"b"})"), kWrites, arena)->text_at("a") == "b");
  BOOST_TEST(api->read(testing::json_answer(404, R"({"code":"gone"})"), kWrites, arena).error().code ==
             "gone");
}

BOOST_AUTO_TEST_CASE(a_body_of_one_member_is_escaped) {
  BOOST_TEST(body_of("a\"", model::Value::string("b\"")).view() == R"({"a\"":"b\""})");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors
