// ServiceNow's Table, Attachment and Batch APIs (servicenow.md). Answers are parsed into the caller's arena.
// One loop's thread; calls may overlap.
#pragma once

#include <string>
#include <vector>

#include "connectors/servicenow/errors.hpp"
#include "connectors/shared/json_api.hpp"

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
  Task<Answer> get(std::string path, model::Arena& arena) {
    return send_for_result({"GET", std::move(path)}, arena);
  }

  // One attachment: its bytes as they are.
  Task<Answer> upload(std::string path, std::string content_type, std::string_view content,
                      model::Arena& arena) {
    return send_for_result(
        {"POST", std::move(path), http::Effect::writes, Buffer(content), std::move(content_type)}, arena);
  }
  Task<Result<std::string_view>> download(const std::string& id, model::Arena& arena);

  delivery::Budget budget() const { return api_.budget(); }

 private:
  Task<Answer> send_for_result(ApiCall call, model::Arena& arena);
  Answer result_of(const model::Value& served, http::Effect effect, model::Arena& arena);

  JsonApi api_;
};

}  // namespace hub::connectors::servicenow
