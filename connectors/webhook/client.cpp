#include "connectors/webhook/client.hpp"

#include <utility>

namespace hub::connectors::webhook {

namespace {

constexpr std::chrono::seconds kUnsaidTokenLife{300};

http::OAuth oauth_of(http::ClientCredentials login) {
  http::OAuth oauth = http::client_credentials(std::move(login));
  oauth.accept = [](const model::Value&, http::Token& token) -> Result<void> {
    if (!token.life) token.life = kUnsaidTokenLife;
    return {};
  };
  return oauth;
}

http::TokenSource token_source(const ClientOptions& options, Clock& clock) {
  if (!options.login) return http::fixed_token(options.token);
  return http::oauth_token_source(oauth_of(*options.login), clock);
}

}  // namespace

Client::Client(ClientOptions options, http::Client& http, Clock& clock)
    : options_(std::move(options)), clock_(clock), session_(http, clock, token_source(options_, clock)) {}

Result<http::Request> Client::request(const Call& call, const Places& places, const std::string& message_id,
                                      const Buffer& body) {
  http::Request request;
  request.method = call.method;
  request.url = call.address(options_.base_url, places);
  request.headers = options_.headers;
  request.headers.add("Accept", "application/json");
  request.deadline = options_.timeout;
  if (!body.empty()) {
    request.headers.add("Content-Type", "application/json");
    request.body.append(body.view());
  }
  if (message_id.empty()) return request;
  request.headers.add("Idempotency-Key", '"' + message_id + '"');
  // Standard Webhooks brings this header itself.
  if (options_.signing.scheme != Signing::Scheme::standard_webhooks)
    request.headers.add("webhook-id", message_id);
  auto is_signed = sign(request, options_.signing, message_id, clock_.wall_now(), random_);
  if (!is_signed.ok()) return std::move(is_signed).error();
  return request;
}

Task<Result<http::Response>> Client::send(const Call& call, Places places, std::string message_id,
                                          Buffer body) {
  auto made = request(call, places, message_id, body);
  if (!made.ok()) co_return std::move(made).error();
  std::optional<http::Request> first(std::move(*made));
  // Each attempt has a time and a signature of its own; what could be made once can be made again.
  http::Session::MakeRequest make = [&](const http::Token&) {
    return first ? *std::exchange(first, std::nullopt) : request(call, places, message_id, body).value();
  };
  auto sending = session_.send(std::move(make));
  co_return co_await std::move(sending);
}

}  // namespace hub::connectors::webhook
