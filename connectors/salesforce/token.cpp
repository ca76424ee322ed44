#include "connectors/salesforce/token.hpp"

#include <algorithm>
#include <memory>

#include "core/model/json.hpp"

namespace hub::connectors::salesforce {

namespace {

using Form = std::vector<std::pair<std::string, std::string>>;

constexpr std::chrono::minutes kAssertionLife{3};
constexpr std::chrono::seconds kTokenDeadline{30};
constexpr std::size_t kTokenBytesMax = 64 * 1024;

// Salesforce's own words about the credentials; they are the quickest way to the mistake in the org's set-up.
std::string printable(std::string_view text) {
  constexpr std::size_t kShownMax = 160;
  std::string shown(text.substr(0, kShownMax));
  std::ranges::replace_if(
      shown, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return shown;
}

Error refused(int status, const model::Value& body) {
  Error error;
  error.kind = ErrorKind::auth;
  error.code = printable(body.text_at("error", "http_" + std::to_string(status)));
  const std::string description = printable(body.text_at("error_description"));
  error.message = "Salesforce refused the login: " + error.code;
  if (!description.empty()) error.message += " (" + description + ")";
  if (description.find("rate exceeded") != description.npos) {
    error.kind = ErrorKind::rate_limited;
    error.retry_after = std::chrono::minutes(15);
  }
  return error;
}

// A host for the browser answers no API calls.
bool is_api_host(std::string_view url) {
  const auto host_end = url.find_first_of("/:?#", url.find("://") + 3);
  const std::string_view host = url.substr(0, host_end);
  return !host.ends_with(".lightning.force.com") && !host.ends_with(".salesforce-setup.com");
}

class TokenRequest {
 public:
  TokenRequest(Credentials credentials, Clock& clock) : credentials_(std::move(credentials)), clock_(clock) {}

  Task<Result<http::Token>> fetch(http::Client& client) {
    auto form = make_form();
    if (!form.ok()) co_return std::move(form).error();
    http::Request request;
    request.method = "POST";
    request.url = credentials_.login_url + "/services/oauth2/token";
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.headers.add("Accept", "application/json");
    request.body.append(http::form_encode(*form));
    request.deadline = kTokenDeadline;
    request.answer_bytes_max = kTokenBytesMax;
    auto answer = co_await client.send(std::move(request));
    if (!answer.ok()) co_return lost(std::move(answer).error());
    co_return read(*answer);
  }

 private:
  Result<Form> make_form() const {
    Form form{{"client_id", credentials_.client_id}};
    if (!credentials_.client_secret.empty()) {
      form.emplace_back("client_secret", credentials_.client_secret.view());
    }
    switch (credentials_.mode) {
      case AuthMode::client_credentials:
        form.emplace_back("grant_type", "client_credentials");
        break;
      case AuthMode::refresh_token:
        form.emplace_back("grant_type", "refresh_token");
        form.emplace_back("refresh_token", credentials_.refresh_token.view());
        break;
      case AuthMode::jwt_bearer: {
        auto assertion = http::sign_jwt_rs256(std::string(credentials_.private_key.view()),
                                              credentials_.client_id, credentials_.username,
                                              credentials_.audience, clock_.wall_now(), kAssertionLife);
        if (!assertion.ok()) return std::move(assertion).error();
        return Form{{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                    {"assertion", std::move(*assertion)}};
      }
    }
    return form;
  }

  // Asking for a token changes no record: whatever became of the request, asking again is safe.
  static Error lost(Error error) {
    if (error.kind == ErrorKind::unknown) error.kind = ErrorKind::transient;
    return std::move(error).with_context("Salesforce login");
  }

  Result<http::Token> read(const http::Response& answer) {
    model::Arena arena;
    const auto body = parser_.parse(answer.body.view(), arena);
    if (answer.status >= 500 || answer.status == 429 || (answer.status == 200 && !body.ok())) {
      Error error =
          transient_error("http_" + std::to_string(answer.status), "Salesforce's login is not available");
      error.retry_after = http::retry_after(answer.headers, clock_.wall_now()).value_or(milliseconds(0));
      return error;
    }
    if (answer.status != 200) return refused(answer.status, body.ok() ? *body : model::Value());
    http::Token token;
    token.value = body->text_at("access_token");
    token.base_url = credentials_.base_url.empty() ? body->text_at("instance_url", credentials_.login_url)
                                                   : credentials_.base_url;
    if (token.value.empty())
      return transient_error("no_token", "Salesforce's login answered without a token");
    if (!is_api_host(token.base_url)) {
      return config_error(
          "Salesforce names a host that has no API: set login_url to https://...my.salesforce.com");
    }
    while (token.base_url.ends_with('/')) token.base_url.pop_back();
    return token;
  }

  Credentials credentials_;
  Clock& clock_;
  model::JsonParser parser_;
};

}  // namespace

http::TokenSource token_source(Credentials credentials, Clock& clock) {
  auto request = std::make_shared<TokenRequest>(std::move(credentials), clock);
  return [request](http::Client& client) { return request->fetch(client); };
}

}  // namespace hub::connectors::salesforce
