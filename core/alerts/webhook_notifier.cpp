#include "core/alerts/webhook_notifier.hpp"

#include "core/base/timestamp.hpp"
#include "core/http/standard_webhooks.hpp"
#include "core/http/verdict.hpp"
#include "core/model/json.hpp"

namespace hub::alerts {

namespace {

constexpr milliseconds kDeadline{15'000};
constexpr std::size_t kAnswerBytesMax = 64u << 10;

}  // namespace

Task<Result<void>> WebhookNotifier::notify(Alert alert) {
  http::Request call;
  call.method = "POST";
  call.url = url_;
  call.deadline = kDeadline;
  call.answer_bytes_max = kAnswerBytesMax;
  call.headers.add("Content-Type", "application/json");
  Buffer& body = call.body;
  const auto add = [&body](const char* before, std::string_view name, std::string_view text) {
    body.append(before);
    model::write_json_member(name, text, body);
  };
  add("{", "type", alert.is_over ? "alert.resolved" : "alert.firing");
  add(",", "timestamp", format_timestamp(alert.at));
  add(",\"data\":{", "kind", alert.reading.kind);
  add(",", "tenant", alert.reading.tenant);
  if (!alert.reading.target.empty()) add(",", "target", alert.reading.target);
  add(",", "since", format_timestamp(alert.since));
  add(",", "text", alert.reading.text);
  body.append("}}");
  http::sign_webhook(call, alert.id, {&secret_, 1}, clock_.wall_now());
  const auto answer = co_await client_.send(std::move(call));
  if (!answer.ok()) co_return answer.error();
  if (answer->status >= 200 && answer->status <= 299) co_return Result<void>();
  co_return http::status_error(*answer, http::Effect::writes);
}

}  // namespace hub::alerts
