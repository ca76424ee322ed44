// A HubSpot target before a scripted account: answers are written by hand after hubspot.md. One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/hubspot/target.hpp"
#include "tests/support/scripted_target.hpp"

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

struct ScriptedAccount : testing::ScriptedTarget<Target> {
  explicit ScriptedAccount(TargetOptions options = {}) : ScriptedTarget(std::move(options), token()) {}

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
    ScriptedTarget::expect("POST", std::move(path_end), status, body);
  }
  model::Record ticket(std::string_view key, std::string_view contact_id = {},
                       std::string_view fields = R"({"subject":"Hello"})") {
    return record(tickets, key, contact_id, 0, fields);
  }
  model::Record note(std::string_view key, std::string_view ticket_id, std::string_view text) {
    return record(notes, key, ticket_id, 1, "{\"hs_note_body\":\"" + std::string(text) + "\"}");
  }

  model::RecordShape tickets = ticket_shape();
  model::RecordShape notes = note_shape();
};

}  // namespace hub::connectors::hubspot
