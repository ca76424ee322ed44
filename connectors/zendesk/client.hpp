// Zendesk's Support API, call by call (zendesk.md 2 to 6). Answers are parsed into the caller's arena; errors
// are classified. One loop's thread; calls may overlap.
#pragma once

#include <string>
#include <vector>

#include "connectors/shared/json_api.hpp"
#include "core/http/poll.hpp"

namespace hub::connectors::zendesk {

struct ClientOptions {
  std::string base_url;  // without a slash at its end
  milliseconds timeout = std::chrono::seconds(60);
  http::PollPace job_pace{};
};

class Client {
 public:
  using Answer = JsonApi::Answer;
  using Ids = std::vector<std::string>;

  // `http` and `clock` outlive the client.
  Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock);

  // Tickets. Each _many call takes at most 100 and follows its job to the end: the answer is "results".
  Answer create(Buffer body, std::string idempotency_key, model::Arena& arena);
  Answer create_many(Buffer body, bool as_import, model::Arena& arena) {
    return run_job({"POST", as_import ? "/imports/tickets/create_many" : "/tickets/create_many", kWrites,
                    std::move(body)},
                   arena);
  }
  Answer update(const std::string& id, Buffer body, model::Arena& arena) {
    return api_.put("/tickets/" + http::percent_encode(id), std::move(body), arena);
  }
  Answer show_many(const Ids& ids, model::Arena& arena) {
    return api_.get("/tickets/show_many?ids=" + joined(ids), arena);
  }
  Answer find(const std::string& external_id, model::Arena& arena) {
    return api_.get("/tickets?external_id=" + http::percent_encode(external_id), arena);
  }
  Answer delete_many(const Ids& ids, model::Arena& arena) {
    return run_job({"DELETE", "/tickets/destroy_many?ids=" + joined(ids), kWrites}, arena);
  }
  Answer delete_many_for_ever(const Ids& ids, model::Arena& arena) {
    return run_job({"DELETE", "/deleted_tickets/destroy_many?ids=" + joined(ids), kWrites}, arena);
  }

  // Every comment of a ticket, first to last.
  Task<Result<std::vector<model::Value>>> comments(const std::string& ticket_id, model::Arena& arena);
  Answer redact(const std::string& comment_id, Buffer body, model::Arena& arena) {
    return api_.put("/comment_redactions/" + http::percent_encode(comment_id), std::move(body), arena);
  }
  // The token for "uploads".
  Task<Result<std::string>> upload(const std::string& file_name, const std::string& type, Buffer content);

  // Users.
  Answer write_users(Buffer body, model::Arena& arena) {
    return run_job({"POST", "/users/create_or_update_many", kWrites, std::move(body)}, arena);
  }
  Answer users_by_id(const Ids& ids, model::Arena& arena) {
    return api_.get("/users/show_many?ids=" + joined(ids), arena);
  }
  Answer users_by_external_id(const Ids& external_ids, model::Arena& arena) {
    return api_.get("/users/show_many?external_ids=" + joined(external_ids), arena);
  }
  Answer find_users(const std::string& email, model::Arena& arena) {
    return api_.get("/users/search?query=" + http::percent_encode("email:\"" + email + "\""), arena);
  }
  Answer delete_user(const std::string& id, model::Arena& arena) {
    return api_.remove("/users/" + http::percent_encode(id), arena);
  }
  Answer delete_user_for_ever(const std::string& id, model::Arena& arena) {
    return api_.remove("/deleted_users/" + http::percent_encode(id), arena);
  }

  // The account.
  Answer ticket_fields(model::Arena& arena) { return api_.get("/ticket_fields", arena); }
  Answer count(model::Arena& arena) { return api_.get("/tickets/count", arena); }

  delivery::Budget budget() const { return api_.budget(); }

 private:
  static constexpr http::Effect kWrites = http::Effect::writes;
  static std::string joined(const Ids& ids);
  // Sends it and follows the job; whatever becomes of a job that was started is `unknown`.
  Answer run_job(ApiCall call, model::Arena& arena);
  Task<Result<std::optional<model::Value>>> ask_job(const std::string& id, model::Arena& arena);

  http::PollPace job_pace_;
  Clock& clock_;
  JsonApi api_;
};

}  // namespace hub::connectors::zendesk
