#include "tools/simulators/zendesk/simulator.hpp"

#include <algorithm>

#include "core/async/event.hpp"
#include "tools/simulators/common/gzip.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/zendesk/writers.hpp"

namespace hub::simulators::zendesk {

namespace {

constexpr std::string_view kApi = "/api/v2/";
constexpr std::string_view kJson = "application/json; charset=utf-8";

// "tickets/1.json" and "tickets/1" are the same.
RestTarget target_of(std::string_view url) {
  RestTarget target = parse_target(url);
  target.segments.erase(target.segments.begin(), target.segments.begin() + 2);
  if (!target.segments.empty() && target.segments.back().ends_with(".json")) {
    target.segments.back().resize(target.segments.back().size() - 5);
  }
  return target;
}

std::string warning(const std::vector<std::string>& dropped) {
  std::string text = "Removed restricted keys [";
  for (std::size_t i = 0; i < dropped.size(); ++i) text += (i ? ", \"" : "\"") + dropped[i] + '"';
  return text + "] from parameters according to whitelist";
}

}  // namespace

Simulator::Simulator(Clock& clock, SimulatorSettings settings)
    : clock_(clock),
      settings_(std::move(settings)),
      account_(clock),
      jobs_(clock, settings_.job_time),
      api_(account_, jobs_, clock, settings_.limits),
      budget_(clock, settings_.calls_per_minute, std::chrono::minutes(1)) {}

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

std::size_t Simulator::live_tickets() const {
  const auto& tickets = account_.tickets();
  return static_cast<std::size_t>(std::ranges::count(tickets, false, &Ticket::is_deleted));
}

void Simulator::reset() {
  account_.reset();
  jobs_.clear();
  api_.clear();
  budget_.clear();
  faults_.clear();
  tokens_.clear();
  calls_.clear();
}

Task<http::Response> Simulator::handle(http::Request request) {
  const std::string_view path = std::string_view(request.url).substr(0, request.url.find('?'));
  jobs_.advance();
  if (path.starts_with("/_control/")) co_return control(request);
  if (path == "/oauth/tokens") co_return co_await token(std::move(request));
  if (path.starts_with("/api/v2/oauth/tokens/current")) co_return current_token(request);
  if (path.starts_with("/attachments/")) co_return content_of(path);
  if (path.starts_with(kApi)) co_return co_await api(std::move(request));
  co_return respond(404, "text/html", "<html>no such page</html>");
}

http::Response Simulator::content_of(std::string_view path) {
  const Id id = id_of(path.substr(path.rfind('/') + 1));
  for (const Ticket& ticket : account_.tickets()) {
    for (const Comment& comment : ticket.comments) {
      for (const Attachment& file : comment.attachments) {
        if (file.id == id) return respond(200, file.content_type, file.content);
      }
    }
  }
  return respond(404, "text/plain", "not found");
}

http::Response Simulator::told_to_wait(std::string_view text, std::string seconds) {
  auto response = respond(429, "text/plain", text);
  if (!seconds.empty()) response.headers.add("Retry-After", std::move(seconds));
  return response;
}

// Faults that strike before anything is done.
std::optional<http::Response> Simulator::refuse(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    if (fault.kind == "drop_before_commit") return dropped();
    if (fault.kind == "rate_limit") {
      return told_to_wait("Number of allowed API requests per minute exceeded", "31");
    }
    if (fault.kind == "status") {
      auto response = fault.text == "html"
                          ? respond(static_cast<int>(fault.status), "text/html", "<html>Sorry</html>")
                          : respond(static_cast<int>(fault.status), "text/plain", "told to fail");
      if (!fault.retry_after.empty()) response.headers.add("Retry-After", fault.retry_after);
      return response;
    }
    if (fault.kind == "expired_token" || fault.kind == "revoked_credentials") tokens_.clear();
  }
  return std::nullopt;
}

