#include "connectors/zendesk/client.hpp"

#include "connectors/zendesk/errors.hpp"
#include "core/http/header_number.hpp"

namespace hub::connectors::zendesk {

using http::Effect;
using model::Value;

namespace {

constexpr std::int64_t kBudgetSeconds = 60;  // where an answer does not say when it ends (zendesk.md 3)
constexpr int kPagesMax = 51;                // 5,000 comments a ticket, 100 a page (zendesk.md 2.1)

std::optional<delivery::Budget> read_budget(const http::Headers& headers, MonotonicTime now) {
  const auto limit = http::header_number(headers, "X-Rate-Limit");
  const auto left = http::header_number(headers, "X-Rate-Limit-Remaining");
  const auto reset = http::header_number(headers, "ratelimit-reset");
  if (!limit || !left) return std::nullopt;
  return delivery::Budget{*limit - *left, *limit, now + std::chrono::seconds(reset.value_or(kBudgetSeconds))};
}

JsonApi::Manner manner(const ClientOptions& options) {
  JsonApi::Manner manner{options.base_url + "/api/v2", options.timeout, classify_answer, read_budget};
  manner.answers_objects = true;
  return manner;
}

}  // namespace

Client::Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock)
    : job_pace_(options.job_pace), clock_(clock), api_(manner(options), std::move(tokens), http, clock) {}

std::string Client::joined(const Ids& ids) {
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "" : ",") + http::percent_encode(id);
  return list;
}

Task<Result<std::optional<Value>>> Client::ask_job(const std::string& id, model::Arena& arena) {
  std::string path = "/job_statuses/" + http::percent_encode(id);
  const auto answer = co_await api_.get(std::move(path), arena);
  if (!answer.ok()) co_return answer.error();
  const Value* job = answer->find("job_status");
  if (!job) co_return http::unreadable_answer(Effect::reads);
  const std::string_view status = job->text_at("status");
  if (status == "queued" || status == "working") co_return std::optional<Value>();
  const Value* results = job->find("results");
  co_return std::optional<Value>(results ? *results : Value());
}

Client::Answer Client::run_job(ApiCall call, model::Arena& arena) {
  const auto started = co_await api_.send(std::move(call), arena);
  if (!started.ok()) co_return started.error();
  const Value* job = started->find("job_status");
  const std::string id(job ? job->text_at("id") : "");
  if (id.empty()) co_return http::unreadable_answer(Effect::writes);
  std::function<Task<Result<std::optional<Value>>>()> ask = [this, &id, &arena] {
    return ask_job(id, arena);
  };
  auto results = co_await http::poll<Value>(clock_, job_pace_, std::move(ask));
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
  ApiCall call{"POST", "/tickets", Effect::writes, std::move(body)};
  call.headers.add("Idempotency-Key", std::move(idempotency_key));
  return api_.send(std::move(call), arena);
}

Task<Result<std::vector<Value>>> Client::comments(const std::string& ticket_id, model::Arena& arena) {
  std::vector<Value> comments;
  const std::string path = "/tickets/" + http::percent_encode(ticket_id) + "/comments?page%5Bsize%5D=100";
  std::string after;
  for (int page = 0; page < kPagesMax; ++page) {
    std::string next = path + after;
    const auto answer = co_await api_.get(std::move(next), arena);
    if (!answer.ok()) co_return answer.error();
    const Value* list = answer->find("comments");
    const Value* meta = answer->find("meta");
    const Value* has_more = meta ? meta->find("has_more") : nullptr;
    if (!list || !list->is_array() || !has_more || !has_more->is_boolean()) {
      co_return http::unreadable_answer(Effect::reads);
    }
    comments.insert(comments.end(), list->as_array().begin(), list->as_array().end());
    if (!has_more->as_boolean()) co_return comments;
    after = "&page%5Bafter%5D=" + http::percent_encode(meta->text_at("after_cursor"));
  }
  co_return transient_error("too_many_pages", "Zendesk's list of comments does not end");
}

Task<Result<std::string>> Client::upload(const std::string& file_name, const std::string& type,
                                         Buffer content) {
  model::Arena arena;
  // An upload that nobody attaches is removed by itself: asking again does no harm.
  ApiCall call{"POST", "/uploads?filename=" + http::percent_encode(file_name), Effect::reads,
               std::move(content), type};
  const auto answer = co_await api_.send(std::move(call), arena);
  if (!answer.ok()) co_return answer.error();
  const Value* upload = answer->find("upload");
  const std::string token(upload ? upload->text_at("token") : "");
  if (token.empty()) co_return http::unreadable_answer(Effect::reads);
  co_return token;
}

}  // namespace hub::connectors::zendesk
