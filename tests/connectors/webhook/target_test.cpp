// What is sent and what becomes of the answers, by the rules that were declared.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/connectors/webhook/declared.hpp"

namespace hub::connectors::webhook {

namespace {

const std::string kPut = "write: PUT /{object}/{key}\nid_at: $.id\n";
const std::string kPost = "write: POST /{object}\nid_at: $.id\n";
const std::string kSearch = "look_up: GET /{object}?external_id={key}\nlook_up_at: $.items\n";

struct Fixture : Declared {
  Fixture() {
    setenv("HUB_TEST_WEBHOOK_SECRET", "hush", 1);
    setenv("HUB_TEST_WEBHOOK_WHSEC", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1);
  }
  Error refused(int status, std::string_view body = "{}") {
    expect("PUT", "/cases/key-1", status, body);
    return write(record()).error();
  }
  std::string kind_of(int status) { return std::string(to_string(refused(status).kind)); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(webhook_target, Fixture)

BOOST_AUTO_TEST_CASE(the_body_is_the_fields_with_our_key_and_the_link_to_the_parent) {
  declare(kPost);
  expect("POST", "/api/cases", 201, R"({"id":"r7"})");
  const auto stored = write(record(R"({"subject":"Hello","tags":["a",{"b":1}],"score":null})"));
  BOOST_TEST(stored->id == "r7");
  BOOST_TEST(stored->created);
  BOOST_TEST(http.last().body.view() ==
             R"({"external_id":"key-1","subject":"Hello","tags":["a",{"b":1}],"score":null})");
  BOOST_TEST(header("Content-Type") == "application/json");
  BOOST_TEST(header("webhook-id") == "key-1");
  BOOST_TEST(header("Idempotency-Key") == "\"key-1\"");
  expect("POST", "/api/transcripts", 200, R"({"id":7})");
  BOOST_TEST(write(child())->id == "7");
  BOOST_TEST(http.last().body.view() == R"({"external_id":"key-1-1","case":"key-1","text":"Hi"})");
}

BOOST_AUTO_TEST_CASE(what_is_filled_into_an_address_is_escaped) {
  shape.object = "cases/../admin?x=";
  declare(kPut);
  expect("PUT", "/api/cases%2F..%2Fadmin%3Fx%3D/key-1", 200, R"({"id":"r"})");
  BOOST_TEST(write(record()).ok());
}

BOOST_AUTO_TEST_CASE(every_login_shows_itself_in_its_own_way) {
  const std::string secret = "env:HUB_TEST_WEBHOOK_SECRET\n";
  declare(kPut + "auth: basic\nusername: hub\npassword: " + secret);
  expect("PUT", "/key-1", 200, R"({"id":"r"})");
  BOOST_TEST(write(record()).ok());
  BOOST_TEST(header("Authorization") == "Basic aHViOmh1c2g=");
  declare(kPut + "auth: bearer\ntoken: " + secret);
  expect("PUT", "/key-1", 200, R"({"id":"r"})");
  BOOST_TEST(write(record()).ok());
  BOOST_TEST(header("Authorization") == "Bearer hush");
  declare(kPut + "auth: header\ntoken: " + secret);
  expect("PUT", "/key-1", 200, R"({"id":"r"})");
  BOOST_TEST(write(record()).ok());
  BOOST_TEST(header("X-Api-Key") == "hush");
  BOOST_TEST(header("Authorization") == "(none)");
  declare(kPut + "headers: [\"X-Tenant: acme\"]\n");
  expect("PUT", "/key-1", 200, R"({"id":"r"})");
  BOOST_TEST(write(record()).ok());
  BOOST_TEST(header("X-Tenant") == "acme");
}

BOOST_AUTO_TEST_CASE(client_credentials_are_sent_by_basic_or_in_the_body) {
  const std::string login =
      kPut +
      "auth: client_credentials\ntoken_url: https://login.example/token\nclient_id: a b\n"
      "client_secret: env:HUB_TEST_WEBHOOK_SECRET\nscope: records.write\n";
  declare(login);
  expect("POST", "https://login.example/token", 200, R"({"access_token":"t1","token_type":"bearer"})");
  expect("PUT", "/key-1", 200, R"({"id":"r"})");
  BOOST_TEST(write(record()).ok());
  BOOST_TEST(*http.seen()[0].headers.find("Authorization") == "Basic YSUyMGI6aHVzaA==");
  BOOST_TEST(http.seen()[0].body.view() == "grant_type=client_credentials&scope=records.write");
  BOOST_TEST(header("Authorization") == "Bearer t1");
  declare(login + "client_auth: body\naudience: https://records.example\n");
  expect("POST", "https://login.example/token", 200, R"({"access_token":"t2"})");
  expect("PUT", "/key-1", 401, "{}");
  expect("POST", "https://login.example/token", 200, R"({"access_token":"t3"})");
  expect("PUT", "/key-1", 200, R"({"id":"r"})");
  BOOST_TEST(write(record()).ok());
  BOOST_TEST(header("Authorization") == "Bearer t3");
  BOOST_TEST(http.seen()[2].body.view() ==
             "grant_type=client_credentials&client_id=a%20b&client_secret=hush&scope=records.write&"
             "audience=https%3A%2F%2Frecords.example");
}

BOOST_AUTO_TEST_CASE(a_token_without_a_life_is_renewed_after_minutes) {
  declare(kPut +
          "auth: client_credentials\ntoken_url: https://login.example/token\nclient_id: a\n"
          "client_secret: env:HUB_TEST_WEBHOOK_SECRET\n");
  for (const std::string token : {"t1", "t2"}) {
    expect("POST", "/token", 200, R"({"access_token":")" + token + "\"}");
    expect("PUT", "/key-1", 200, R"({"id":"r"})");
    BOOST_TEST(write(record()).ok());
    clock.advance(std::chrono::seconds(300));
  }
}

BOOST_AUTO_TEST_CASE(each_status_means_what_it_usually_means) {
  declare("write: PUT /{object}/{key}\n");
  for (const int status : {400, 404, 405, 413, 415, 422}) BOOST_TEST(kind_of(status) == "invalid", status);
  for (const int status : {403, 407, 410}) BOOST_TEST(kind_of(status) == "auth", status);
  for (const int status : {408, 409, 500, 502, 503, 504}) BOOST_TEST(kind_of(status) == "unknown", status);
  BOOST_TEST(kind_of(425) == "transient");
  BOOST_TEST(kind_of(429) == "rate_limited");
  for (const int status : {301, 302, 307, 308}) BOOST_TEST(kind_of(status) == "config", status);
}

BOOST_AUTO_TEST_CASE(the_administrator_knows_better_what_a_status_means) {
  declare(
      "write: PUT /{object}/{key}\nfailures: [\"423 = transient\", \"404 = auth\"]\nsuccess: [200, 409]\n");
  BOOST_TEST(kind_of(423) == "transient");
  BOOST_TEST(kind_of(404) == "auth");
  BOOST_TEST(kind_of(201) == "unknown");
  expect("PUT", "/key-1", 409, "already there");
  BOOST_TEST(write(record()).ok());
}

BOOST_AUTO_TEST_CASE(a_success_that_the_body_denies_is_a_refusal) {
  declare(kPut + "success_when: $.result.ok = true\nerror_code_at: $.result.code\n");
  expect("PUT", "/key-1", 200, R"({"id":"r1","result":{"ok":true}})");
  BOOST_TEST(write(record()).ok());
  const Error error = refused(200, R"({"result":{"ok":false,"code":"QUOTA"}})");
  BOOST_TEST(to_string(error.kind) == "invalid");
  BOOST_TEST(error.code == "QUOTA");
  BOOST_TEST(refused(200, "not json").code == "unreadable_answer");
}

BOOST_AUTO_TEST_CASE(a_refusal_tells_its_code_and_fields_and_nothing_else) {
  declare("write: PUT /{object}/{key}\nerror_code_at: $.code\nerror_fields_at: $.errors\n");
  for (const std::string errors :
       {R"({"subject":["Hello is too short"]})", R"(["subject"])", R"([{"field":"subject","value":"Hello"}])",
        R"([{"pointer":"#/subject"}])", R"("subject")"}) {
    const Error error = refused(422, R"({"code":"too_short","errors":)" + errors + "}");
    BOOST_TEST(error.code == "too_short");
    BOOST_TEST(error.fields == std::vector<std::string>{"subject"}, boost::test_tools::per_element());
    BOOST_TEST(!contains(error.message, "Hello"), errors);
  }
  const Error error = refused(422, R"({"code":"Kim <kim@example.com>","errors":["kim@example.com"]})");
  BOOST_TEST(error.code == "http_422");
  BOOST_TEST(error.fields.empty());
  BOOST_TEST(!contains(error.message, "kim"));
}

BOOST_AUTO_TEST_CASE(a_receiver_may_answer_with_nothing) {
  declare("write: POST /hook\n");
  expect("POST", "/hook", 204, "");
  const auto stored = write(record());
  BOOST_TEST(stored.ok());
  BOOST_TEST(stored->id.empty());
}

BOOST_AUTO_TEST_CASE(a_search_that_answers_with_everybodys_records_finds_only_ours) {
  declare(kPost + kSearch);
  expect("GET", "/cases?external_id=key-1", 200,
         R"({"items":[{"id":"r1","external_id":"other"},{"id":"r2","external_id":"key-1"},{"id":"r3"}]})");
  BOOST_TEST((*look_up(record()))->id == "r2");
  for (const std::string nothing : {R"({"items":[]})", R"({"items":null})", R"({})",
                                    R"({"items":[{"id":"r1","external_id":"other"}]})"}) {
    expect("GET", "/cases?external_id=key-1", 200, nothing);
    BOOST_TEST(!look_up(record())->has_value(), nothing);
  }
  expect("GET", "/cases?external_id=key-1", 404, "");
  BOOST_TEST(!look_up(record())->has_value());
  expect("GET", "/cases?external_id=key-1", 200,
         R"({"items":[{"id":"r1","external_id":"key-1"},{"id":"r2","external_id":"key-1"}]})");
  BOOST_TEST(look_up(record()).error().code == "several_records");
}

BOOST_AUTO_TEST_CASE(without_a_look_up_a_person_decides_unless_repeating_is_harmless) {
  declare(kPost);
  BOOST_TEST(look_up(record()).error().code == "in_doubt");
  BOOST_TEST(to_string(look_up(record()).error().kind) == "invalid");
  declare(kPut);
  BOOST_TEST(!look_up(record())->has_value());
}

BOOST_AUTO_TEST_CASE(what_is_read_back_is_each_field_that_was_sent) {
  declare(kPut + "read_back: GET /{object}/{id}\nread_at: $.data\nread_as: [\"subject = $.title.raw\"]\n");
  expect("GET", "/cases/r1", 200,
         R"({"data":{"external_id":"key-1","title":{"raw":"Hello"},"more":1,"tags":["a"]}})");
  const auto one = record(R"({"subject":"Hello","tags":["a"],"gone":"x"})");
  const auto stored = read(one, "r1");
  BOOST_TEST((**stored == json(R"({"external_id":"key-1","subject":"Hello","tags":["a"],"gone":null})")));
  BOOST_TEST((connector->expected(one, arena) ==
              json(R"({"external_id":"key-1","subject":"Hello","tags":["a"],"gone":"x"})")));
}

BOOST_AUTO_TEST_CASE(an_id_that_is_not_known_is_looked_up_first) {
  declare(kPut + kSearch + "read_back: GET /{object}/{id}\nerase: DELETE /{object}/{id}\n");
  const std::string found = R"({"items":[{"id":"r9","external_id":"key-1"}]})";
  expect("GET", "/cases?external_id=key-1", 200, found);
  expect("GET", "/cases/r9", 200, R"({"external_id":"key-1","subject":"Hello"})");
  BOOST_TEST(read(record())->has_value());
  expect("GET", "/cases?external_id=key-1", 200, found);
  expect("DELETE", "/cases/r9", 204, "");
  BOOST_TEST(erase(record()).ok());
  expect("GET", "/cases?external_id=key-1", 200, R"({"items":[]})");
  BOOST_TEST(erase(record()).ok());
}

BOOST_AUTO_TEST_CASE(blanks_are_cut_only_where_the_target_cuts_them) {
  const auto one = record(R"({"subject":" a line ","text":" "})");
  const std::string answer = R"({"external_id":"key-1","subject":"a line","text":""})";
  const std::string read_back = "read_back: GET /cases/{key}\n";
  declare(kPut + read_back + "trims_texts: true\n");
  expect("GET", "/cases/key-1", 200, answer);
  BOOST_TEST((**read(one) == connector->expected(one, arena)));
  declare(kPut + read_back);
  expect("GET", "/cases/key-1", 200, answer);
  BOOST_TEST(!(**read(one) == connector->expected(one, arena)));
}

BOOST_AUTO_TEST_CASE(what_was_not_declared_cannot_be_done_and_says_how) {
  declare("write: POST /hook\n");
  BOOST_TEST(contains(erase(record()).error().message, "'erase'"));
  BOOST_TEST(contains(read(record()).error().message, "'read_back'"));
}

BOOST_AUTO_TEST_CASE(a_target_without_a_description_may_have_any_field) {
  declare("write: POST /hook\n");
  const auto schema = run(connector->describe({"cases"}));
  BOOST_TEST(schema->find("cases")->is_open);
  BOOST_TEST(!connector->suggests_drift(invalid_error("http_422", "refused")));
}

BOOST_AUTO_TEST_CASE(a_json_schema_is_what_the_target_takes) {
  declare(kPut + "describe: GET /schemas/{object}\n");
  expect("GET", "/schemas/cases", 200,
         R"({"type":"object","required":["subject"],"properties":{
              "subject":{"type":"string","maxLength":255,"title":"Subject"},"made":{"type":"string","readOnly":true},
              "state":{"type":"string","enum":["open","closed"]},"score":{"type":"integer"}}})");
  const auto schema = run(connector->describe({"cases"}));
  const auto* object = schema->find("cases");
  BOOST_REQUIRE((object != nullptr));
  BOOST_TEST(*object->find("subject")->length_max == 255u);
  BOOST_TEST(object->find("subject")->required);
  BOOST_TEST(!object->find("made")->createable);
  BOOST_TEST(object->find("state")->values == (std::vector<std::string>{"open", "closed"}),
             boost::test_tools::per_element());
  BOOST_TEST(object->find("score")->type == "integer");
  BOOST_TEST(!object->is_open);
  BOOST_TEST(connector->suggests_drift(invalid_error("http_422", "refused")));
  expect("GET", "/schemas/nope", 404, "");
  BOOST_TEST(run(connector->describe({"nope"})).error().code == "missing_object");
}

BOOST_AUTO_TEST_CASE(a_probe_without_a_call_asks_the_base_address) {
  declare("write: POST /hook\n");
  for (const int status : {200, 404, 405}) {
    expect("HEAD", "/api/", status, "");
    BOOST_TEST(run(connector->probe()).ok(), status);
  }
  for (const int status : {401, 403, 302, 503}) {
    expect("HEAD", "/api/", status, "");
    if (status == 401) expect("HEAD", "/api/", status, "");
    BOOST_TEST(!run(connector->probe()).ok(), status);
  }
  declare("write: POST /hook\nprobe: GET /health\n");
  expect("GET", "/api/health", 404, "");
  BOOST_TEST(!run(connector->probe()).ok());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::webhook
