#include "connectors/zendesk/client.hpp"

#include <algorithm>

#include "core/http/header_number.hpp"

namespace hub::connectors::zendesk {

using http::Effect;
using model::Value;

namespace {

constexpr std::int64_t kBudgetSeconds = 60;  // where an answer does not say when it ends (zendesk.md 3)
constexpr std::size_t kAnswerBytesMax = 64u << 20;
constexpr int kPagesMax = 51;  // 5,000 comments a ticket, 100 a page (zendesk.md 2.1)

std::string joined(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ",") + http::percent_encode(word);
  return list;
}

}  // namespace

Client::Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock)
    : options_(std::move(options)), clock_(clock), session_(http, clock, std::move(tokens)) {}

http::Request Client::request(const Call& call, const http::Token&) const {
  http::Request request;
  request.method = call.method;
  request.url = options_.base_url + "/api/v2" + call.path;
  request.headers.add("Accept", "application/json");
  if (!call.body.empty()) request.headers.add("Content-Type", call.type);
  if (!call.idempotency_key.empty()) request.headers.add("Idempotency-Key", call.idempotency_key);
  request.body.append(call.body.view());
  request.deadline = options_.timeout;
  request.answer_bytes_max = kAnswerBytesMax;
  return request;
}

Client::Answer Client::send(Call call, model::Arena& arena) {
  http::Session::MakeRequest make = [this, &call](const http::Token& token) { return request(call, token); };
  auto answer = co_await session_.send(std::move(make));
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), call.effect);
  co_return judge(*answer, call.effect, arena);
}

Client::Answer Client::get(std::string path, model::Arena& arena) {
  Call call{"GET", std::move(path)};
  co_return co_await send(std::move(call), arena);
}

Result<Value> Client::judge(const http::Response& answer, Effect effect, model::Arena& arena) {
  const auto limit = http::header_number(answer.headers, "X-Rate-Limit");
  const auto left = http::header_number(answer.headers, "X-Rate-Limit-Remaining");
  const auto reset = http::header_number(answer.headers, "ratelimit-reset");
  if (limit && left)
    budget_ = {*limit - *left, *limit, clock_.now() + std::chrono::seconds(reset.value_or(kBudgetSeconds))};
  const bool is_success = answer.status >= 200 && answer.status <= 299;
  if (is_success && answer.body.empty()) return Value();
  auto body = parser_.parse(answer.body.view(), arena, model::DataClass::free_text);
  if (!is_success) return classify_answer(answer, body.ok() ? &*body : nullptr, effect, clock_.wall_now());
  if (!body.ok() || !body->is_object()) return http::unreadable_answer(effect);
  return body;
}

Task<Result<std::optional<Value>>> Client::ask_job(const std::string& id, model::Arena& arena) {
  std::string path = "/job_statuses/" + http::percent_encode(id);
  const auto answer = co_await get(std::move(path), arena);
  if (!answer.ok()) co_return answer.error();
  const Value* job = answer->find("job_status");
  if (!job) co_return http::unreadable_answer(Effect::reads);
  const std::string_view status = job->text_at("status");
  if (status == "queued" || status == "working") co_return std::optional<Value>();
  const Value* results = job->find("results");
  co_return std::optional<Value>(results ? *results : Value());
}

Client::Answer Client::run_job(Call call, model::Arena& arena) {
  const auto started = co_await send(std::move(call), arena);
  if (!started.ok()) co_return started.error();
  const Value* job = started->find("job_status");
  const std::string id(job ? job->text_at("id") : "");
  if (id.empty()) co_return http::unreadable_answer(Effect::writes);
  std::function<Task<Result<std::optional<Value>>>()> ask = [this, &id, &arena] {
    return ask_job(id, arena);
  };
  auto results = co_await http::poll<Value>(clock_, options_.job_pace, std::move(ask));
  if (results.ok() && results->has_value()) co_return **results;
  // The job may do its work yet, or has done it: only a look-up can tell.
  Error error = unknown_outcome("job_not_finished", "Zendesk did not say what became of its job");
  if (!results.ok()) {
    error.message += " (" + results.error().code + ")";
    error.retry_after = results.error().retry_after;
  }
  co_return error;
}

