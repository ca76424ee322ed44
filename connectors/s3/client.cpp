#include "connectors/s3/client.hpp"

#include "connectors/s3/errors.hpp"
#include "core/http/date.hpp"

namespace hub::connectors::s3 {

namespace {
constexpr std::size_t kAnswerBytesMax = 64u << 20;
}

Client::Client(ClientOptions options, Credentials credentials, CredentialSource source, http::Client& http,
               Clock& clock)
    : options_(std::move(options)),
      credentials_(std::move(credentials)),
      source_(std::move(source)),
      http_(http),
      clock_(clock) {}

Task<Result<http::Response>> Client::send_at(const Call& call, WallTime now) {
  http::Request request;
  request.method = call.method;
  request.url = options_.base_url + '/' + encode_path(call.key);
  if (!call.query.empty()) request.url += '?' + call.query;
  request.headers = call.headers;
  if (!options_.expected_owner.empty())
    request.headers.add("x-amz-expected-bucket-owner", options_.expected_owner);
  request.body.append(call.body.view());
  request.deadline = options_.timeout;
  request.answer_bytes_max = kAnswerBytesMax;
  sign(request, credentials_, options_.region, now);
  auto sending = http_.send(std::move(request));
  co_return co_await std::move(sending);
}

Task<Result<http::Response>> Client::send(const Call& call) {
  auto answer = co_await send_at(call, clock_.wall_now());
  if (!answer.ok() || answer->status < 400) co_return answer;
  WallTime now = clock_.wall_now();
  if (code_of(*answer) == "RequestTimeTooSkewed") {
    const auto theirs = http::parse_date(answer->headers.find("Date").value_or(""));
    if (!theirs) co_return answer;
    now = *theirs;
  } else if (is_about_credentials(*answer)) {
    auto fresh = source_();
    if (!fresh.ok()) co_return std::move(fresh).error();
    credentials_ = std::move(*fresh);
  } else {
    co_return answer;
  }
  auto again = send_at(call, now);
  co_return co_await std::move(again);
}

}  // namespace hub::connectors::s3
