#include "connectors/dynamics/client.hpp"

#include <algorithm>

#include "connectors/dynamics/errors.hpp"
#include "connectors/shared/outcomes.hpp"
#include "core/http/header_number.hpp"

namespace hub::connectors::dynamics {

namespace {

constexpr std::int64_t kRequestsMax = 6'000;  // of one user at one web server, in the window (dynamics.md)
constexpr std::chrono::seconds kBudgetWindow{300};

std::optional<delivery::Budget> read_budget(const http::Headers& headers, MonotonicTime now) {
  const auto left = http::header_number(headers, "x-ms-ratelimit-burst-remaining-xrm-requests");
  if (!left || *left > kRequestsMax) return std::nullopt;
  return delivery::Budget{kRequestsMax - *left, kRequestsMax, now + kBudgetWindow};
}

JsonApi::Manner manner(const ClientOptions& options, const std::string& path) {
  JsonApi::Manner manner{options.base_url + path, options.timeout, classify_answer, read_budget};
  manner.headers.add("OData-Version", "4.0");
  manner.headers.add("OData-MaxVersion", "4.0");
  manner.headers.add("If-None-Match", "null");
  return manner;
}

}  // namespace

Client::Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock)
    : path_("/api/data/" + options.api_version + '/'),
      api_(manner(options, path_), std::move(tokens), http, clock) {}

Client::Answers Client::send(BatchWriter batch, http::Effect effect, model::Arena& arena) {
  std::vector<Result<model::Value>> results(batch.size(), http::unreadable_answer(effect));
  if (results.empty()) co_return results;
  ApiCall call{"POST", "$batch", effect, batch.finish(), BatchWriter::content_type()};
  call.headers.add("Prefer", "odata.continue-on-error");
  const auto answer = co_await api_.fetch(std::move(call));
  if (!answer.ok()) co_return all_of<model::Value>(results.size(), answer.error());
  const auto parts = read_batch(*answer);
  for (std::size_t i = 0; i < std::min(parts.size(), results.size()); ++i) {
    results[i] = api_.read(parts[i], effect, arena);
    if (results[i].ok()) continue;
    Error error = results[i].error();
    error.whole_request = false;  // the refusal is of this operation, not of the batch
    results[i] = std::move(error);
  }
  co_return results;
}

}  // namespace hub::connectors::dynamics
