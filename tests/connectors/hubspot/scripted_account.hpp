// A HubSpot target before a scripted account: answers are written by hand after hubspot.md. One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/hubspot/target.hpp"
#include "core/model/json.hpp"
#include "tests/support/make_record.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::hubspot {

inline model::RecordShape ticket_shape() {
  model::RecordShape shape;
  shape.name = "ticket";
  shape.object = "tickets";
  shape.key_field = "hub_key";
  shape.parent = 0;
  shape.parent_field = "contacts";
  shape.parent_key_field = "hub_key";
  shape.parent_optional = true;
  return shape;
}

inline model::RecordShape note_shape() {
  model::RecordShape shape = ticket_shape();
  shape.name = "note";
  shape.object = "notes";
  shape.parent_field = "tickets";
  return shape;
}

struct ScriptedAccount {
  explicit ScriptedAccount(TargetOptions options = {}) : target(std::move(options), token(), http, clock) {}

  static Credentials token() {
    Credentials credentials;
    credentials.access_token = Buffer("pat-eu1-secret");
    return credentials;
  }
  static TargetOptions with_collector() {
    TargetOptions options;
    options.collector_contact = "901";
    return options;
  }

  void expect(std::string path_end, int status, std::string_view body) {
    http.expect("POST", std::move(path_end), testing::json_answer(status, body));
  }
  model::Value json(std::string_view text) { return *parser.parse(text, arena); }
  model::Record ticket(std::string_view key, std::string_view contact_id = {},
                       std::string_view fields = R"({"subject":"Hello"})") {
    auto record = testing::make_record(tickets, arena.copy(key), {}, 0, json(fields));
    record.parent_id = contact_id;
    return record;
  }
  model::Record note(std::string_view key, std::string_view ticket_id, std::string_view text) {
    auto record = testing::make_record(notes, arena.copy(key), {}, 1,
                                       json("{\"hs_note_body\":\"" + std::string(text) + "\"}"));
    record.parent_id = ticket_id;
    return record;
  }

  template <class T>
  T run(Task<T> task) {
    return testing::run_task(io, clock, std::move(task));
  }
  std::vector<Result<delivery::StoredRecord>> write(std::vector<model::Record> batch) {
    return run(target.write(batch));
  }
  std::vector<Result<std::optional<delivery::StoredRecord>>> look_up(std::vector<model::Record> batch) {
    return run(target.look_up(batch));
  }
  std::vector<Result<std::optional<model::Value>>> read(std::vector<delivery::ReadRequest> batch) {
    return run(target.read_back(batch, arena));
  }

  IoContext io;
  testing::VirtualClock clock;
  model::Arena arena;
  model::JsonParser parser;
  model::RecordShape tickets = ticket_shape();
  model::RecordShape notes = note_shape();
  testing::ScriptedClient http;
  Target target;
};

}  // namespace hub::connectors::hubspot