Client::Answer Client::create(Buffer body, std::string idempotency_key, model::Arena& arena) {
  Call call{"POST", "/tickets", Effect::writes, std::move(body)};
  call.idempotency_key = std::move(idempotency_key);
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::create_many(Buffer body, bool as_import, model::Arena& arena) {
  Call call{"POST", as_import ? "/imports/tickets/create_many" : "/tickets/create_many", Effect::writes,
            std::move(body)};
  co_return co_await run_job(std::move(call), arena);
}

Client::Answer Client::update(const std::string& id, Buffer body, model::Arena& arena) {
  Call call{"PUT", "/tickets/" + http::percent_encode(id), Effect::writes, std::move(body)};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::show_many(const Ids& ids, model::Arena& arena) {
  std::string path = "/tickets/show_many?ids=" + joined(ids);
  co_return co_await get(std::move(path), arena);
}

Client::Answer Client::find(const std::string& external_id, model::Arena& arena) {
  std::string path = "/tickets?external_id=" + http::percent_encode(external_id);
  co_return co_await get(std::move(path), arena);
}

Client::Answer Client::delete_many(const Ids& ids, bool for_ever, model::Arena& arena) {
  const std::string path = for_ever ? "/deleted_tickets/destroy_many?ids=" : "/tickets/destroy_many?ids=";
  Call call{"DELETE", path + joined(ids), Effect::writes};
  co_return co_await run_job(std::move(call), arena);
}

Task<Result<std::vector<Value>>> Client::comments(const std::string& ticket_id, model::Arena& arena) {
  std::vector<Value> comments;
  const std::string path = "/tickets/" + http::percent_encode(ticket_id) + "/comments?page%5Bsize%5D=100";
  std::string after;
  for (int page = 0; page < kPagesMax; ++page) {
    std::string next = path + after;
    const auto answer = co_await get(std::move(next), arena);
    if (!answer.ok()) co_return answer.error();
    const Value* list = answer->find("comments");
    const Value* meta = answer->find("meta");
    const Value* has_more = meta ? meta->find("has_more") : nullptr;
    if (!list || !list->is_array() || !has_more || !has_more->is_boolean()) {
      co_return http::unreadable_answer(Effect::reads);
    }
    std::ranges::copy(list->as_array(), std::back_inserter(comments));
    if (!has_more->as_boolean()) co_return comments;
    after = "&page%5Bafter%5D=" + http::percent_encode(meta->text_at("after_cursor"));
  }
  co_return transient_error("too_many_pages", "Zendesk's list of comments does not end");
}

Client::Answer Client::redact(const std::string& comment_id, Buffer body, model::Arena& arena) {
  Call call{"PUT", "/comment_redactions/" + http::percent_encode(comment_id), Effect::writes,
            std::move(body)};
  co_return co_await send(std::move(call), arena);
}

Task<Result<std::string>> Client::upload(const std::string& file_name, const std::string& type,
                                         Buffer content) {
  model::Arena arena;
  // An upload that nobody attaches is removed by itself: asking again does no harm.
  Call call{"POST", "/uploads?filename=" + http::percent_encode(file_name), Effect::reads, std::move(content),
            type};
  const auto answer = co_await send(std::move(call), arena);
  if (!answer.ok()) co_return answer.error();
  const Value* upload = answer->find("upload");
  const std::string token(upload ? upload->text_at("token") : "");
  if (token.empty()) co_return http::unreadable_answer(Effect::reads);
  co_return token;
}

Client::Answer Client::write_users(Buffer body, model::Arena& arena) {
  Call call{"POST", "/users/create_or_update_many", Effect::writes, std::move(body)};
  co_return co_await run_job(std::move(call), arena);
}

Client::Answer Client::users_by_id(const Ids& ids, model::Arena& arena) {
  std::string path = "/users/show_many?ids=" + joined(ids);
  co_return co_await get(std::move(path), arena);
}

Client::Answer Client::users_by_external_id(const Ids& external_ids, model::Arena& arena) {
  std::string path = "/users/show_many?external_ids=" + joined(external_ids);
  co_return co_await get(std::move(path), arena);
}

Client::Answer Client::find_users(const std::string& email, model::Arena& arena) {
  std::string path = "/users/search?query=" + http::percent_encode("email:\"" + email + "\"");
  co_return co_await get(std::move(path), arena);
}

Client::Answer Client::delete_user(const std::string& id, bool for_ever, model::Arena& arena) {
  Call call{"DELETE", (for_ever ? "/deleted_users/" : "/users/") + http::percent_encode(id), Effect::writes};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::ticket_fields(model::Arena& arena) {
  std::string path = "/ticket_fields";
  co_return co_await get(std::move(path), arena);
}

Client::Answer Client::count(model::Arena& arena) {
  std::string path = "/tickets/count";
  co_return co_await get(std::move(path), arena);
}

}  // namespace hub::connectors::zendesk
