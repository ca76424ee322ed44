#include "connectors/hubspot/client.hpp"

#include "core/http/header_number.hpp"

namespace hub::connectors::hubspot {

namespace {

constexpr std::size_t kAnswerBytesMax = 64u << 20;

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

}  // namespace

Client::Client(ClientOptions options, Credentials credentials, http::Client& http, Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      session_(http, clock, token_source(options_.base_url, std::move(credentials), clock)) {}

http::Request Client::request(const Call& call) const {
  http::Request request;
  request.method = call.method;
  request.url = options_.base_url + call.path;
  request.headers.add("Accept", "application/json");
  if (!call.body.empty()) request.headers.add("Content-Type", "application/json");
  request.body.append(call.body.view());
  request.deadline = options_.timeout;
  request.answer_bytes_max = kAnswerBytesMax;
  return request;
}

Client::Answer Client::send(Call call, model::Arena& arena) {
  http::Session::MakeRequest make = [this, &call](const http::Token&) { return request(call); };
  auto answer = co_await session_.send(std::move(make));
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), call.effect);
  co_return judge(*answer, call.effect, arena);
}

Result<model::Value> Client::judge(const http::Response& answer, http::Effect effect, model::Arena& arena) {
  const auto limit = http::header_number(answer.headers, "X-HubSpot-RateLimit-Daily");
  const auto left = http::header_number(answer.headers, "X-HubSpot-RateLimit-Daily-Remaining");
  if (limit && left) budget_ = {*limit - *left, *limit};
  const bool is_success = answer.status >= 200 && answer.status <= 299;
  if (is_success && answer.body.empty()) return model::Value();
  auto body = parser_.parse(answer.body.view(), arena, model::DataClass::free_text);
  if (!is_success) return classify_answer(answer, body.ok() ? &*body : nullptr, effect, clock_.wall_now());
  if (!body.ok()) return http::unreadable_answer(effect);
  return body;
}

Client::Answer Client::post(std::string path, http::Effect effect, Buffer body, model::Arena& arena) {
  Call call{"POST", std::move(path), effect, std::move(body)};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::upsert(const std::string& object, Buffer body, model::Arena& arena) {
  return post(options_.objects_path + '/' + object + "/batch/upsert", http::Effect::writes, std::move(body),
              arena);
}

Client::Answer Client::update(const std::string& object, Buffer body, model::Arena& arena) {
  return post(options_.objects_path + '/' + object + "/batch/update", http::Effect::writes, std::move(body),
              arena);
}

Client::Answer Client::read(const std::string& object, Buffer body, model::Arena& arena) {
  return post(options_.objects_path + '/' + object + "/batch/read", http::Effect::reads, std::move(body),
              arena);
}

Client::Answer Client::archive(const std::string& object, Buffer body, model::Arena& arena) {
  return post(options_.objects_path + '/' + object + "/batch/archive", http::Effect::writes, std::move(body),
              arena);
}

Client::Answer Client::link(const std::string& from, const std::string& to, Buffer body,
                            model::Arena& arena) {
  return post("/crm/v4/associations/" + from + '/' + to + "/batch/associate/default", http::Effect::writes,
              std::move(body), arena);
}

Client::Answer Client::links(const std::string& from, const std::string& to, Buffer body,
                             model::Arena& arena) {
  return post("/crm/v4/associations/" + from + '/' + to + "/batch/read", http::Effect::reads, std::move(body),
              arena);
}

Client::Answer Client::search(const std::string& object, Buffer body, model::Arena& arena) {
  return post(options_.objects_path + '/' + object + "/search", http::Effect::reads, std::move(body), arena);
}

Client::Answer Client::properties(const std::string& object, model::Arena& arena) {
  Call call{"GET", "/crm/v3/properties/" + http::percent_encode(object), http::Effect::reads, {}};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::any_ticket(model::Arena& arena) {
  Call call{
      "GET", options_.objects_path + "/tickets?limit=1&properties=hs_object_id", http::Effect::reads, {}};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::forget_contact(const std::string& id, model::Arena& arena) {
  Buffer body("{");
  model::write_json_member("objectId", id, body);
  body.push_back('}');
  return post(options_.objects_path + "/contacts/gdpr-delete", http::Effect::writes, std::move(body), arena);
}

}  // namespace hub::connectors::hubspot
