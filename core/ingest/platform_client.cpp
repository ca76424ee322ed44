#include "core/ingest/platform_client.hpp"

#include "core/base/timestamp.hpp"
#include "core/http/session.hpp"
#include "core/http/standard_webhooks.hpp"
#include "core/http/verdict.hpp"
#include "core/model/json.hpp"

namespace hub::ingest {

namespace {

constexpr std::string_view kCasePlace = "{case}";
constexpr std::size_t kAnswerBytesMax = 16u << 20;  // of a copy that is read back and still there
constexpr std::size_t kReceiptBytesMax = 64u << 10;

bool is_gone(int status) {
  return status == 404 || status == 410;
}

}  // namespace

std::string with_case(std::string url, std::string_view case_id) {
  if (const auto at = url.find(kCasePlace); at != std::string::npos)
    url.replace(at, kCasePlace.size(), http::percent_encode(case_id));
  return url;
}

http::Request PlatformClient::request(std::string method, std::string url) const {
  http::Request request;
  request.method = std::move(method);
  request.url = std::move(url);
  request.deadline = calls_.deadline;
  request.answer_bytes_max = kReceiptBytesMax;
  if (!calls_.authorization.empty()) request.headers.add("Authorization", calls_.authorization);
  return request;
}

Result<void> PlatformClient::judge(const Result<http::Response>& answer) const {
  if (!answer.ok()) return answer.error();
  if (answer->status >= 200 && answer->status <= 299) return {};
  Error error = http::status_error(*answer, http::Effect::writes);
  return http::settle(std::move(error), *answer, http::Effect::writes, clock_.wall_now());
}

Task<Result<void>> PlatformClient::purge(std::string message_id, std::string case_id) {
  http::Request call = request(calls_.purge_verb, with_case(calls_.purge_url, case_id));
  if (calls_.purge_verb != "DELETE") {
    call.headers.add("Content-Type", "application/json");
    call.body.append("{");
    model::write_json_member("case", case_id, call.body);
    call.body.append("}");
  }
  http::sign_webhook(call, message_id, {&calls_.secret, 1}, clock_.wall_now());
  const auto answer = co_await client_.send(std::move(call));
  if (answer.ok() && is_gone(answer->status)) co_return Result<void>();
  co_return judge(answer);
}

Task<Result<bool>> PlatformClient::is_absent(std::string case_id) {
  http::Request call = request("GET", with_case(calls_.check_url, case_id));
  call.answer_bytes_max = kAnswerBytesMax;
  const auto answer = co_await client_.send(std::move(call));
  if (answer.ok() && is_gone(answer->status)) co_return true;
  if (answer.ok() && answer->status == 200) co_return false;
  const auto judged = judge(answer);
  if (!judged.ok()) co_return judged.error();
  co_return transient_error("unclear", "the platform does not say whether its copy is gone");
}

Task<Result<void>> PlatformClient::tell(delivery::SourceMessage message) {
  http::Request call = request("POST", calls_.callbacks_url);
  call.headers.add("Content-Type", "application/json");
  Buffer& body = call.body;
  body.append("{");
  model::write_json_member("type", message.type, body);
  body.append(",");
  model::write_json_member("timestamp", format_timestamp(message.at), body);
  body.append(",\"data\":{");
  model::write_json_member("tenant", message.tenant, body);
  body.append(",");
  model::write_json_member("case", message.case_id, body);
  body.append(",");
  model::write_json_member("outcome", message.outcome, body);
  if (message.certificate >= 0) body.append(",\"certificate\":" + std::to_string(message.certificate));
  body.append("}}");
  http::sign_webhook(call, message.id, {&calls_.secret, 1}, clock_.wall_now());
  const auto answer = co_await client_.send(std::move(call));
  co_return judge(answer);
}

}  // namespace hub::ingest