std::optional<http::Response> Simulator::refuse_caller(const http::Request& request,
                                                       const std::vector<Fault>& faults) {
  const Grant* grant = grant_of(request);
  const bool is_revoked = find_fault(faults, "revoked_credentials") != nullptr;
  if (is_revoked || (!grant && !is_basic(request))) {
    return respond(401, kJson, R"({"error":"Couldn't authenticate you"})");
  }
  if (!grant) return std::nullopt;
  const std::string needed = request.method == "GET" ? "read" : "write";
  if (!find_fault(faults, "missing_scope") && grant->scope.find(needed) != grant->scope.npos)
    return std::nullopt;
  return respond(403, kJson,
                 R"({"error":"Forbidden","description":"You are missing the following required scopes: )" +
                     needed + "\"}");
}

http::Response Simulator::with_budget(http::Response response) {
  const std::int64_t most = budget_.most() > 0 ? budget_.most() : 100'000;
  const std::int64_t left = budget_.most() > 0 ? budget_.left() : most;
  response.headers.add("X-Rate-Limit", std::to_string(most));
  response.headers.add("X-Rate-Limit-Remaining", std::to_string(left));
  response.headers.add("ratelimit-reset", std::to_string(budget_.until_reset().count()));
  return response;
}

Task<http::Response> Simulator::api(http::Request request) {
  Call call;
  call.method = request.method;
  call.base_url = base_url();
  call.target = target_of(request.url);
  call.content_type = request.headers.find("Content-Type").value_or("");
  call.idempotency_key = request.headers.find("Idempotency-Key").value_or("");
  const std::string operation = Api::operation_of(call);
  call.faults = faults_.strike(operation);
  ++calls_[operation];
  const Fault* slow = find_fault(call.faults, "latency");
  const milliseconds wait = settings_.latency + milliseconds(slow ? slow->milliseconds : 0);
  if (wait.count() > 0) co_await sleep_for(clock_, wait);
  if (auto refused = refuse(call.faults)) co_return with_budget(std::move(*refused));
  if (auto refused = refuse_caller(request, call.faults)) co_return with_budget(std::move(*refused));
  if (!budget_.take()) {
    co_return with_budget(told_to_wait("Number of allowed API requests per minute exceeded",
                                       std::to_string(budget_.until_reset().count())));
  }
  call.body = request.body.view();
  auto response = run(call);
  if (const Fault* late = find_fault(call.faults, "late_answer")) {
    const milliseconds pause(late->milliseconds);
    co_await sleep_for(clock_, pause);
  }
  const auto accepts = request.headers.find("Accept-Encoding");
  constexpr std::size_t kGzipMin = 16 * 1024;
  if (accepts && accepts->find("gzip") != std::string_view::npos && response.body.size() > kGzipMin) {
    response.body = gzip(response.body.view());
    response.headers.add("Content-Encoding", "gzip");
  }
  co_return with_budget(std::move(response));
}

http::Response Simulator::run(const Call& call) {
  for (const Fault& fault : call.faults) {
    if (fault.kind != "hidden_field" && fault.kind != "shown_field") continue;
    for (TicketField& field : account_.fields()) {
      if (std::to_string(field.id) == fault.field) field.is_hidden = fault.kind == "hidden_field";
    }
  }
  Reply reply = api_.run(call);
  http::Response response;
  response.status = reply.status;
  response.body = std::move(reply.body);
  if (response.status != 204) response.headers.add("Content-Type", std::string(kJson));
  if (!reply.dropped.empty()) response.headers.add("X-Zendesk-API-Warn", warning(reply.dropped));
  if (!reply.lookup.empty()) response.headers.add("x-idempotency-lookup", reply.lookup);
  if (reply.retry_after > 0) response.headers.add("Retry-After", std::to_string(reply.retry_after));
  if (find_fault(call.faults, "drop_after_commit")) return dropped();
  if (find_fault(call.faults, "status_after_commit"))
    return respond(503, "text/html", "<html>gateway</html>");
  if (find_fault(call.faults, "truncated_json")) response.body.resize(response.body.size() / 2);
  return response;
}

}  // namespace hub::simulators::zendesk
