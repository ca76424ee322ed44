// Genesys Cloud's platform API, call by call (genesys.md 6, 7). Answers are parsed into the caller's arena;
// errors are classified. One loop's thread; calls may overlap.
#pragma once

#include <string>

#include "connectors/genesys/errors.hpp"
#include "core/delivery/connector.hpp"
#include "core/http/oauth.hpp"
#include "core/model/json.hpp"

namespace hub::connectors::genesys {

struct ClientOptions {
  std::string base_url;  // "https://api.mypurecloud.ie"
  milliseconds timeout = std::chrono::seconds(30);
};

class Client {
 public:
  using Answer = Task<Result<model::Value>>;

  static constexpr int kNotesOfPage = 100, kNotesReachable = 1'000;

  // `http` and `clock` outlive the client.
  Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock);

  // Contacts. A dry run is judged like the real call and writes nothing.
  Answer enrich(Buffer body, bool is_dry_run, model::Arena& arena);
  Answer contact(const std::string& id, model::Arena& arena);
  Answer promote(const std::string& id, model::Arena& arena);
  Answer find_contact(Buffer identifier, model::Arena& arena);
  Answer external_sources(const std::string& after, model::Arena& arena);

  // Notes of a contact and of those that were merged into it, newest first; pages count from 1, and only the
  // first kNotesReachable notes can be listed.
  Answer notes(const std::string& contact_id, int page, model::Arena& arena);
  // Of all contacts, in no order that is promised; `after` is the cursor of the page before, or empty.
  Answer scan_notes(const std::string& after, model::Arena& arena);
  Answer note(const std::string& contact_id, const std::string& id, model::Arena& arena);
  Answer add_note(const std::string& contact_id, Buffer body, model::Arena& arena);
  Answer add_notes(Buffer body, model::Arena& arena);
  Answer change_note(const std::string& contact_id, const std::string& id, Buffer body, model::Arena& arena);
  Answer delete_note(const std::string& contact_id, const std::string& id, model::Arena& arena);

  Answer create_workitem(Buffer body, model::Arena& arena);
  Answer workitem(const std::string& id, model::Arena& arena);
  Answer change_workitem(const std::string& id, Buffer body, model::Arena& arena);
  Answer delete_workitem(const std::string& id, model::Arena& arena);
  Answer query_workitems(Buffer body, model::Arena& arena);

  // Erasure of a person from everything that Genesys holds, done in its own time.
  Answer request_erasure(Buffer body, model::Arena& arena);
  Answer erasure(const std::string& id, model::Arena& arena);

  delivery::Budget budget() const { return budget_; }

 private:
  struct Call {
    std::string method, path;
    std::string_view permission;  // a literal
    Buffer body = {};
    http::Effect effect = http::Effect::writes;
  };
  Answer get(std::string path, std::string_view permission, model::Arena& arena);
  Answer send(Call call, model::Arena& arena);
  http::Request request(const Call& call) const;
  Result<model::Value> judge(const http::Response& answer, const Call& call, model::Arena& arena);

  ClientOptions options_;
  Clock& clock_;
  http::Session session_;
  model::JsonParser parser_;
  delivery::Budget budget_;
};

}  // namespace hub::connectors::genesys
