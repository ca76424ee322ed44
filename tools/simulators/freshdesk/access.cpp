// The API key, limits, and the faults that strike before anything is done.
#include <algorithm>

#include "core/base/base64.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/freshdesk/simulator.hpp"

namespace hub::simulators::freshdesk {

namespace {

constexpr std::chrono::minutes kWindow{1};
constexpr std::size_t kIncludeCost = 2;  // credits of each word of "include"

http::Response limited(const std::string& retry_after) {
  http::Response response =
      respond(429, "application/json", R"({"message":"You have exceeded the limit of requests per minute"})");
  if (!retry_after.empty()) response.headers.add("Retry-After", retry_after);
  return response;
}

http::Response status_answer(const Fault& fault) {
  constexpr int kTooMany = 429;
  if (fault.status == kTooMany) return limited(fault.retry_after);
  const int status = static_cast<int>(fault.status);
  if (fault.text == "html") return respond(status, "text/html", "<html>busy</html>");
  return respond(status, "application/json", R"({"message":"told to refuse"})");
}

void forget_before(std::deque<MonotonicTime>& recent, MonotonicTime now) {
  while (!recent.empty() && recent.front() + kWindow <= now) recent.pop_front();
}

std::string seconds_until(MonotonicTime then, MonotonicTime now) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(then - now).count());
}

}  // namespace

bool Simulator::is_authorised(const http::Request& request) const {
  const std::string wanted = "Basic " + base64_encode(settings_.client_secret + ":X");
  const auto header = request.headers.find("Authorization");
  return header && *header == wanted;
}

std::optional<http::Response> Simulator::refuse(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    if (fault.kind == "drop_before_commit") return dropped();
    if (fault.kind == "status") return status_answer(fault);
    if (fault.kind == "rate_limit") return limited("7");
    if (fault.kind == "access_denied")
      return refused({403, "access_denied", "", "You are not authorized to perform this action."});
    if (fault.kind == "revoked_credentials")
      return refused({401, "invalid_credentials", "", "You have to be logged in to perform this action."});
    if (fault.kind == "record_error") return refused({400, fault.text, fault.field, "told to refuse"});
    if (fault.kind == "hidden_field") account_.hidden().insert(fault.field);
    if (fault.kind == "shown_field") account_.hidden().erase(fault.field);
  }
  return std::nullopt;
}

std::optional<http::Response> Simulator::over_limit(const Call& call) {
  const MonotonicTime now = clock_.now();
  forget_before(credits_, now);
  forget_before(lists_, now);
  const std::string include = option(call.target, "include");
  const auto words = static_cast<std::size_t>(std::ranges::count(include, ',')) + (include.empty() ? 0 : 1);
  last_cost_ = 1 + kIncludeCost * words;
  const bool is_list = call.operation == "list_tickets";
  if (is_list && settings_.lists_per_minute > 0 && lists_.size() >= settings_.lists_per_minute)
    return limited(seconds_until(lists_.front() + kWindow, now));
  if (settings_.calls_per_minute > 0 && credits_.size() + last_cost_ > settings_.calls_per_minute)
    return limited(seconds_until(credits_.front() + kWindow, now));
  if (settings_.calls_per_minute > 0) credits_.insert(credits_.end(), last_cost_, now);
  if (is_list && settings_.lists_per_minute > 0) lists_.push_back(now);
  return std::nullopt;
}

http::Response Simulator::with_limits(http::Response response) const {
  response.headers.add("X-Freshdesk-API-Version", "latest=v2; requested=v2");
  response.headers.add("X-Request-Id", "simulated");
  if (settings_.calls_per_minute == 0) return response;
  response.headers.add("X-RateLimit-Total", std::to_string(settings_.calls_per_minute));
  response.headers.add("X-RateLimit-Remaining", std::to_string(settings_.calls_per_minute - credits_.size()));
  response.headers.add("X-RateLimit-Used-CurrentRequest", std::to_string(last_cost_));
  return response;
}

}  // namespace hub::simulators::freshdesk
