#include "connectors/servicenow/client.hpp"

#include <charconv>
#include <map>
#include <set>

#include "core/base/base64.hpp"

namespace hub::connectors::servicenow {

using model::Value;

namespace {

constexpr std::size_t kAnswerBytesMax = 64u << 20;
constexpr std::string_view kJson = "application/json";

void write_batch(const std::vector<Call>& calls, Buffer& out) {
  out.append(R"({"batch_request_id":"1","rest_requests":[)");
  for (std::size_t i = 0; i < calls.size(); ++i) {
    out.append(i > 0 ? ",{" : "{");
    model::write_json_member("id", std::to_string(i), out);
    out.push_back(',');
    model::write_json_member("method", calls[i].method, out);
    out.push_back(',');
    model::write_json_member("url", calls[i].path, out);
    out.append(R"(,"headers":[{"name":"Content-Type","value":"application/json"},)"
               R"({"name":"Accept","value":"application/json"}])");
    if (!calls[i].body.empty()) {
      out.append(R"(,"body":")");
      base64_encode(calls[i].body.view(), out);
      out.push_back('"');
    }
    out.push_back('}');
  }
  out.append("]}");
}

std::span<const Value> list_at(const Value& answer, std::string_view name) {
  const Value* list = answer.find(name);
  return list && list->is_array() ? list->as_array() : std::span<const Value>();
}

// Which calls of a batch were not carried out: ids, bare or as members of objects.
std::set<std::string, std::less<>> unserviced(const Value& answer) {
  std::set<std::string, std::less<>> ids;
  for (const Value& each : list_at(answer, "unserviced_requests"))
    ids.emplace(each.is_string() ? each.as_string() : each.text_at("id"));
  return ids;
}

}  // namespace

Client::Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock)
    : options_(std::move(options)), clock_(clock), session_(http, clock, std::move(tokens)) {}

Task<Result<http::Response>> Client::send(const Message& message) {
  http::Session::MakeRequest make = [this, &message](const http::Token&) {
    http::Request request;
    request.method = message.method;
    request.url = options_.base_url + message.path;
    request.headers.add("Accept", std::string(kJson));
    if (!message.content_type.empty()) request.headers.add("Content-Type", message.content_type);
    request.body.append(message.body.view());
    request.deadline = options_.timeout;
    request.answer_bytes_max = kAnswerBytesMax;
    return request;
  };
  auto answer = co_await session_.send(std::move(make));
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), message.effect);
  const std::string_view limit = answer->headers.find("X-RateLimit-Limit").value_or("");
  std::int64_t calls = 0;
  if (std::from_chars(limit.data(), limit.data() + limit.size(), calls).ec == std::errc())
    budget_.limit = calls;
  if (answer->status >= 200 && answer->status <= 299) co_return answer;
  model::Arena arena;
  const auto body = parser_.parse(answer->body.view(), arena);
  co_return classify_answer(*answer, body.ok() ? &*body : nullptr, message.effect, clock_.wall_now());
}

Task<Client::Answer> Client::send_for_result(Message message, model::Arena& arena) {
  const auto answer = co_await send(message);
  if (!answer.ok()) co_return answer.error();
  if (answer->body.empty()) co_return Value();
  const auto body = parser_.parse(answer->body.view(), arena, model::DataClass::free_text);
  if (!body.ok() || !body->is_object()) co_return no_data(message.effect);
  const Value* result = body->find("result");
  co_return result ? *result : *body;
}

Client::Answer Client::result_of(const Value& served, http::Effect effect, model::Arena& arena) {
  const Value* status = served.find("status_code");
  if (!status || !status->is_integer()) return no_data(effect);
  http::Response answer;
  answer.status = static_cast<int>(status->as_integer());
  const auto bytes = base64_decode(served.text_at("body"));
  if (!bytes) return no_data(effect);
  const auto body = parser_.parse({bytes->data(), bytes->size()}, arena, model::DataClass::free_text);
  if (answer.status < 200 || answer.status > 299) {
    Error error = classify_answer(answer, body.ok() ? &*body : nullptr, effect, clock_.wall_now());
    error.whole_request = false;
    return error;
  }
  if (bytes->empty()) return Value();
  const Value* result = body.ok() ? body->find("result") : nullptr;
  return result ? Answer(*result) : Answer(no_data(effect));
}

Task<std::vector<Client::Answer>> Client::send_all(const std::vector<Call>& calls, http::Effect effect,
                                                   model::Arena& arena) {
  std::vector<Answer> answers;
  if (calls.empty()) co_return answers;
  Message message{"POST", "/api/now/v1/batch", std::string(kJson), effect};
  write_batch(calls, message.body);
  const auto whole = co_await send_for_result(std::move(message), arena);
  if (!whole.ok()) co_return std::vector<Answer>(calls.size(), Answer(whole.error()));
  std::map<std::string_view, const Value*> served;
  for (const Value& each : list_at(*whole, "serviced_requests")) served[each.text_at("id")] = &each;
  const auto left = unserviced(*whole);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const auto found = served.find(std::to_string(i));
    if (found != served.end()) {
      answers.push_back(result_of(*found->second, effect, arena));
    } else if (left.contains(std::to_string(i))) {
      answers.emplace_back(
          transient_error("unserviced", "the instance had no time for this part of a batch"));
    } else {
      answers.emplace_back(no_data(effect));
    }
  }
  co_return answers;
}

Task<Client::Answer> Client::get(std::string path, model::Arena& arena) {
  Message message{"GET", std::move(path), {}, http::Effect::reads};
  auto sending = send_for_result(std::move(message), arena);
  co_return co_await std::move(sending);
}

Task<Client::Answer> Client::upload(std::string path, std::string content_type, std::string_view content,
                                    model::Arena& arena) {
  Message message{"POST", std::move(path), std::move(content_type), http::Effect::writes};
  message.body.append(content);
  auto sending = send_for_result(std::move(message), arena);
  co_return co_await std::move(sending);
}

Task<Result<std::string_view>> Client::download(const std::string& id, model::Arena& arena) {
  const Message message{"GET", "/api/now/attachment/" + id + "/file", {}, http::Effect::reads};
  const auto answer = co_await send(message);
  if (!answer.ok()) co_return answer.error();
  co_return arena.copy(answer->body.view());
}

}  // namespace hub::connectors::servicenow
