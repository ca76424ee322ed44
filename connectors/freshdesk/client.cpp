#include "connectors/freshdesk/client.hpp"

#include "connectors/freshdesk/errors.hpp"
#include "core/http/header_number.hpp"

namespace hub::connectors::freshdesk {

using http::Effect;
using model::Value;

namespace {

constexpr std::size_t kPageRows = 100;
constexpr std::chrono::seconds kBudgetWindow{60};  // freshdesk.md 3
constexpr int kPagesMax = 300;                     // of a list of tickets (freshdesk.md 4)

std::optional<delivery::Budget> read_budget(const http::Headers& headers, MonotonicTime now) {
  const auto limit = http::header_number(headers, "X-RateLimit-Total");
  const auto left = http::header_number(headers, "X-RateLimit-Remaining");
  if (!limit || !left) return std::nullopt;
  return delivery::Budget{*limit - *left, *limit, now + kBudgetWindow};
}

JsonApi::Manner manner(const ClientOptions& options) {
  JsonApi::Manner manner{options.base_url + "/api/v2", options.timeout, classify_answer, read_budget};
  manner.can_renew_token = false;  // an API key
  return manner;
}

}  // namespace

Client::Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock)
    : api_(manner(options), std::move(tokens), http, clock) {}

Client::Answer Client::send(std::string method, std::string path, Body& body, model::Arena& arena) {
  return api_.send({std::move(method), std::move(path), Effect::writes, std::move(body.content), body.type},
                   arena);
}

Client::Rows Client::rows(std::string path, model::Arena& arena) {
  const auto answer = co_await api_.get(std::move(path), arena);
  if (!answer.ok()) co_return answer.error();
  const Value* list = answer->is_array() ? &*answer : answer->find("results");
  if (!list || !list->is_array()) co_return http::unreadable_answer(Effect::reads);
  co_return std::vector<Value>(list->as_array().begin(), list->as_array().end());
}

Client::Rows Client::pages(std::string path, model::Arena& arena) {
  std::vector<Value> all;
  path += path.find('?') == path.npos ? "?per_page=100&page=" : "&per_page=100&page=";
  for (int page = 1; page <= kPagesMax; ++page) {
    std::string one = path + std::to_string(page);
    const auto more = co_await rows(std::move(one), arena);
    if (!more.ok()) co_return more;
    all.insert(all.end(), more->begin(), more->end());
    if (more->size() < kPageRows) break;
  }
  co_return all;
}

}  // namespace hub::connectors::freshdesk
