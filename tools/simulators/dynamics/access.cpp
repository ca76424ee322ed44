// Tokens, service protection limits, and the faults that strike before anything is done.
#include <algorithm>

#include "tools/simulators/common/login_form.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/dynamics/simulator.hpp"

namespace hub::simulators::dynamics {

namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::chrono::minutes kWindow{5};

http::Response limited(std::string_view code, std::string_view message, std::string_view retry_after) {
  http::Response response = refused({429, std::string(code), std::string(message)});
  if (!retry_after.empty()) response.headers.add("Retry-After", std::string(retry_after));
  return response;
}

http::Response status_answer(const Fault& fault) {
  constexpr int kTooMany = 429;
  if (fault.status == kTooMany)
    return limited("0x80072322",
                   "Number of requests exceeded the limit of 6000 over time window of 300 seconds.",
                   fault.retry_after);
  const int status = static_cast<int>(fault.status);
  if (fault.text == "html") return respond(status, "text/html", "<html>busy</html>");
  return refused({status, "", "told to refuse"});
}

std::string seconds_until(MonotonicTime then, MonotonicTime now) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(then - now).count());
}

}  // namespace

bool Simulator::is_authorised(const http::Request& request) const {
  const auto header = request.headers.find("Authorization");
  return header && header->starts_with("Bearer ") && tokens_.contains(std::string(header->substr(7)));
}

http::Response Simulator::token(const http::Request& request) {
  const auto form = login_form(request);
  if (form_field(form, "grant_type") != "client_credentials")
    return respond(400, kJson, R"({"error":"unsupported_grant_type","error_codes":[70003]})");
  if (form_field(form, "client_id") != settings_.client_id ||
      form_field(form, "client_secret") != settings_.client_secret) {
    return respond(401, kJson,
                   R"({"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret )"
                   R"(provided.","error_codes":[7000215]})");
  }
  if (form_field(form, "scope") != base_url() + "/.default")
    return respond(400, kJson,
                   R"({"error":"invalid_scope","error_description":"AADSTS70011: The provided value for the )"
                   R"(input parameter 'scope' is not valid.","error_codes":[70011]})");
  const std::string value = "environment-token-" + std::to_string(++last_token_);
  tokens_.insert(value);
  return respond(
      200, kJson,
      R"({"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":")" + value + "\"}");
}

std::optional<http::Response> Simulator::refuse(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    if (fault.kind == "drop_before_commit") return dropped();
    if (fault.kind == "status") return status_answer(fault);
    if (fault.kind == "service_protection")
      return limited(
          "0x80072321",
          "Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over "
          "time window of 300 seconds. Decrease number of concurrent requests or reduce the duration "
          "of requests and try again later.",
          "7");
    if (fault.kind == "missing_privilege")
      return refused({403, "0x80040220",
                      "Principal user (Id=9f, type=8) is missing " + fault.text + " privilege (Id=3c)"});
    if (fault.kind == "no_application_user")
      return refused({403, "0x80072560", "The user is not a member of the organization."});
    if (fault.kind == "expired_token" || fault.kind == "revoked_credentials") {
      tokens_.clear();
      http::Response expired;
      expired.status = 401;
      return expired;
    }
    if (fault.kind == "hidden_column" || fault.kind == "shown_column") {
      for (Table& table : organisation_.tables())
        for (Column& column : table.columns)
          if (column.name == fault.field) column.is_hidden = fault.kind == "hidden_column";
    }
  }
  return std::nullopt;
}

std::optional<http::Response> Simulator::over_limit() {
  const MonotonicTime now = clock_.now();
  while (!recent_.empty() && recent_.front() + kWindow <= now) recent_.pop_front();
  while (!executed_.empty() && executed_.front().first + kWindow <= now) executed_.pop_front();
  milliseconds executed{0};
  for (const auto& [when, cost] : executed_) executed += cost;
  if (under_way_ >= settings_.concurrent_max)
    return limited("0x80072326", "Number of concurrent requests exceeded the limit of 52.", "2");
  if (recent_.size() >= settings_.requests_max)
    return limited("0x80072322",
                   "Number of requests exceeded the limit of 6000 over time window of 300 seconds.",
                   seconds_until(recent_.front() + kWindow, now));
  if (executed >= settings_.execution_max)
    return limited(
        "0x80072321",
        "Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over "
        "time window of 300 seconds.",
        seconds_until(executed_.front().first + kWindow, now));
  recent_.push_back(now);
  return std::nullopt;
}

void Simulator::count_execution(std::size_t operations) {
  executed_.emplace_back(clock_.now(), settings_.operation_cost * static_cast<std::int64_t>(operations));
}

http::Response Simulator::with_limits(http::Response response) const {
  response.headers.add(
      "x-ms-ratelimit-burst-remaining-xrm-requests",
      std::to_string(settings_.requests_max - std::min(settings_.requests_max, recent_.size())));
  response.headers.add("OData-Version", "4.0");
  return response;
}

}  // namespace hub::simulators::dynamics
