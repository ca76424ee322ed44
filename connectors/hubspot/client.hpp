// HubSpot's CRM API, call by call (hubspot.md). Answers are parsed into the caller's arena; errors are
// classified. One loop's thread; calls may overlap.
#pragma once

#include <string>
#include <vector>

#include "connectors/hubspot/errors.hpp"
#include "core/delivery/connector.hpp"
#include "core/http/oauth.hpp"
#include "core/model/json.hpp"

namespace hub::connectors::hubspot {

// A private app's token, or a public app's refresh token.
struct Credentials {
  Buffer access_token;
  std::string client_id;
  Buffer client_secret, refresh_token;
};

struct ClientOptions {
  std::string base_url = "https://api.hubapi.com";
  std::string objects_path = "/crm/v3/objects";  // or "/crm/objects/2026-03": the same bodies
  milliseconds timeout = std::chrono::seconds(60);
};

class Client {
 public:
  using Answer = Task<Result<model::Value>>;

  // `http` and `clock` outlive the client.
  Client(ClientOptions options, Credentials credentials, http::Client& http, Clock& clock);

  // At most 100 records of one object each.
  Answer upsert(const std::string& object, Buffer body, model::Arena& arena);
  Answer update(const std::string& object, Buffer body, model::Arena& arena);
  Answer read(const std::string& object, Buffer body, model::Arena& arena);
  Answer archive(const std::string& object, Buffer body, model::Arena& arena);

  // Links, by the default label; made again they stay one. At most 100 ids are asked for.
  Answer link(const std::string& from, const std::string& to, Buffer body, model::Arena& arena);
  Answer links(const std::string& from, const std::string& to, Buffer body, model::Arena& arena);

  // Lags behind writes: for finding what others made, never for proof.
  Answer search(const std::string& object, Buffer body, model::Arena& arena);
  Answer properties(const std::string& object, model::Arena& arena);
  Answer any_ticket(model::Arena& arena);
  // Permanent, unlike archive().
  Answer forget_contact(const std::string& id, model::Arena& arena);

  delivery::Budget budget() const { return budget_; }

 private:
  struct Call {
    std::string method, path;
    http::Effect effect = http::Effect::reads;
    Buffer body;
  };
  Answer post(std::string path, http::Effect effect, Buffer body, model::Arena& arena);
  Answer send(Call call, model::Arena& arena);
  http::Request request(const Call& call) const;
  Result<model::Value> judge(const http::Response& answer, http::Effect effect, model::Arena& arena);

  ClientOptions options_;
  Clock& clock_;
  http::Session session_;
  model::JsonParser parser_;
  delivery::Budget budget_;
};

}  // namespace hub::connectors::hubspot
