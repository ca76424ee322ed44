#include "core/oidc/provider.hpp"

#include "core/base/base64.hpp"
#include "core/base/printable.hpp"
#include "core/base/random_text.hpp"
#include "core/base/sha256.hpp"
#include "core/http/oauth.hpp"
#include "core/http/verdict.hpp"
#include "core/model/json.hpp"
#include "core/oidc/id_token.hpp"
#include "core/oidc/refusal.hpp"

namespace hub::oidc {
namespace {

constexpr std::chrono::seconds kDeadline{10};
constexpr std::size_t kAnswerBytesMax = 256 * 1024;
constexpr std::chrono::hours kMetadataLife{1};
constexpr std::chrono::minutes kKeysLifeMin{1};  // before an unknown key makes us ask again
constexpr std::size_t kShownMax = 100;

std::string challenge_of(std::string_view verifier) {
  const auto hash = sha256(verifier);
  return base64url_encode({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::string with_query(const std::string& address, const http::OAuth::Form& fields) {
  return address + (address.find('?') == std::string::npos ? '?' : '&') + http::form_encode(fields);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// What a browser is sent to.
std::string request_of(const std::string& endpoint, const ProviderSettings& settings,
                       const Attempt& attempt) {
  return with_query(endpoint, {{"response_type", "code"},
                               {"client_id", settings.client_id},
                               {"redirect_uri", settings.redirect_uri},
                               {"scope", joined(settings.scopes)},
                               {"state", attempt.state},
                               {"nonce", attempt.nonce},
                               {"code_challenge", challenge_of(attempt.verifier)},
                               {"code_challenge_method", "S256"}});
}

// Some providers write a single group without a list.
std::vector<std::string> texts_of(const model::Value* value) {
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  if (value->is_string()) texts.emplace_back(value->as_string());
  if (!value->is_array()) return texts;
  for (const model::Value& item : value->as_array())
    if (item.is_string()) texts.emplace_back(item.as_string());
  return texts;
}

std::string basic(const ProviderSettings& settings) {
  return "Basic " + base64_encode(http::percent_encode(settings.client_id) + ':' +
                                  http::percent_encode(settings.client_secret.view()));
}

}  // namespace

Attempt make_attempt(Random& random) {
  return {random_text(random), random_text(random), random_text(random)};
}

Task<Result<std::string>> Provider::authorization_url(Attempt attempt) {
  const Result<Metadata> known = co_await metadata();
  if (!known) co_return known.error();
  co_return request_of(known->authorization_endpoint, settings_, attempt);
}

Task<Result<Identity>> Provider::redeem(std::string code, std::string issuer, Attempt attempt) {
  const Result<Metadata> known = co_await metadata();
  if (!known) co_return known.error();
  if (issuer.empty() ? known->names_issuer : issuer != settings_.issuer)
    co_return refusal("issuer", "the answer is of another identity provider");
  auto exchanging = exchange(*known, std::move(code), attempt.verifier);
  const Result<Tokens> tokens = co_await std::move(exchanging);
  if (!tokens) co_return tokens.error();
  model::Arena arena;
  auto reading = claims_of(*known, *tokens, attempt, arena);
  const Result<model::Value> claims = co_await std::move(reading);
  if (!claims) co_return claims.error();
  const std::string_view subject = claims->text_at("sub");
  Identity identity{printable(subject, kShownMax),
                    printable(claims->text_at(settings_.name_claim, subject), kShownMax),
                    texts_of(claims->find(settings_.groups_claim))};
  if (claims->find(settings_.groups_claim) == nullptr && !known->userinfo_endpoint.empty()) {
    auto asking = groups_of(known->userinfo_endpoint, tokens->access, std::string(subject));
    Result<std::vector<std::string>> groups = co_await std::move(asking);
    if (!groups) co_return groups.error();
    identity.groups = std::move(*groups);
  }
  co_return identity;
}

std::string Provider::sign_out_url(std::string_view return_to) const {
  if (!metadata_ || metadata_->end_session_endpoint.empty()) return {};
  return with_query(metadata_->end_session_endpoint, {{"client_id", settings_.client_id},
                                                      {"post_logout_redirect_uri", std::string(return_to)}});
}

Task<Result<Metadata>> Provider::metadata() {
  if (metadata_ && clock_.now() < metadata_until_) co_return *metadata_;
  auto getting = get(discovery_url(settings_.issuer));
  const Result<http::Response> answer = co_await std::move(getting);
  if (!answer) co_return answer.error();
  auto parsed = parse_metadata(answer->body.view(), settings_.issuer);
  if (!parsed) co_return parsed.error();
  metadata_ = *parsed;
  metadata_until_ = clock_.now() + kMetadataLife;
  co_return std::move(*parsed);
}

Task<Result<Provider::Tokens>> Provider::exchange(Metadata provider, std::string code, std::string verifier) {
  Tokens tokens;
  http::OAuth oauth;
  oauth.token_url = provider.token_endpoint;
  const bool has_secret = !settings_.client_secret.empty();
  if (has_secret && provider.takes_basic) oauth.headers.add("Authorization", basic(settings_));
  oauth.make_form = [&]() -> Result<http::OAuth::Form> {
    http::OAuth::Form form{{"grant_type", "authorization_code"},
                           {"code", code},
                           {"redirect_uri", settings_.redirect_uri},
                           {"code_verifier", verifier}};
    if (has_secret && provider.takes_basic) return form;
    form.emplace_back("client_id", settings_.client_id);
    if (has_secret) form.emplace_back("client_secret", std::string(settings_.client_secret.view()));
    return form;
  };
  oauth.accept = [&tokens](const model::Value& answer, http::Token&) -> Result<void> {
    tokens.id = answer.text_at("id_token");
    if (tokens.id.empty()) return refusal("no_id_token", "the identity provider gave no ID token");
    return {};
  };
  const http::TokenSource source = http::oauth_token_source(std::move(oauth), clock_);
  auto asking = source(client_);
  Result<http::Token> token = co_await std::move(asking);
  if (!token) co_return std::move(token).error();
  tokens.access = std::move(token->value);
  co_return tokens;
}

Task<Result<model::Value>> Provider::claims_of(const Metadata& provider, const Tokens& tokens,
                                               const Attempt& attempt, model::Arena& arena) {
  const Expected expected{settings_.issuer, settings_.client_id, attempt.nonce, clock_.wall_now()};
  for (int round = 0;; ++round) {
    Result<model::Value> claims = read_id_token(tokens.id, keys_ ? *keys_ : KeySet(), expected, arena);
    if (claims || claims.error().code != "unknown_key" || round > 0) co_return claims;
    if (keys_ && clock_.now() < keys_fetched_ + kKeysLifeMin) co_return claims;
    auto fetching = fetch_keys(provider.jwks_uri);
    const Result<void> fetched = co_await std::move(fetching);
    if (!fetched) co_return fetched.error();
  }
}

Task<Result<void>> Provider::fetch_keys(std::string url) {
  auto getting = get(std::move(url));
  const Result<http::Response> answer = co_await std::move(getting);
  if (!answer) co_return answer.error();
  auto keys = KeySet::parse(answer->body.view());
  if (!keys) co_return keys.error();
  keys_ = std::move(*keys);
  keys_fetched_ = clock_.now();
  co_return Result<void>();
}

Task<Result<std::vector<std::string>>> Provider::groups_of(std::string url, std::string access_token,
                                                           std::string subject) {
  auto getting = get(std::move(url), std::move(access_token));
  const Result<http::Response> answer = co_await std::move(getting);
  if (!answer) co_return answer.error();
  model::Arena arena;
  model::JsonParser parser;
  const auto person = parser.parse(answer->body.view(), arena);
  // It could be anybody's record otherwise (OpenID Connect Core 1.0, 5.3.2).
  if (!person || person->text_at("sub") != subject)
    co_return refusal("userinfo", "the identity provider's record is of somebody else");
  co_return texts_of(person->find(settings_.groups_claim));
}

Task<Result<http::Response>> Provider::get(std::string url, std::string access_token) {
  http::Request request;
  request.url = std::move(url);
  request.headers.add("Accept", "application/json");
  if (!access_token.empty()) request.headers.add("Authorization", "Bearer " + access_token);
  request.deadline = kDeadline;
  request.answer_bytes_max = kAnswerBytesMax;
  auto sending = client_.send(std::move(request));
  auto answer = co_await std::move(sending);
  constexpr std::string_view kContext = "the identity provider";
  if (!answer)
    co_return http::lost_exchange(std::move(answer).error(), http::Effect::reads).with_context(kContext);
  if (answer->status != 200)
    co_return http::status_error(*answer, http::Effect::reads).with_context(kContext);
  co_return std::move(*answer);
}

}  // namespace hub::oidc
