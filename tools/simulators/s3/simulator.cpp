#include "tools/simulators/s3/simulator.hpp"

#include <algorithm>

#include "core/async/event.hpp"
#include "tools/simulators/common/control.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/s3/fault_words.hpp"

namespace hub::simulators::s3 {

namespace {

// "/archive/a/b?x" into the bucket and the key, which may be empty.
std::pair<std::string, std::string> place_of(std::string_view url) {
  std::string path = percent_decode(url.substr(0, url.find('?')));
  path.erase(0, 1);
  const auto slash = std::min(path.find('/'), path.size());
  return {path.substr(0, slash), path.substr(std::min(slash + 1, path.size()))};
}

// Empty when there is no such call.
std::string operation_of(const std::string& method, bool has_key,
                         const std::map<std::string, std::string>& query) {
  if (!has_key && method == "GET") return query.contains("versions") ? "versions" : "list";
  if (!has_key) return "";
  if (method == "PUT") return "put";
  if (method == "GET") return "get";
  if (method == "HEAD") return "head";
  return method == "DELETE" ? "delete" : "";
}

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

http::Response refused(const Refusal& refusal) {
  return respond(refusal.status, "application/xml",
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + refusal.code +
                     "</Code><Message>" + xml_escaped(refusal.message) + "</Message>" + refusal.extra +
                     "<RequestId>4442587FB7D0A2F9</RequestId></Error>");
}

std::string Simulator::Call::asked(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

std::string Simulator::Call::header(std::string_view name) const {
  return std::string(request.headers.find(name).value_or(""));
}

Simulator::Simulator(Clock& clock, SimulatorSettings settings)
    : clock_(clock),
      settings_(std::move(settings)),
      bucket_(settings_.is_versioned),
      faults_(fault_words()) {}

Result<std::unique_ptr<Simulator>> Simulator::start(IoContext& io, Clock& clock, SimulatorSettings settings) {
  std::unique_ptr<Simulator> simulator(new Simulator(clock, std::move(settings)));
  const auto handle = [self = simulator.get()](http::Request request) {
    return self->handle(std::move(request));
  };
  const SimulatorSettings& its = simulator->settings_;
  auto started = simulator->listener_.start(io, {its.address, its.port}, handle);
  if (!started.ok()) return std::move(started).error();
  return simulator;
}

void Simulator::reset() {
  bucket_.clear();
  faults_.clear();
  calls_.clear();
}

std::string Simulator::state_json() {
  return "{\"records\":{\"objects\":" + std::to_string(bucket_.live_objects()) +
         ",\"versions\":" + std::to_string(bucket_.versions()) + "}," + calls_members(calls_) + "}";
}

// Credentials of S3 are no tokens: there are none to expire.
http::Response Simulator::control(const http::Request& request, const RestTarget& target) {
  return answer_control(request, target,
                        {faults_, [this] { return state_json(); }, [this] { reset(); }, [] {}});
}

Task<http::Response> Simulator::handle(http::Request request) {
  const RestTarget target = parse_target(request.url);
  if (target.path.starts_with("/_control/")) co_return control(request, target);
  auto answering = api(std::move(request));
  co_return co_await std::move(answering);
}

Task<http::Response> Simulator::api(http::Request request) {
  const RestTarget target = parse_target(request.url);
  const auto [bucket, key] = place_of(request.url);
  const std::string operation = operation_of(request.method, !key.empty(), target.query);
  if (operation.empty()) co_return refused({405, "MethodNotAllowed", "The specified method is not allowed."});
  ++calls_[operation];
  const Signatory signatory{settings_.client_id, settings_.client_secret, settings_.region};
  const Refusal refusal = check_signature(request, signatory, clock_.wall_now());
  if (!refusal.code.empty()) co_return refused(refusal);
  if (bucket != settings_.bucket)
    co_return refused({404, "NoSuchBucket", "The specified bucket does not exist"});
  Call call{operation, key, request, target.query, faults_.strike(operation)};
  if (auto struck = refuse(call.faults)) co_return std::move(*struck);
  http::Response answer = run(call);
  const Fault* slow = find_fault(call.faults, "slow_answer");
  const milliseconds wait = settings_.latency + milliseconds(slow ? slow->milliseconds : 0);
  if (wait.count() > 0) co_await sleep_for(clock_, wait);
  if (find_fault(call.faults, "drop_after_commit")) co_return dropped();
  if (find_fault(call.faults, "status_after_commit"))
    co_return refused({500, "InternalError", "We encountered an internal error. Please try again."});
  co_return answer;
}

http::Response Simulator::run(const Call& call) {
  if (call.operation == "put") return put(call);
  if (call.operation == "delete") return remove(call);
  if (call.operation == "list") return list(call);
  if (call.operation == "versions") return versions(call);
  return get(call);
}

// Faults that strike before anything is done.
std::optional<http::Response> Simulator::refuse(const std::vector<Fault>& faults) const {
  for (const Fault& fault : faults) {
    if (fault.kind == "drop_before_commit") return dropped();
    if (fault.kind == "expired_token")
      return refused({400, "ExpiredToken", "The provided token has expired."});
    if (fault.kind == "revoked_credentials")
      return refused({403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist."});
    if (fault.kind != "status") continue;
    const int status = static_cast<int>(fault.status);
    auto answer =
        fault.text == "html"
            ? respond(status, "text/html", "<html>busy</html>")
            : refused({status, fault.text.empty() ? "ServiceUnavailable" : fault.text, "told to refuse"});
    if (!fault.retry_after.empty()) answer.headers.add("Retry-After", fault.retry_after);
    return answer;
  }
  return std::nullopt;
}

}  // namespace hub::simulators::s3
