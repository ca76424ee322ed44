#include "connectors/genesys/client.hpp"

#include "connectors/genesys/errors.hpp"
#include "core/http/header_number.hpp"

namespace hub::connectors::genesys {

namespace {

constexpr std::int64_t kBudgetSeconds = 60;  // where an answer does not say when it ends (genesys.md)

std::optional<delivery::Budget> read_budget(const http::Headers& headers, MonotonicTime now) {
  const auto used = http::header_number(headers, "inin-ratelimit-count");
  const auto allowed = http::header_number(headers, "inin-ratelimit-allowed");
  const auto reset = http::header_number(headers, "inin-ratelimit-reset");
  if (!used || !allowed) return std::nullopt;
  return delivery::Budget{*used, *allowed, now + std::chrono::seconds(reset.value_or(kBudgetSeconds))};
}

JsonApi::Manner manner(const ClientOptions& options) {
  JsonApi::Manner manner{options.base_url + "/api/v2", options.timeout, {}, read_budget};
  manner.answers_objects = true;
  return manner;
}

}  // namespace

Client::Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock)
    : api_(manner(options), std::move(tokens), http, clock) {}

Client::Answer Client::send(ApiCall call, std::string_view permission, model::Arena& arena) {
  call.classify = [permission](const http::Response& answer, const model::Value* body, http::Effect effect,
                               WallTime now) {
    return classify_answer(answer, body && body->is_object() ? body : nullptr, permission, effect, now);
  };
  return api_.send(std::move(call), arena);
}

}  // namespace hub::connectors::genesys
