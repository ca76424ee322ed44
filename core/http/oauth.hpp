// Tokens by OAuth 2.0 (RFC 6749), for Session. What differs between vendors is passed in. One loop's thread.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/http/session.hpp"
#include "core/model/value.hpp"

namespace hub::http {

struct OAuth {
  using Form = std::vector<std::pair<std::string, std::string>>;

  enum class Encoding : std::uint8_t { form, json };

  std::string token_url;
  Encoding encoding = Encoding::form;
  Headers headers = {};  // sent along: credentials by HTTP Basic
  // Grant and credentials, made anew for each login. Its errors are passed on.
  std::function<Result<Form>()> make_form;
  // Looks at a good answer: may set base_url, may refuse. May be empty.
  std::function<Result<void>(const model::Value& answer, Token& token)> accept = {};
  // Looks at a refused login, which is `auth` with the vendor's "error" as its code and "error_description"
  // in its message. May be empty.
  std::function<void(Error& refusal)> refine = {};
};

// A lost login is `transient`: asking for a token changes nothing, so asking again is safe.
TokenSource oauth_token_source(OAuth oauth, Clock& clock);

// The client credentials grant (RFC 6749 4.4). `scope` and `audience` may be empty. `base_url` is where the
// API lives; empty: the caller knows.
struct ClientCredentials {
  std::string token_url, client_id;
  Buffer client_secret;
  std::string scope, audience, base_url;
  OAuth::Encoding encoding = OAuth::Encoding::form;
  bool in_header = false;  // the credentials: by HTTP Basic (RFC 6749 2.3.1), else in the body
};
OAuth client_credentials(ClientCredentials credentials);

}  // namespace hub::http
