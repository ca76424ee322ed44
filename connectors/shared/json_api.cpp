#include "connectors/shared/json_api.hpp"

#include "core/model/object_writer.hpp"

namespace hub::connectors {

using http::Effect;
using model::Value;

namespace {

constexpr std::size_t kAnswerBytesMax = 64u << 20;

bool is_success(const http::Response& answer) {
  return answer.status >= 200 && answer.status <= 299;
}

}  // namespace

JsonApi::JsonApi(Manner manner, http::TokenSource tokens, http::Client& http, Clock& clock)
    : manner_(std::move(manner)), clock_(clock), session_(http, clock, std::move(tokens)) {}

http::Request JsonApi::request(const ApiCall& call) const {
  http::Request request;
  request.method = call.method;
  request.url = manner_.root + call.path;
  request.headers.add("Accept", "application/json");
  for (const auto& [name, value] : manner_.headers) request.headers.add(name, value);
  for (const auto& [name, value] : call.headers) request.headers.add(name, value);
  if (!call.body.empty()) request.headers.add("Content-Type", call.type);
  request.body.append(call.body.view());
  request.deadline = manner_.timeout;
  request.answer_bytes_max = kAnswerBytesMax;
  return request;
}

Error JsonApi::refusal(const http::Response& answer, const Classify& classify, Effect effect) {
  model::Arena arena;
  const auto body = parser_.parse(answer.body.view(), arena, model::DataClass::free_text);
  return classify(answer, body.ok() ? &*body : nullptr, effect, clock_.wall_now());
}

Task<Result<http::Response>> JsonApi::fetch(ApiCall call) {
  http::Session::MakeRequest make = [this, &call](const http::Token&) { return request(call); };
  std::function<bool(const http::Response&)> renewing_helps = [this](const http::Response&) {
    return manner_.can_renew_token;
  };
  auto answer = co_await session_.send(std::move(make), std::move(renewing_helps));
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), call.effect);
  if (manner_.read_budget) {
    if (const auto told = manner_.read_budget(answer->headers, clock_.now())) budget_ = *told;
  }
  if (!is_success(*answer))
    co_return refusal(*answer, call.classify ? call.classify : manner_.classify, call.effect);
  co_return answer;
}

Result<Value> JsonApi::read(const http::Response& answer, Effect effect, model::Arena& arena) {
  if (!is_success(answer)) return refusal(answer, manner_.classify, effect);
  if (answer.body.empty()) return Value();
  auto body = parser_.parse(answer.body.view(), arena, model::DataClass::free_text);
  if (!body.ok() || (manner_.answers_objects && !body->is_object())) return http::unreadable_answer(effect);
  return body;
}

JsonApi::Answer JsonApi::send(ApiCall call, model::Arena& arena) {
  const Effect effect = call.effect;
  const auto answer = co_await fetch(std::move(call));
  if (!answer.ok()) co_return answer.error();
  co_return read(*answer, effect, arena);
}

JsonApi::Answer JsonApi::get(std::string path, model::Arena& arena) {
  return send({"GET", std::move(path)}, arena);
}

JsonApi::Answer JsonApi::ask(std::string path, Buffer body, model::Arena& arena) {
  return send({"POST", std::move(path), Effect::reads, std::move(body)}, arena);
}

JsonApi::Answer JsonApi::post(std::string path, Buffer body, model::Arena& arena) {
  return send({"POST", std::move(path), Effect::writes, std::move(body)}, arena);
}

JsonApi::Answer JsonApi::put(std::string path, Buffer body, model::Arena& arena) {
  return send({"PUT", std::move(path), Effect::writes, std::move(body)}, arena);
}

JsonApi::Answer JsonApi::remove(std::string path, model::Arena& arena) {
  return send({"DELETE", std::move(path), Effect::writes}, arena);
}

Buffer body_of(std::string_view name, const Value& value) {
  Buffer body;
  model::ObjectWriter members(body);
  model::write_json(value, members.begin(name));
  members.finish();
  return body;
}

}  // namespace hub::connectors
