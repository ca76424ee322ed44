#include "core/ingest/platform_client.hpp"

#include "core/base/timestamp.hpp"
#include "core/http/session.hpp"
#include "core/http/verdict.hpp"
#include "core/ingest/signature.hpp"
#include "core/model/json.hpp"

namespace hub::ingest {

namespace {

constexpr std::string_view kCasePlace = "{case}";
constexpr std::size_t kAnswerBytesMax = 16u << 20;  // of a copy that is read back and still there
constexpr std::size_t kReceiptBytesMax = 64u << 10;

bool is_gone(int status) {
  return status == 404 || status == 410;
}

void add_text(Buffer& out, std::string_view name, std::string_view value) {
  model::write_json_string(name, out);
  out.push_back(':');
  model::write_json_string(value, out);
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

void PlatformClient::sign(http::Request& request, const std::string& message_id) const {
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.wall_now().time_since_epoch());
  const std::string timestamp = std::to_string(now.count());
  request.headers.add("webhook-id", message_id);
  request.headers.add("webhook-timestamp", timestamp);
  request.headers.add("webhook-signature", sign_hmac({message_id, timestamp, request.body.view()},
                                                     {calls_.secret.data(), calls_.secret.size()}));
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
    add_text(call.body, "case", case_id);
    call.body.append("}");
  }
  sign(call, message_id);
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
  add_text(body, "type", message.type);
  body.append(",");
  add_text(body, "timestamp", format_timestamp(message.at));
  body.append(",\"data\":{");
  add_text(body, "tenant", message.tenant);
  body.append(",");
  add_text(body, "case", message.case_id);
  body.append(",");
  add_text(body, "outcome", message.outcome);
  if (message.certificate >= 0) body.append(",\"certificate\":" + std::to_string(message.certificate));
  body.append("}}");
  sign(call, message.id);
  const auto answer = co_await client_.send(std::move(call));
  co_return judge(answer);
}

}  // namespace hub::ingest
