// ServiceNow's Table, Attachment and Batch APIs (servicenow.md). Answers are parsed into the caller's arena.
// One loop's thread; calls may overlap.
#pragma once

#include <string>
#include <vector>

#include "connectors/servicenow/errors.hpp"
#include "core/delivery/connector.hpp"
#include "core/http/session.hpp"
#include "core/model/json.hpp"

namespace hub::connectors::servicenow {

struct ClientOptions {
  std::string base_url;  // "https://acme.service-now.com"
  milliseconds timeout = std::chrono::seconds(60);
};

// One call of the Table or Attachment API; `path` with its query, encoded.
struct Call {
  std::string method, path;
  Buffer body = {};  // JSON
};

class Client {
 public:
  using Answer = Result<model::Value>;  // the member "result"; null where there is none

  // `http` and `clock` outlive the client.
  Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock);

  // All calls in one request, each with its own outcome, in order. The batch is no transaction.
  Task<std::vector<Answer>> send_all(const std::vector<Call>& calls, http::Effect effect,
                                     model::Arena& arena);
  Task<Answer> get(std::string path, model::Arena& arena);

  // One attachment: its bytes as they are.
  Task<Answer> upload(std::string path, std::string content_type, std::string_view content,
                      model::Arena& arena);
  Task<Result<std::string_view>> download(const std::string& id, model::Arena& arena);

  delivery::Budget budget() const { return budget_; }

 private:
  struct Message {
    std::string method, path, content_type;
    http::Effect effect = http::Effect::reads;
    Buffer body = {};
  };
  // Judged by its status; the body is the caller's.
  Task<Result<http::Response>> send(const Message& message);
  Task<Answer> send_for_result(Message message, model::Arena& arena);
  Answer result_of(const model::Value& served, http::Effect effect, model::Arena& arena);

  ClientOptions options_;
  Clock& clock_;
  http::Session session_;
  model::JsonParser parser_;
  delivery::Budget budget_;
};

}  // namespace hub::connectors::servicenow
