// Where Salesforce's access tokens come from: client credentials, JWT bearer or a refresh token
// (salesforce.md 1). One loop's thread.
#pragma once

#include <string>

#include "core/base/buffer.hpp"
#include "core/base/clock.hpp"
#include "core/http/session.hpp"

namespace hub::connectors::salesforce {

enum class AuthMode : std::uint8_t { client_credentials, jwt_bearer, refresh_token };

struct Credentials {
  AuthMode mode = AuthMode::client_credentials;
  std::string login_url;  // without a slash at its end
  std::string audience;   // jwt_bearer
  std::string client_id;
  Buffer client_secret;  // client_credentials; refresh_token where the app asks for it
  Buffer private_key;    // jwt_bearer: PEM
  Buffer refresh_token;  // refresh_token
  std::string username;  // jwt_bearer: the run-as user
  std::string base_url;  // where the API lives; empty: where the token answer says
};

// `clock` outlives the result.
http::TokenSource token_source(Credentials credentials, Clock& clock);

}  // namespace hub::connectors::salesforce
