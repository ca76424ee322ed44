// Freshdesk's API v2, call by call (freshdesk.md 2 to 6). Answers are parsed into the caller's arena; errors
// are classified. One loop's thread; calls may overlap.
#pragma once

#include <string>
#include <vector>

#include "connectors/freshdesk/errors.hpp"
#include "connectors/freshdesk/types.hpp"
#include "core/delivery/connector.hpp"
#include "core/http/session.hpp"
#include "core/model/json.hpp"

namespace hub::connectors::freshdesk {

struct ClientOptions {
  std::string base_url;  // "https://acme.freshdesk.com", without a slash at its end
  milliseconds timeout = std::chrono::seconds(60);
};

class Client {
 public:
  using Answer = Task<Result<model::Value>>;
  using Rows = Task<Result<std::vector<model::Value>>>;

  // `http` and `clock` outlive the client.
  Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock);

  // Tickets. `since` as Freshdesk writes times; newest first.
  Answer create_ticket(Body body, model::Arena& arena);
  Answer update_ticket(const std::string& id, Body body, model::Arena& arena);
  Answer ticket(const std::string& id, model::Arena& arena);
  Rows tickets_of(const std::string& requester_id, const std::string& since, model::Arena& arena);
  // Those of the account, with their descriptions: 100 a page, from page 1.
  Rows newest_tickets(int page, model::Arena& arena);
  // By a custom field. Lags minutes behind what was written.
  Rows search_tickets(const std::string& field, const std::string& value, model::Arena& arena);
  Answer delete_ticket(const std::string& id, model::Arena& arena);

  // What was added to a ticket, first to last.
  Answer add_note(const std::string& ticket_id, Body body, model::Arena& arena);
  Rows conversations(const std::string& ticket_id, model::Arena& arena);
  Answer delete_conversation(const std::string& id, model::Arena& arena);

  Answer create_contact(Body body, model::Arena& arena);
  Answer update_contact(const std::string& id, Body body, model::Arena& arena);
  Answer contact(const std::string& id, model::Arena& arena);
  // By "email", "phone", "mobile" or "unique_external_id".
  Rows find_contacts(const std::string& field, const std::string& value, model::Arena& arena);
  Answer forget_contact(const std::string& id, model::Arena& arena);

  Answer ticket_fields(model::Arena& arena);
  Answer any_ticket(model::Arena& arena);

  delivery::Budget budget() const { return budget_; }

 private:
  struct Call {
    std::string method, path;
    http::Effect effect = http::Effect::reads;
    Body body = {};
  };
  Answer send(Call call, model::Arena& arena);
  Answer get(std::string path, model::Arena& arena);
  // Follows pages of 100 to the last.
  Rows pages(std::string path, model::Arena& arena);
  http::Request request(const Call& call) const;
  Result<model::Value> judge(const http::Response& answer, http::Effect effect, model::Arena& arena);

  ClientOptions options_;
  Clock& clock_;
  http::Session session_;
  model::JsonParser parser_;
  delivery::Budget budget_;
};

}  // namespace hub::connectors::freshdesk
