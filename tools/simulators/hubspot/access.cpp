// Tokens, limits and the faults that strike before anything is done.
#include "tools/simulators/common/login_form.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/hubspot/simulator.hpp"

namespace hub::simulators::hubspot {

namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kRefreshToken = "rehearsal-refresh";

http::Response limited(std::string_view policy, std::string_view message) {
  std::string body =
      R"({"status":"error","message":")" + std::string(message) + R"(","errorType":"RATE_LIMIT")";
  if (!policy.empty()) body += R"(,"policyName":")" + std::string(policy) + '"';
  return respond(429, kJson, body + "}");
}

// Whether one more fits into `window`; it is counted when it does.
bool fits(std::deque<MonotonicTime>& recent, MonotonicTime now, std::chrono::microseconds window,
          std::size_t max) {
  while (!recent.empty() && recent.front() + window <= now) recent.pop_front();
  if (recent.size() >= max) return false;
  recent.push_back(now);
  return true;
}

}  // namespace

bool Simulator::is_authorised(const http::Request& request) const {
  const auto header = request.headers.find("Authorization");
  if (!header || !header->starts_with("Bearer ")) return false;
  const std::string token(header->substr(7));
  return tokens_.contains(token) || token == settings_.private_token;
}

http::Response Simulator::token(const http::Request& request) {
  const auto form = login_form(request);
  if (form_field(form, "client_id") != settings_.client_id ||
      form_field(form, "client_secret") != settings_.client_secret) {
    return respond(
        400, kJson,
        R"({"error":"invalid_client","error_description":"missing or unknown client id or secret"})");
  }
  if (form_field(form, "grant_type") != "refresh_token" || form_field(form, "refresh_token") != kRefreshToken)
    return respond(400, kJson, R"({"error":"invalid_grant","error_description":"refresh token is invalid"})");
  const std::string value = "portal-token-" + std::to_string(++last_token_);
  tokens_.insert(value);
  return respond(200, kJson,
                 R"({"access_token":")" + value + R"(","refresh_token":")" + std::string(kRefreshToken) +
                     R"(","expires_in":1800,"token_type":"bearer"})");
}

std::optional<http::Response> Simulator::refuse(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    if (fault.kind == "drop_before_commit") return dropped();
    if (fault.kind == "daily_limit") return limited("DAILY", "You have reached your daily limit.");
    if (fault.kind == "missing_scopes") {
      return respond(
          403, kJson,
          R"({"status":"error","message":"This app hasn't been granted all required scopes","category":)"
          R"("MISSING_SCOPES","errors":[{"message":"scopes","context":{"missingScopes":[")" +
              fault.text + R"("]}}]})");
    }
    if (fault.kind == "status" && fault.status == 429) {
      auto told = limited("", "Too many requests");
      if (!fault.retry_after.empty()) told.headers.add("Retry-After", fault.retry_after);
      return told;
    }
    if (fault.kind == "status") {
      return fault.text == "html" ? respond(static_cast<int>(fault.status), "text/html", "<html>busy</html>")
                                  : respond(static_cast<int>(fault.status), kJson, R"({"status":"error"})");
    }
    if (fault.kind == "expired_token" || fault.kind == "revoked_credentials") {
      tokens_.clear();
      return refused(
          {401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired", {}, {}});
    }
    if (fault.kind == "hidden_property" || fault.kind == "shown_property") {
      for (const std::string object : {"tickets", "contacts", "notes"})
        for (Property& property : portal_.properties(object))
          if (property.name == fault.field) property.is_hidden = fault.kind == "hidden_property";
    }
  }
  return std::nullopt;
}

std::optional<http::Response> Simulator::over_budget(std::string_view operation) {
  using std::chrono::seconds;
  const MonotonicTime now = clock_.now();
  if (used_ >= settings_.daily_max) return with_usage(limited("DAILY", "You have reached your daily limit."));
  if (!fits(recent_, now, seconds(10), settings_.burst_max))
    return with_usage(limited("TEN_SECONDLY_ROLLING", "You have reached your ten_secondly_rolling limit."));
  if (operation == "search" && !fits(recent_searches_, now, seconds(1), settings_.searches_max))
    return with_usage(limited("", "You have reached your secondly limit."));
  ++used_;
  return std::nullopt;
}

http::Response Simulator::with_usage(http::Response response) const {
  response.headers.add("X-HubSpot-RateLimit-Daily", std::to_string(settings_.daily_max));
  response.headers.add("X-HubSpot-RateLimit-Daily-Remaining", std::to_string(settings_.daily_max - used_));
  return response;
}

}  // namespace hub::simulators::hubspot
