#include "core/alerts/webhook_notifier.hpp"

#include "core/base/timestamp.hpp"
#include "core/http/verdict.hpp"
#include "core/ingest/signature.hpp"
#include "core/model/json.hpp"

namespace hub::alerts {

namespace {

constexpr milliseconds kDeadline{15'000};
constexpr std::size_t kAnswerBytesMax = 64u << 10;

void add_text(Buffer& out, std::string_view name, std::string_view value, bool is_last = false) {
  model::write_json_string(name, out);
  out.push_back(':');
  model::write_json_string(value, out);
  if (!is_last) out.push_back(',');
}

}  // namespace

Task<Result<void>> WebhookNotifier::notify(Alert alert) {
  http::Request call;
  call.method = "POST";
  call.url = url_;
  call.deadline = kDeadline;
  call.answer_bytes_max = kAnswerBytesMax;
  call.headers.add("Content-Type", "application/json");
  Buffer& body = call.body;
  body.append("{");
  add_text(body, "type", alert.is_over ? "alert.resolved" : "alert.firing");
  add_text(body, "timestamp", format_timestamp(alert.at));
  body.append("\"data\":{");
  add_text(body, "kind", alert.reading.kind);
  add_text(body, "tenant", alert.reading.tenant);
  if (!alert.reading.target.empty()) add_text(body, "target", alert.reading.target);
  add_text(body, "since", format_timestamp(alert.since));
  add_text(body, "text", alert.reading.text, true);
  body.append("}}");
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.wall_now().time_since_epoch());
  const std::string timestamp = std::to_string(now.count());
  call.headers.add("webhook-id", alert.id);
  call.headers.add("webhook-timestamp", timestamp);
  call.headers.add("webhook-signature",
                   ingest::sign_hmac({alert.id, timestamp, body.view()}, {secret_.data(), secret_.size()}));
  const auto answer = co_await client_.send(std::move(call));
  if (!answer.ok()) co_return answer.error();
  if (answer->status >= 200 && answer->status <= 299) co_return Result<void>();
  co_return http::status_error(*answer, http::Effect::writes);
}

}  // namespace hub::alerts
