#include "connectors/freshdesk/client.hpp"

#include "core/http/header_number.hpp"

namespace hub::connectors::freshdesk {

using http::Effect;
using model::Value;

namespace {

constexpr std::size_t kAnswerBytesMax = 64u << 20, kPageRows = 100;
constexpr std::chrono::seconds kBudgetWindow{60};  // freshdesk.md 3
constexpr int kPagesMax = 300;                     // of a list of tickets (freshdesk.md 4)

}  // namespace

Client::Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock)
    : options_(std::move(options)), clock_(clock), session_(http, clock, std::move(tokens)) {}

http::Request Client::request(const Call& call) const {
  http::Request request;
  request.method = call.method;
  request.url = options_.base_url + "/api/v2" + call.path;
  request.headers.add("Accept", "application/json");
  if (!call.body.content.empty()) request.headers.add("Content-Type", call.body.type);
  request.body.append(call.body.content.view());
  request.deadline = options_.timeout;
  request.answer_bytes_max = kAnswerBytesMax;
  return request;
}

Client::Answer Client::send(Call call, model::Arena& arena) {
  http::Session::MakeRequest make = [this, &call](const http::Token&) { return request(call); };
  // An API key cannot be renewed.
  std::function<bool(const http::Response&)> refresh_helps = [](const http::Response&) { return false; };
  auto answer = co_await session_.send(std::move(make), std::move(refresh_helps));
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), call.effect);
  co_return judge(*answer, call.effect, arena);
}

Result<Value> Client::judge(const http::Response& answer, Effect effect, model::Arena& arena) {
  const auto limit = http::header_number(answer.headers, "X-RateLimit-Total");
  const auto left = http::header_number(answer.headers, "X-RateLimit-Remaining");
  if (limit && left) budget_ = {*limit - *left, *limit, clock_.now() + kBudgetWindow};
  const bool is_success = answer.status >= 200 && answer.status <= 299;
  if (is_success && answer.body.empty()) return Value();
  auto body = parser_.parse(answer.body.view(), arena, model::DataClass::free_text);
  if (!is_success) return classify_answer(answer, body.ok() ? &*body : nullptr, effect, clock_.wall_now());
  if (!body.ok()) return http::unreadable_answer(effect);
  return body;
}

Client::Answer Client::get(std::string path, model::Arena& arena) {
  Call call{"GET", std::move(path)};
  co_return co_await send(std::move(call), arena);
}

Client::Rows Client::pages(std::string path, model::Arena& arena) {
  std::vector<Value> rows;
  path += path.find('?') == path.npos ? "?per_page=100&page=" : "&per_page=100&page=";
  for (int page = 1; page <= kPagesMax; ++page) {
    std::string one = path + std::to_string(page);
    const auto answer = co_await get(std::move(one), arena);
    if (!answer.ok()) co_return answer.error();
    if (!answer->is_array()) co_return http::unreadable_answer(Effect::reads);
    rows.insert(rows.end(), answer->as_array().begin(), answer->as_array().end());
    if (answer->as_array().size() < kPageRows) break;
  }
  co_return rows;
}

Client::Answer Client::create_ticket(Body body, model::Arena& arena) {
  Call call{"POST", "/tickets", Effect::writes, std::move(body)};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::update_ticket(const std::string& id, Body body, model::Arena& arena) {
  Call call{"PUT", "/tickets/" + id, Effect::writes, std::move(body)};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::ticket(const std::string& id, model::Arena& arena) {
  return get("/tickets/" + id, arena);
}

Client::Rows Client::tickets_of(const std::string& requester_id, const std::string& since,
                                model::Arena& arena) {
  return pages("/tickets?requester_id=" + requester_id +
                   "&order_by=created_at&updated_since=" + http::percent_encode(since),
               arena);
}

Client::Rows Client::newest_tickets(int page, model::Arena& arena) {
  std::string path =
      "/tickets?include=description&order_by=created_at&per_page=100&page=" + std::to_string(page);
  const auto answer = co_await get(std::move(path), arena);
  if (!answer.ok()) co_return answer.error();
  if (!answer->is_array()) co_return http::unreadable_answer(Effect::reads);
  co_return std::vector<Value>(answer->as_array().begin(), answer->as_array().end());
}

Client::Rows Client::search_tickets(const std::string& field, const std::string& value, model::Arena& arena) {
  std::string path = "/search/tickets?query=" + http::percent_encode('"' + field + ":'" + value + "'\"");
  const auto answer = co_await get(std::move(path), arena);
  if (!answer.ok()) co_return answer.error();
  const Value* results = answer->find("results");
  if (!results || !results->is_array()) co_return http::unreadable_answer(Effect::reads);
  co_return std::vector<Value>(results->as_array().begin(), results->as_array().end());
}

Client::Answer Client::delete_ticket(const std::string& id, model::Arena& arena) {
  Call call{"DELETE", "/tickets/" + id, Effect::writes};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::add_note(const std::string& ticket_id, Body body, model::Arena& arena) {
  Call call{"POST", "/tickets/" + ticket_id + "/notes", Effect::writes, std::move(body)};
  co_return co_await send(std::move(call), arena);
}

Client::Rows Client::conversations(const std::string& ticket_id, model::Arena& arena) {
  return pages("/tickets/" + ticket_id + "/conversations", arena);
}

Client::Answer Client::delete_conversation(const std::string& id, model::Arena& arena) {
  Call call{"DELETE", "/conversations/" + id, Effect::writes};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::create_contact(Body body, model::Arena& arena) {
  Call call{"POST", "/contacts", Effect::writes, std::move(body)};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::update_contact(const std::string& id, Body body, model::Arena& arena) {
  Call call{"PUT", "/contacts/" + id, Effect::writes, std::move(body)};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::contact(const std::string& id, model::Arena& arena) {
  return get("/contacts/" + id, arena);
}

Client::Rows Client::find_contacts(const std::string& field, const std::string& value, model::Arena& arena) {
  return pages("/contacts?" + field + '=' + http::percent_encode(value), arena);
}

Client::Answer Client::forget_contact(const std::string& id, model::Arena& arena) {
  Call call{"DELETE", "/contacts/" + id + "/hard_delete?force=true", Effect::writes};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::ticket_fields(model::Arena& arena) {
  return get("/ticket_fields", arena);
}

Client::Answer Client::any_ticket(model::Arena& arena) {
  return get("/tickets?per_page=1", arena);
}

}  // namespace hub::connectors::freshdesk
