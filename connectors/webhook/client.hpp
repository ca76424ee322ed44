// Sends what an administrator declared: address, headers, credentials and signature. One loop's thread; calls
// may overlap.
#pragma once

#include <string>

#include "connectors/webhook/signing.hpp"
#include "connectors/webhook/types.hpp"
#include "core/http/oauth.hpp"

namespace hub::connectors::webhook {

struct ClientOptions {
  std::string base_url;   // without a slash at its end
  http::Headers headers;  // of every request
  http::Token token;      // of every request, where there is no login
  std::optional<http::ClientCredentials> login;
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
