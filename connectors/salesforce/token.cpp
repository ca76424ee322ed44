#include "connectors/salesforce/token.hpp"

#include <memory>

#include "core/http/oauth.hpp"

namespace hub::connectors::salesforce {

namespace {

constexpr std::chrono::minutes kAssertionLife{3};

http::OAuth::Form secret_form(const Credentials& credentials) {
  http::OAuth::Form form{{"client_id", credentials.client_id}};
  if (!credentials.client_secret.empty())
    form.emplace_back("client_secret", credentials.client_secret.view());
  const bool refreshes = credentials.mode == AuthMode::refresh_token;
  form.emplace_back("grant_type", refreshes ? "refresh_token" : "client_credentials");
  if (refreshes) form.emplace_back("refresh_token", credentials.refresh_token.view());
  return form;
}

Result<http::OAuth::Form> make_form(const Credentials& credentials, WallTime now) {
  if (credentials.mode != AuthMode::jwt_bearer) return secret_form(credentials);
  auto assertion = http::sign_jwt_rs256(std::string(credentials.private_key.view()), credentials.client_id,
                                        credentials.username, credentials.audience, now, kAssertionLife);
  if (!assertion.ok()) return std::move(assertion).error();
  return http::OAuth::Form{{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                           {"assertion", std::move(*assertion)}};
}

// A host for the browser answers no API calls (salesforce.md 1.1).
bool is_api_host(std::string_view url) {
  const std::string_view host = url.substr(0, url.find_first_of("/:?#", url.find("://") + 3));
  return !host.ends_with(".lightning.force.com") && !host.ends_with(".salesforce-setup.com");
}

Result<void> choose_host(const Credentials& credentials, const model::Value& answer, http::Token& token) {
  token.base_url = credentials.base_url.empty() ? answer.text_at("instance_url", credentials.login_url)
                                                : credentials.base_url;
  while (token.base_url.ends_with('/')) token.base_url.pop_back();
  if (is_api_host(token.base_url)) return {};
  return config_error(
      "Salesforce names a host that has no API: set login_url to https://NAME.my.salesforce.com");
}

// About 3,600 logins per user and hour (salesforce.md 1.5): more of them only prolong the block.
void slow_down(Error& refusal) {
  if (refusal.message.find("rate exceeded") == refusal.message.npos) return;
  refusal.kind = ErrorKind::rate_limited;
  refusal.retry_after = std::chrono::minutes(15);
}

}  // namespace

http::TokenSource token_source(Credentials credentials, Clock& clock) {
  const auto shared = std::make_shared<const Credentials>(std::move(credentials));
  http::OAuth oauth;
  oauth.token_url = shared->login_url + "/services/oauth2/token";
  oauth.make_form = [shared, &clock] { return make_form(*shared, clock.wall_now()); };
  oauth.accept = [shared](const model::Value& answer, http::Token& token) {
    return choose_host(*shared, answer, token);
  };
  oauth.refine = slow_down;
  return http::oauth_token_source(std::move(oauth), clock);
}

}  // namespace hub::connectors::salesforce
