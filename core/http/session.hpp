// A target's API behind its credentials: token cached, refreshed once and single-flight, errors classified.
// What a connector's client talks through; it never sees retries, tokens or timeouts. One loop's thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/async/event.hpp"
#include "core/http/client.hpp"

namespace hub::http {

struct Token {
  std::string value;
  std::string base_url;  // where the API lives, when the token answer says so
  std::optional<std::chrono::seconds> life = {};
  std::string scheme = "Bearer";  // of the Authorization header; empty: there is none
};

// Gets a new token. Errors as of Client, plus `auth` when the credentials are refused.
using TokenSource = std::function<Task<Result<Token>>(Client& client)>;

// A token that never changes: an API key, a Basic pair, or none at all.
TokenSource fixed_token(Token token);

class Session {
 public:
  // `client` and `clock` outlive the session.
  Session(Client& client, Clock& clock, TokenSource source);

  // Builds the request with `make(token)` and sends it with an Authorization header. On a 401 it drops the
  // token, gets a new one, builds again and repeats once (a 401 proves that nothing was done); a second 401
  // is `auth`. `refresh_helps` may look at a 401 and say no: then it is `auth` at once. Other statuses are
  // the caller's.
  using MakeRequest = std::function<Request(const Token& token)>;
  Task<Result<Response>> send(MakeRequest make, std::function<bool(const Response&)> refresh_helps = {});

 private:
  // One refresh that every caller waits for, with the outcome they share.
  struct Refresh;

  Task<Result<Token>> token();
  Task<Result<Response>> send_once(const MakeRequest& make, const Token& token);
  void keep(const Token& token);

  Client& client_;
  Clock& clock_;
  TokenSource source_;
  std::optional<Token> token_;
  MonotonicTime renew_at_ = MonotonicTime::max();
  std::shared_ptr<Refresh> refresh_;
};

// The signed assertion of the JWT bearer flow (RS256). `private_key_pem` may have lost its newlines. Fails
// with config.
Result<std::string> sign_jwt_rs256(const std::string& private_key_pem, const std::string& issuer,
                                   const std::string& subject, const std::string& audience, WallTime now,
                                   std::chrono::seconds life);

// "a=b&c=d", percent-encoded as application/x-www-form-urlencoded.
std::string form_encode(const std::vector<std::pair<std::string, std::string>>& fields);
std::string percent_encode(std::string_view text);

}  // namespace hub::http
