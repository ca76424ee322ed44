#include "core/oidc/metadata.hpp"

#include <algorithm>

#include "core/model/json.hpp"

namespace hub::oidc {
namespace {

constexpr std::string_view kTls = "https://", kPlain = "http://";

// Addresses go into headers as they are.
bool is_address(std::string_view text, bool with_tls) {
  const bool is_printable = std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
  return is_printable && (text.starts_with(kTls) || (!with_tls && text.starts_with(kPlain)));
}

bool lists(const model::Value& document, std::string_view name, std::string_view word) {
  const model::Value* list = document.find(name);
  if (list == nullptr || !list->is_array()) return false;
  return std::ranges::any_of(list->as_array(), [&](const model::Value& item) {
    return item.is_string() && item.as_string() == word;
  });
}

Error bad_metadata(std::string_view what) {
  return config_error("the discovery document of the identity provider " + std::string(what));
}

}  // namespace

std::string discovery_url(std::string_view issuer) {
  while (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer) + "/.well-known/openid-configuration";
}

Result<Metadata> parse_metadata(std::string_view json, std::string_view issuer) {
  model::Arena arena;
  model::JsonParser parser;
  const auto document = parser.parse(json, arena);
  if (!document || !document->is_object()) return bad_metadata("cannot be read");
  if (document->text_at("issuer") != issuer) return bad_metadata("is of another issuer");
  Metadata metadata;
  const bool with_tls = issuer.starts_with(kTls);
  struct Endpoint {
    std::string_view name;
    std::string& address;
    bool is_needed;
  };
  for (const Endpoint& endpoint : {Endpoint{"authorization_endpoint", metadata.authorization_endpoint, true},
                                   Endpoint{"token_endpoint", metadata.token_endpoint, true},
                                   Endpoint{"jwks_uri", metadata.jwks_uri, true},
                                   Endpoint{"userinfo_endpoint", metadata.userinfo_endpoint, false},
                                   Endpoint{"end_session_endpoint", metadata.end_session_endpoint, false}}) {
    endpoint.address = document->text_at(endpoint.name);
    if (endpoint.address.empty() && !endpoint.is_needed) continue;
    if (!is_address(endpoint.address, with_tls))
      return bad_metadata("has no good " + std::string(endpoint.name));
  }
  // Absent means HTTP Basic (OpenID Connect Discovery 1.0, 3).
  constexpr std::string_view kMethods = "token_endpoint_auth_methods_supported";
  metadata.takes_basic =
      lists(*document, kMethods, "client_secret_basic") || !lists(*document, kMethods, "client_secret_post");
  const model::Value* names_issuer = document->find("authorization_response_iss_parameter_supported");
  metadata.names_issuer = names_issuer != nullptr && names_issuer->is_boolean() && names_issuer->as_boolean();
  return metadata;
}

}  // namespace hub::oidc
