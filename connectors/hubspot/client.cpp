#include "connectors/hubspot/client.hpp"

#include "connectors/hubspot/errors.hpp"
#include "core/http/header_number.hpp"
#include "core/http/oauth.hpp"

namespace hub::connectors::hubspot {

namespace {

http::TokenSource token_source(const std::string& base_url, Credentials credentials, Clock& clock) {
  if (credentials.refresh_token.empty()) {
    http::Token token;
    token.value = credentials.access_token.view();
    return http::fixed_token(std::move(token));
  }
  const auto shared = std::make_shared<const Credentials>(std::move(credentials));
  http::OAuth oauth;
  oauth.token_url = base_url + "/oauth/v1/token";
  oauth.make_form = [shared]() -> Result<http::OAuth::Form> {
    return http::OAuth::Form{{"grant_type", "refresh_token"},
                             {"client_id", shared->client_id},
                             {"client_secret", std::string(shared->client_secret.view())},
                             {"refresh_token", std::string(shared->refresh_token.view())}};
  };
  return http::oauth_token_source(std::move(oauth), clock);
}

std::optional<delivery::Budget> read_budget(const http::Headers& headers, MonotonicTime) {
  const auto limit = http::header_number(headers, "X-HubSpot-RateLimit-Daily");
  const auto left = http::header_number(headers, "X-HubSpot-RateLimit-Daily-Remaining");
  if (!limit || !left) return std::nullopt;
  return delivery::Budget{*limit - *left, *limit};
}

}  // namespace

Client::Client(ClientOptions options, Credentials credentials, http::Client& http, Clock& clock)
    : objects_path_(options.objects_path),
      api_({options.base_url, options.timeout, classify_answer, read_budget},
           token_source(options.base_url, std::move(credentials), clock), http, clock) {}

}  // namespace hub::connectors::hubspot
