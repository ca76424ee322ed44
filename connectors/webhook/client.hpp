// Sends what an administrator declared: address, headers, credentials and signature. One loop's thread; calls
// may overlap.
#pragma once

#include <string>

#include "connectors/webhook/signing.hpp"
#include "connectors/webhook/types.hpp"
#include "core/http/oauth.hpp"

namespace hub::connectors::webhook {

struct Login {  // OAuth 2.0 client credentials (RFC 6749 4.4)
  std::string token_url, client_id;
  Buffer client_secret;
  std::string scope, audience;
  bool in_body = false;  // the secret: in the form, else by HTTP Basic
};

struct ClientOptions {
  std::string base_url;   // without a slash at its end
  http::Headers headers;  // of every request
  http::Token token;      // of every request, where there is no login
  std::optional<Login> login;
  Signing signing;
  milliseconds timeout = std::chrono::seconds(30);
};

class Client {
 public:
  // `http` and `clock` outlive the client.
  Client(ClientOptions options, http::Client& http, Clock& clock);

  // `message_id` is the same for every attempt, and empty for what only asks. Errors as of Session; any
  // status is the caller's to judge.
  Task<Result<http::Response>> send(const Call& call, Places places, std::string message_id, Buffer body);

 private:
  Result<http::Request> request(const Call& call, const Places& places, const std::string& message_id,
                                const Buffer& body);

  ClientOptions options_;
  Clock& clock_;
  SystemRandom random_;
  http::Session session_;
};

}  // namespace hub::connectors::webhook
