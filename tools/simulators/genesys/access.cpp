// Tokens, the budget of a minute, and the faults that strike before anything is done (genesys.md 3, 4).
#include <algorithm>

#include "tools/simulators/common/login_form.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/genesys/json_object.hpp"
#include "tools/simulators/genesys/simulator.hpp"

namespace hub::simulators::genesys {

namespace {

constexpr std::chrono::seconds kWindow{60};

http::Response login_refused(std::string_view description) {
  Buffer out;
  {
    JsonObject json(out);
    json.text("error", "invalid_client").text("description", description);
    json.text("error_description", description);
  }
  return respond_json(400, std::move(out));
}

Refusal missing_permission(std::string_view permission) {
  return {403,
          "missing.permissions",
          "Unable to perform the requested action. You are missing the following permission(s): " +
              std::string(permission),
          {}};
}

}  // namespace

http::Response Simulator::token(const http::Request& request) {
  const auto header = request.headers.find("Authorization");
  const auto form = login_form(request);
  if (!header || !header->starts_with("Basic ") || form_field(form, "client_id") != settings_.client_id)
    return login_refused("client not found");
  if (form_field(form, "client_secret") != settings_.client_secret)
    return login_refused("authentication failed");
  if (form_field(form, "grant_type") != "client_credentials")
    return respond_json(400, Buffer(R"({"error":"unsupported_grant_type"})"));
  const std::string value = "genesys-token-" + std::to_string(++last_token_);
  tokens_.insert(value);
  return respond_json(
      200, Buffer("{\"access_token\":\"" + value + R"(","token_type":"bearer","expires_in":86399})"));
}

std::optional<http::Response> Simulator::unauthorised(const http::Request& request) {
  const auto header = request.headers.find("Authorization");
  if (!header)
    return refused({401, "authentication.required", "No authentication bearer token specified", {}});
  const bool is_known = header->starts_with("Bearer ") && tokens_.contains(std::string(header->substr(7)));
  if (is_known) return std::nullopt;
  return refused({401, "bad.credentials", "Invalid login credentials.", {}});
}

std::optional<http::Response> Simulator::told_to_fail(const Route& route, const std::vector<Fault>& faults) {
  const bool is_login = route.operation == kLoginOperation;
  for (const Fault& fault : faults) {
    if (fault.kind == "drop_before_commit") return dropped();
    if (fault.kind == "missing_permissions") return refused(missing_permission(route.permission));
    if (fault.kind == "rate_limit") return too_many("42");
    if (fault.kind == "status" && fault.status == 429) return too_many(fault.retry_after);
    if (fault.kind == "status" && fault.text == "html")
      return respond(static_cast<int>(fault.status), "text/html", "<html>busy</html>");
    if (fault.kind == "status")
      return refused({static_cast<int>(fault.status), "service.unavailable", "told to fail", {}});
    if (fault.kind == "expired_token" || fault.kind == "revoked_credentials") {
      tokens_.clear();
      if (is_login) return login_refused("authentication failed");
      return refused({401, "bad.credentials", "Invalid login credentials.", {}});
    }
  }
  return std::nullopt;
}

std::int64_t Simulator::seconds_left() const {
  const auto left = window_start_ + kWindow - clock_.now();
  return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(left).count());
}

http::Response Simulator::too_many(const std::string& retry_after) {
  Buffer out;
  {
    JsonObject json(out);
    json.text("message",
              "Rate limit exceeded the maximum. Retry the request in [" + retry_after + "] seconds");
    json.text("code", "too.many.requests.retry.after").raw("status", "429").text("contextId", "c-1");
    json.raw("details", "[]").raw("errors", "[]");
  }
  http::Response response = respond_json(429, std::move(out));
  if (!retry_after.empty()) response.headers.add("Retry-After", retry_after);
  return response;
}

std::optional<http::Response> Simulator::over_budget() {
  if (window_calls_ == 0 || window_start_ + kWindow <= clock_.now()) {
    window_start_ = clock_.now();
    window_calls_ = 0;
  }
  if (settings_.calls_per_minute > 0 && window_calls_ >= settings_.calls_per_minute)
    return too_many(std::to_string(seconds_left()));
  ++window_calls_;
  return std::nullopt;
}

http::Response Simulator::with_headers(http::Response response) {
  response.headers.add("ININ-Correlation-Id", "correlation-" + std::to_string(++last_correlation_));
  if (settings_.calls_per_minute == 0 || window_calls_ == 0) return response;
  response.headers.add("inin-ratelimit-count", std::to_string(window_calls_));
  response.headers.add("inin-ratelimit-allowed", std::to_string(settings_.calls_per_minute));
  response.headers.add("inin-ratelimit-reset", std::to_string(seconds_left()));
  return response;
}

}  // namespace hub::simulators::genesys
