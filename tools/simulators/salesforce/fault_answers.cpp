// What a fault answers in place of the org, or makes of its answer.
#include "tools/simulators/common/gzip.hpp"
#include "tools/simulators/salesforce/respond.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace hub::simulators::salesforce {

namespace {

constexpr std::size_t kGzipMin = 16 * 1024;

std::string or_else(const std::string& text, const char* fallback) {
  return text.empty() ? fallback : text;
}

http::Response failed(const Fault& fault) {
  const int status = static_cast<int>(fault.status);
  auto response =
      fault.text == "html"
          ? respond(status, "text/html", "<html><body>Service Unavailable</body></html>")
          : respond(error_answer({or_else(fault.text, "SERVER_UNAVAILABLE"), "told to fail", {}, status}));
  if (!fault.retry_after.empty()) response.headers.add("Retry-After", fault.retry_after);
  return response;
}

http::Response session_expired(const std::string& text) {
  return respond(error_answer({"INVALID_SESSION_ID", or_else(text, "Session expired or invalid"), {}, 401}));
}

}  // namespace

http::Response respond(RestAnswer answer) {
  http::Response response;
  response.status = answer.status;
  if (answer.status != 204) response.headers.add("Content-Type", std::string(answer.content_type));
  response.body = std::move(answer.body);
  return response;
}

// Faults that strike before anything is done.
std::optional<http::Response> Simulator::refuse(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    if (fault.kind == "drop_before_commit") return dropped();
    if (fault.kind == "status") return with_usage(failed(fault));
    if (fault.kind == "expired_token" || fault.kind == "revoked_credentials") {
      tokens_.clear();
      return with_usage(session_expired(fault.kind == "expired_token" ? fault.text : ""));
    }
    if (fault.kind == "request_limit") {
      auto response = respond(error_answer(
          {"REQUEST_LIMIT_EXCEEDED", or_else(fault.text, "TotalRequests Limit exceeded."), {}, 403}));
      response.headers.add("Sforce-Limit-Info", limit_info(usage_.daily_max(), usage_.daily_max()));
      return response;
    }
    if (fault.kind == "lock_row") {
      return with_usage(respond(error_answer({"UNABLE_TO_LOCK_ROW",
                                              "unable to obtain exclusive access to this record",
                                              {},
                                              static_cast<int>(fault.status)})));
    }
  }
  return std::nullopt;
}

void Simulator::hide_fields(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    if (fault.kind == "hidden_field" || fault.kind == "shown_field")
      org_.schema().set_hidden(fault.field, fault.kind == "hidden_field");
  }
}

http::Response Simulator::with_usage(http::Response response) {
  response.headers.add("Sforce-Limit-Info", limit_info(usage_.used(), usage_.daily_max()));
  return response;
}

// Faults that strike after the work is done, and what every answer carries.
http::Response Simulator::finish(RestAnswer answer, const http::Request& request,
                                 const std::vector<Fault>& faults) {
  http::Response response = respond(std::move(answer));
  if (find_fault(faults, "drop_after_commit")) response.drop = true;
  if (find_fault(faults, "status_after_commit")) response = respond(503, "text/html", "<html>gateway</html>");
  if (find_fault(faults, "truncated_json")) response.body.resize(response.body.size() / 2);
  if (find_fault(faults, "empty_array")) response.body = Buffer("[]");
  const auto accepts = request.headers.find("Accept-Encoding");
  if (accepts && accepts->find("gzip") != std::string_view::npos && response.body.size() > kGzipMin) {
    response.body = gzip(response.body.view());
    response.headers.add("Content-Encoding", "gzip");
  }
  return with_usage(std::move(response));
}

}  // namespace hub::simulators::salesforce
