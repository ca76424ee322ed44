// Zendesk's Support API, call by call (zendesk.md 2 to 6). Answers are parsed into the caller's arena; errors
// are classified. One loop's thread; calls may overlap.
#pragma once

#include <string>
#include <vector>

#include "connectors/zendesk/errors.hpp"
#include "core/delivery/connector.hpp"
#include "core/http/poll.hpp"
#include "core/http/session.hpp"
#include "core/model/json.hpp"

namespace hub::connectors::zendesk {

struct ClientOptions {
  std::string base_url;  // without a slash at its end
  milliseconds timeout = std::chrono::seconds(60);
  http::PollPace job_pace{};
};

class Client {
 public:
  using Answer = Task<Result<model::Value>>;
  using Ids = std::vector<std::string>;

  // `http` and `clock` outlive the client.
  Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock);

  // Tickets. Each _many call takes at most 100 and follows its job to the end: the answer is "results".
  Answer create(Buffer body, std::string idempotency_key, model::Arena& arena);
  Answer create_many(Buffer body, bool as_import, model::Arena& arena);
  Answer update(const std::string& id, Buffer body, model::Arena& arena);
  Answer show_many(const Ids& ids, model::Arena& arena);
  Answer find(const std::string& external_id, model::Arena& arena);
  Answer delete_many(const Ids& ids, bool for_ever, model::Arena& arena);
  // Every comment of a ticket, first to last.
  Task<Result<std::vector<model::Value>>> comments(const std::string& ticket_id, model::Arena& arena);
  Answer redact(const std::string& comment_id, Buffer body, model::Arena& arena);
  // The token for "uploads".
  Task<Result<std::string>> upload(const std::string& file_name, const std::string& type, Buffer content);

  // Users.
  Answer write_users(Buffer body, model::Arena& arena);
  Answer users_by_id(const Ids& ids, model::Arena& arena);
  Answer users_by_external_id(const Ids& external_ids, model::Arena& arena);
  Answer find_users(const std::string& email, model::Arena& arena);
  Answer delete_user(const std::string& id, bool for_ever, model::Arena& arena);

  // The account.
  Answer ticket_fields(model::Arena& arena);
  Answer count(model::Arena& arena);

  delivery::Budget budget() const { return budget_; }

 private:
  struct Call {
    std::string method, path;
    http::Effect effect = http::Effect::reads;
    Buffer body = {};
    std::string type = "application/json", idempotency_key = {};
  };
  Answer send(Call call, model::Arena& arena);
  Answer get(std::string path, model::Arena& arena);
  // Sends it and follows the job; whatever becomes of a job that was started is `unknown`.
  Answer run_job(Call call, model::Arena& arena);
  Task<Result<std::optional<model::Value>>> ask_job(const std::string& id, model::Arena& arena);
  http::Request request(const Call& call, const http::Token& token) const;
  Result<model::Value> judge(const http::Response& answer, http::Effect effect, model::Arena& arena);

  ClientOptions options_;
  Clock& clock_;
  http::Session session_;
  model::JsonParser parser_;
  delivery::Budget budget_;
};

}  // namespace hub::connectors::zendesk
