// What an identity provider's discovery document (OpenID Connect Discovery 1.0) says of it. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace hub::oidc {

struct Metadata {
  std::string authorization_endpoint, token_endpoint, jwks_uri;
  std::string userinfo_endpoint, end_session_endpoint;  // empty: there is none
  bool takes_basic = true;                              // the client's secret as HTTP Basic; else in the form
  bool names_issuer = false;                            // in its answers (RFC 9207)
};

// Where the document of an issuer is.
std::string discovery_url(std::string_view issuer);

// Fails with config when it is no such document, is another issuer's, lacks what a sign-in needs, or names an
// address without TLS although the issuer has it.
Result<Metadata> parse_metadata(std::string_view json, std::string_view issuer);

}  // namespace hub::oidc
