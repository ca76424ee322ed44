// A Salesforce target before a scripted org: answers are written by hand after salesforce.md. One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/salesforce/target.hpp"
#include "core/model/json.hpp"
#include "tests/support/make_record.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::salesforce {

inline model::RecordShape case_shape() {
  model::RecordShape shape;
  shape.name = "case";
  shape.object = "Case";
  shape.key_field = "Hub_Key__c";
  return shape;
}

inline model::RecordShape transcript_shape() {
  model::RecordShape shape;
  shape.name = "transcript";
  shape.object = "Chat_Transcript__c";
  shape.key_field = "Hub_Key__c";
  shape.stage = 1;
  shape.parent = 0;
  shape.parent_field = "Case__c";
  shape.parent_key_field = "Hub_Key__c";
  return shape;
}

struct ScriptedOrg {
  static constexpr const char* kLogin = "https://acme.my.salesforce.com";
  static constexpr const char* kData = "/services/data/v62.0";

  explicit ScriptedOrg(ClientOptions options = {}) : target(std::move(options), credentials(), http, clock) {}

  static Credentials credentials() {
    Credentials credentials;
    credentials.login_url = kLogin;
    credentials.audience = kLogin;
    credentials.client_id = "consumer-key";
    credentials.client_secret = Buffer("consumer-secret");
    return credentials;
  }

  void expect_login(std::string_view instance = kLogin, std::string_view token = "00Dx!one") {
    http.expect(
        "POST", "/services/oauth2/token",
        testing::json_answer(200, R"({"access_token":")" + std::string(token) + R"(","instance_url":")" +
                                      std::string(instance) + R"(","token_type":"Bearer"})"));
  }
  void expect(std::string method, std::string path_end, int status, std::string_view body) {
    http.expect(std::move(method), std::move(path_end), testing::json_answer(status, body));
  }
  void expect_case_upsert(int status, std::string_view body) {
    expect("PATCH", "/composite/sobjects/Case/Hub_Key__c", status, body);
  }

  model::Value json(std::string_view text) { return *parser.parse(text, arena); }
  model::Record case_record(std::string_view key, std::string_view fields = R"({"Subject":"Hello"})") {
    return testing::make_record(cases, arena.copy(key), {}, 0, json(fields));
  }
  model::Record transcript_record(std::string_view key, std::string_view parent, std::string_view fields) {
    return testing::make_record(transcripts, arena.copy(key), arena.copy(parent), 1, json(fields));
  }

  template <class T>
  T run(Task<T> task) {
    return testing::run_task(io, clock, std::move(task));
  }
  std::vector<Result<delivery::StoredRecord>> write(std::vector<model::Record> batch) {
    return run(target.write(batch));
  }
  Result<delivery::StoredRecord> write_one() { return write({case_record("k1")}).front(); }
  std::vector<Result<std::optional<model::Value>>> read(std::vector<delivery::ReadRequest> batch) {
    return run(target.read_back(batch, arena));
  }

  IoContext io;
  testing::VirtualClock clock;
  model::Arena arena;
  model::JsonParser parser;
  model::RecordShape cases = case_shape();
  model::RecordShape transcripts = transcript_shape();
  testing::ScriptedClient http;
  Target target;
};

}  // namespace hub::connectors::salesforce
