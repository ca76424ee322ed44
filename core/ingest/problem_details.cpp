#include "core/ingest/problem_details.hpp"

#include <algorithm>

#include "core/model/json.hpp"

namespace hub::ingest {

namespace {

constexpr std::chrono::seconds kBusyWait{1};
constexpr std::chrono::seconds kDiskWait{30};
constexpr std::chrono::seconds kRateWait{5};

void write_member(std::string_view name, std::string_view text, Buffer& out) {
  model::write_json_string(name, out);
  out.push_back(':');
  model::write_json_string(text, out);
}

void write_findings(const Findings& findings, Buffer& out) {
  out.append(",\"errors\":[");
  bool first = true;
  for (const Finding& finding : findings.items()) {
    if (!first) out.push_back(',');
    first = false;
    out.push_back('{');
    write_member("pointer", finding.pointer, out);
    out.push_back(',');
    write_member("detail", finding.detail, out);
    out.push_back('}');
  }
  out.append(findings.has_more() ? "],\"more_errors\":true" : "]");
}

std::chrono::seconds wait_of(const Error& error, std::chrono::seconds fallback) {
  if (error.retry_after.count() == 0) return fallback;
  return std::max(std::chrono::ceil<std::chrono::seconds>(error.retry_after), std::chrono::seconds(1));
}

}  // namespace

void write_problem(const Problem& problem, Buffer& out) {
  out.append("{\"type\":\"urn:connector-hub:problem:");
  out.append(problem.name);
  out.append("\",");
  write_member("title", problem.title, out);
  out.append(",\"status\":");
  out.append(std::to_string(problem.status));
  if (!problem.detail.empty()) {
    out.push_back(',');
    write_member("detail", problem.detail, out);
  }
  if (!problem.findings.empty()) write_findings(problem.findings, out);
  if (problem.retry_after) {
    out.append(",\"retry_after\":");
    out.append(std::to_string(problem.retry_after->count()));
  }
  out.push_back('}');
}

http::Response problem_answer(const Problem& problem) {
  http::Response answer;
  answer.status = problem.status;
  answer.headers.add("Content-Type", "application/problem+json");
  if (problem.retry_after) answer.headers.add("Retry-After", std::to_string(problem.retry_after->count()));
  if (problem.status == 401) answer.headers.add("WWW-Authenticate", "Bearer");
  write_problem(problem, answer.body);
  return answer;
}

Problem unauthenticated() {
  return Problem(401, "unauthenticated", "The request is not authenticated")
      .with_detail(
          "sign the request (webhook-id, webhook-timestamp, webhook-signature) or send a valid bearer key");
}
Problem wrong_tenant() {
  return Problem(403, "wrong-tenant", "The credential may not speak for this tenant");
}
Problem not_found() {
  return Problem(404, "not-found", "There is nothing here");
}
Problem method_not_allowed() {
  return Problem(405, "method-not-allowed", "The method is not allowed here");
}
Problem busy(std::chrono::seconds retry_after) {
  return Problem(503, "busy", "The hub takes no more at the moment")
      .with_detail("nothing was stored: send the same event again later")
      .with_retry_after(retry_after);
}
Problem too_many(std::chrono::seconds retry_after) {
  return Problem(429, "rate-limited", "Too many events").with_retry_after(retry_after);
}

Problem problem_of(const Error& error) {
  if (error.kind == ErrorKind::rate_limited) return too_many(wait_of(error, kRateWait));
  if (error.kind == ErrorKind::invalid && error.code == "content_conflict") {
    return Problem(422, "content-conflict", "An event with this id and other content was accepted before");
  }
  if (error.kind == ErrorKind::invalid && error.code == "unknown_tenant") return wrong_tenant();
  if (error.kind == ErrorKind::invalid && error.code == "tenant_leaving") {
    return Problem(403, "tenant-leaving", "This tenant is being removed")
        .with_detail("nothing more is taken for it: the case is still yours");
  }
  if (error.kind == ErrorKind::invalid && error.code == "tracking_off") {
    return Problem(403, "tracking-off", "This tenant takes no tracking events")
        .with_detail("its setting tracking.days is 0; nothing was kept");
  }
  if (error.kind == ErrorKind::invalid && error.code == "target_refused") {
    return Problem(502, "target-refused", "A target does not take the case")
        .with_detail("nothing was kept of it: the case is still yours");
  }
  if (error.kind == ErrorKind::invalid) return Problem(422, "refused", "The case cannot be taken");
  if (error.code == "not_confirmed") {
    return Problem(503, "not-confirmed", "The targets have not confirmed the case in time")
        .with_detail("nothing was kept of it: send the same event again later")
        .with_retry_after(wait_of(error, kRateWait));
  }
  if (error.code == "disk_full") return busy(wait_of(error, kDiskWait));
  return busy(wait_of(error, kBusyWait));
}

}  // namespace hub::ingest
