// Freshdesk's API v2, call by call (freshdesk.md 2 to 6). Answers are parsed into the caller's arena; errors
// are classified. One loop's thread; calls may overlap.
#pragma once

#include <string>
#include <vector>

#include "connectors/freshdesk/types.hpp"
#include "connectors/shared/json_api.hpp"

namespace hub::connectors::freshdesk {

struct ClientOptions {
  std::string base_url;  // "https://acme.freshdesk.com", without a slash at its end
  milliseconds timeout = std::chrono::seconds(60);
};

class Client {
 public:
  using Answer = JsonApi::Answer;
  using Rows = Task<Result<std::vector<model::Value>>>;

  // `http` and `clock` outlive the client.
  Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock);

  // Tickets. `since` as Freshdesk writes times; newest first.
  Answer create_ticket(Body body, model::Arena& arena) { return send("POST", "/tickets", body, arena); }
  Answer update_ticket(const std::string& id, Body body, model::Arena& arena) {
    return send("PUT", "/tickets/" + id, body, arena);
  }
  Answer ticket(const std::string& id, model::Arena& arena) { return api_.get("/tickets/" + id, arena); }
  Rows tickets_of(const std::string& requester_id, const std::string& since, model::Arena& arena) {
    return pages("/tickets?requester_id=" + requester_id +
                     "&order_by=created_at&updated_since=" + http::percent_encode(since),
                 arena);
  }
  // Those of the account, with their descriptions: 100 a page, from page 1.
  Rows newest_tickets(int page, model::Arena& arena) {
    return rows("/tickets?include=description&order_by=created_at&per_page=100&page=" + std::to_string(page),
                arena);
  }
  // By a custom field. Lags minutes behind what was written.
  Rows search_tickets(const std::string& field, const std::string& value, model::Arena& arena) {
    return rows("/search/tickets?query=" + http::percent_encode('"' + field + ":'" + value + "'\""), arena);
  }
  Answer delete_ticket(const std::string& id, model::Arena& arena) {
    return api_.remove("/tickets/" + id, arena);
  }

  // What was added to a ticket, first to last.
  Answer add_note(const std::string& ticket_id, Body body, model::Arena& arena) {
    return send("POST", "/tickets/" + ticket_id + "/notes", body, arena);
  }
  Rows conversations(const std::string& ticket_id, model::Arena& arena) {
    return pages("/tickets/" + ticket_id + "/conversations", arena);
  }
  Answer delete_conversation(const std::string& id, model::Arena& arena) {
    return api_.remove("/conversations/" + id, arena);
  }

  Answer create_contact(Body body, model::Arena& arena) { return send("POST", "/contacts", body, arena); }
  Answer update_contact(const std::string& id, Body body, model::Arena& arena) {
    return send("PUT", "/contacts/" + id, body, arena);
  }
  Answer contact(const std::string& id, model::Arena& arena) { return api_.get("/contacts/" + id, arena); }
  // By "email", "phone", "mobile" or "unique_external_id".
  Rows find_contacts(const std::string& field, const std::string& value, model::Arena& arena) {
    return pages("/contacts?" + field + '=' + http::percent_encode(value), arena);
  }
  Answer forget_contact(const std::string& id, model::Arena& arena) {
    return api_.remove("/contacts/" + id + "/hard_delete?force=true", arena);
  }

  Answer ticket_fields(model::Arena& arena) { return api_.get("/ticket_fields", arena); }
  Answer any_ticket(model::Arena& arena) { return api_.get("/tickets?per_page=1", arena); }

  delivery::Budget budget() const { return api_.budget(); }

 private:
  Answer send(std::string method, std::string path, Body& body, model::Arena& arena);
  // One page: an array, or the "results" of a search.
  Rows rows(std::string path, model::Arena& arena);
  // Follows pages of 100 to the last.
  Rows pages(std::string path, model::Arena& arena);

  JsonApi api_;
};

}  // namespace hub::connectors::freshdesk
