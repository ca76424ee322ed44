#include "core/http/oauth.hpp"

#include <memory>

#include "core/base/base64.hpp"
#include "core/base/printable.hpp"
#include "core/http/verdict.hpp"
#include "core/model/json.hpp"

namespace hub::http {

namespace {

constexpr std::chrono::seconds kDeadline{30};
constexpr std::size_t kAnswerBytesMax = 64 * 1024;

// The vendor's words about the credentials are the quickest way to the mistake in its set-up.
std::string shown(std::string_view text) {
  constexpr std::size_t kShownMax = 160;
  return printable(text, kShownMax);
}

Buffer json_of(const OAuth::Form& form) {
  Buffer body("{");
  for (const auto& [name, value] : form) {
    if (body.size() > 1) body.push_back(',');
    model::write_json_string(name, body);
    body.push_back(':');
    model::write_json_string(value, body);
  }
  body.push_back('}');
  return body;
}

class Login {
 public:
  Login(OAuth oauth, Clock& clock) : oauth_(std::move(oauth)), clock_(clock) {}

  Task<Result<Token>> fetch(Client& client) {
    const auto form = oauth_.make_form();
    if (!form.ok()) co_return form.error();
    Request request;
    request.method = "POST";
    request.url = oauth_.token_url;
    request.headers = oauth_.headers;
    const bool is_json = oauth_.encoding == OAuth::Encoding::json;
    request.headers.add("Content-Type", is_json ? "application/json" : "application/x-www-form-urlencoded");
    request.headers.add("Accept", "application/json");
    request.body = is_json ? json_of(*form) : Buffer(form_encode(*form));
    request.deadline = kDeadline;
    request.answer_bytes_max = kAnswerBytesMax;
    auto sending = client.send(std::move(request));
    auto answer = co_await std::move(sending);
    if (!answer.ok()) co_return lost_exchange(std::move(answer).error(), Effect::reads).with_context("login");
    co_return read(*answer);
  }

 private:
  Result<Token> read(const Response& answer) {
    model::Arena arena;
    const auto body = parser_.parse(answer.body.view(), arena);
    if (answer.status != 200 && answer.status != 201) {
      return settle(refused(answer, body.ok() ? *body : model::Value()), answer, Effect::reads,
                    clock_.wall_now());
    }
    Token token;
    if (body.ok()) token.value = body->text_at("access_token");
    if (token.value.empty()) return unreadable_answer(Effect::reads).with_context("login");
    if (const model::Value* life = body->find("expires_in"); life && life->is_integer()) {
      token.life = std::chrono::seconds(life->as_integer());
    }
    if (!oauth_.accept) return token;
    auto accepted = oauth_.accept(*body, token);
    if (!accepted.ok()) return std::move(accepted).error();
    return token;
  }

  Error refused(const Response& answer, const model::Value& body) const {
    Error error = status_error(answer, Effect::reads);
    if (answer.status != 400 && answer.status != 401) return std::move(error).with_context("login");
    error.kind = ErrorKind::auth;
    error.code = shown(body.text_at("error", error.code));
    error.message = "the login was refused: " + error.code;
    const std::string description = shown(body.text_at("error_description"));
    if (!description.empty()) error.message += " (" + description + ")";
    if (oauth_.refine) oauth_.refine(error);
    return error;
  }

  OAuth oauth_;
  Clock& clock_;
  model::JsonParser parser_;
};

}  // namespace

TokenSource oauth_token_source(OAuth oauth, Clock& clock) {
  auto login = std::make_shared<Login>(std::move(oauth), clock);
  return [login](Client& client) { return login->fetch(client); };
}

OAuth client_credentials(ClientCredentials credentials) {
  OAuth oauth;
  oauth.token_url = credentials.token_url;
  oauth.encoding = credentials.encoding;
  if (credentials.in_header) {
    // Both are form-encoded before they are joined.
    const std::string pair =
        percent_encode(credentials.client_id) + ':' + percent_encode(credentials.client_secret.view());
    oauth.headers.add("Authorization", "Basic " + base64_encode(pair));
  }
  const auto shared = std::make_shared<const ClientCredentials>(std::move(credentials));
  oauth.make_form = [shared]() -> Result<OAuth::Form> {
    OAuth::Form form{{"grant_type", "client_credentials"}};
    if (!shared->in_header) {
      form.emplace_back("client_id", shared->client_id);
      form.emplace_back("client_secret", shared->client_secret.view());
    }
    if (!shared->scope.empty()) form.emplace_back("scope", shared->scope);
    if (!shared->audience.empty()) form.emplace_back("audience", shared->audience);
    return form;
  };
  oauth.accept = [shared](const model::Value&, Token& token) -> Result<void> {
    token.base_url = shared->base_url;
    return {};
  };
  return oauth;
}

}  // namespace hub::http
