// Logins, the hour's calls, and the faults that strike before anything is done.
#include "core/base/base64.hpp"
#include "tools/simulators/common/login_form.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/servicenow/simulator.hpp"

namespace hub::simulators::servicenow {

namespace {
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kRule = "5b8d2c9f1b7d4c3f9a5e8d7c6b5a4f3e";
}  // namespace

bool Simulator::is_authorised(const http::Request& request) const {
  const std::string_view header = request.headers.find("Authorization").value_or("");
  if (header.starts_with("Bearer ")) return tokens_.contains(std::string(header.substr(7)));
  return header == "Basic " + base64_encode(settings_.username + ':' + settings_.password);
}

http::Response Simulator::token(const http::Request& request) {
  const auto form = login_form(request);
  const bool is_known = form_field(form, "client_id") == settings_.client_id &&
                        form_field(form, "client_secret") == settings_.client_secret;
  if (!is_known || form_field(form, "grant_type") != "client_credentials")
    return respond(401, kJson, R"({"error":"invalid_client","error_description":"access_denied"})");
  const std::string value = "instance-token-" + std::to_string(++last_token_);
  tokens_.insert(value);
  return respond(
      200, kJson,
      R"({"access_token":")" + value + R"(","scope":"useraccount","token_type":"Bearer","expires_in":1799})");
}

http::Response Simulator::told_to_wait(const std::string& retry_after) const {
  auto told = failure(429, "Rate limit exceeded", "Rate limit of requests per hour for Table API exceeded");
  if (!retry_after.empty()) told.headers.add("Retry-After", retry_after);
  told.headers.add("X-RateLimit-Limit", std::to_string(settings_.calls_per_hour));
  told.headers.add("X-RateLimit-Rule", std::string(kRule));
  return told;
}

std::optional<http::Response> Simulator::over_budget() {
  using std::chrono::seconds;
  constexpr seconds kHour{3'600};
  if (settings_.calls_per_hour == 0) return std::nullopt;
  const MonotonicTime now = clock_.now();
  if (now - hour_began_ >= kHour) {
    hour_began_ = now;
    used_ = 0;
  }
  if (++used_ <= settings_.calls_per_hour) return std::nullopt;
  const auto left = std::chrono::ceil<seconds>(hour_began_ + kHour - now);
  return told_to_wait(std::to_string(left.count()));
}

std::optional<http::Response> Simulator::refuse(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    if (fault.kind == "drop_before_commit") return dropped();
    if (fault.kind == "rate_limit") return told_to_wait("1800");
    if (fault.kind == "hibernating")
      return respond(200, "text/html", "<html><body>Your instance is hibernating</body></html>");
    if (fault.kind == "status" && fault.status == 429) return told_to_wait(fault.retry_after);
    if (fault.kind == "status" && fault.text == "html")
      return respond(static_cast<int>(fault.status), "text/html", "<html>busy</html>");
    if (fault.kind == "status") return failure(static_cast<int>(fault.status), "told to refuse");
    if (fault.kind == "expired_token" || fault.kind == "revoked_credentials") {
      tokens_.clear();
      return failure(401, "User Not Authenticated", "Required to provide Auth information");
    }
    if (fault.kind == "gone_column")
      instance_.change_column(fault.field, [](Column& column) { column.is_gone = true; });
    if (fault.kind == "read_only_column")
      instance_.change_column(fault.field, [](Column& column) { column.is_read_only = true; });
  }
  return std::nullopt;
}

}  // namespace hub::simulators::servicenow
