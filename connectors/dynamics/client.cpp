#include "connectors/dynamics/client.hpp"

#include <algorithm>

#include "core/http/header_number.hpp"

namespace hub::connectors::dynamics {

namespace {

constexpr std::size_t kAnswerBytesMax = 64u << 20;
constexpr std::int64_t kRequestsMax = 6'000;  // of one user at one web server, in the window (dynamics.md)
constexpr std::chrono::seconds kBudgetWindow{300};

bool is_success(const http::Response& answer) {
  return answer.status >= 200 && answer.status <= 299;
}

}  // namespace

Client::Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock)
    : options_(std::move(options)),
      root_("/api/data/" + options_.api_version + '/'),
      clock_(clock),
      session_(http, clock, std::move(tokens)) {}

Task<Result<http::Response>> Client::exchange(std::string method, std::string path, Buffer body) {
  http::Session::MakeRequest make = [&](const http::Token&) {
    http::Request request;
    request.method = method;
    request.url = options_.base_url + root_ + path;
    request.headers.add("Accept", "application/json");
    request.headers.add("OData-Version", "4.0");
    request.headers.add("OData-MaxVersion", "4.0");
    request.headers.add("If-None-Match", "null");
    if (!body.empty()) {
      request.headers.add("Content-Type", BatchWriter::content_type());
      request.headers.add("Prefer", "odata.continue-on-error");
      request.body.append(body.view());
    }
    request.deadline = options_.timeout;
    request.answer_bytes_max = kAnswerBytesMax;
    return request;
  };
  auto answer = co_await session_.send(std::move(make));
  if (!answer.ok()) co_return answer;
  const auto left = http::header_number(answer->headers, "x-ms-ratelimit-burst-remaining-xrm-requests");
  if (left && *left <= kRequestsMax)
    budget_ = {kRequestsMax - *left, kRequestsMax, clock_.now() + kBudgetWindow};
  co_return answer;
}

Result<model::Value> Client::judge(const http::Response& answer, http::Effect effect, model::Arena& arena) {
  if (is_success(answer) && answer.body.empty()) return model::Value();
  auto body = parser_.parse(answer.body.view(), arena, model::DataClass::free_text);
  if (!is_success(answer))
    return classify_answer(answer, body.ok() ? &*body : nullptr, effect, clock_.wall_now());
  if (!body.ok()) return http::unreadable_answer(effect);
  return body;
}

Client::Answer Client::get(std::string path, model::Arena& arena) {
  auto sending = exchange("GET", std::move(path), Buffer());
  auto answer = co_await std::move(sending);
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), http::Effect::reads);
  co_return judge(*answer, http::Effect::reads, arena);
}

Client::Answers Client::send(BatchWriter batch, http::Effect effect, model::Arena& arena) {
  std::vector<Result<model::Value>> results(batch.size(), http::unreadable_answer(effect));
  if (results.empty()) co_return results;
  auto sending = exchange("POST", "$batch", batch.finish());
  auto answer = co_await std::move(sending);
  if (!answer.ok()) {
    std::ranges::fill(results, http::lost_exchange(std::move(answer).error(), effect));
    co_return results;
  }
  if (!is_success(*answer)) {
    std::ranges::fill(results, judge(*answer, effect, arena));
    co_return results;
  }
  const auto parts = read_batch(*answer);
  for (std::size_t i = 0; i < std::min(parts.size(), results.size()); ++i) {
    auto result = judge(parts[i], effect, arena);
    if (result.ok()) {
      results[i] = *result;
      continue;
    }
    Error error = std::move(result).error();
    error.whole_request = false;  // the refusal is of this operation, not of the batch
    results[i] = std::move(error);
  }
  co_return results;
}

}  // namespace hub::connectors::dynamics
