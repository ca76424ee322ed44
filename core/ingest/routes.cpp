#include "core/ingest/routes.hpp"

#include <algorithm>
#include <charconv>

#include "core/ingest/json_schema.hpp"
#include "core/ingest/problem_details.hpp"
#include "core/ingest/text_checks.hpp"

namespace hub::ingest {

namespace {

http::Response schema_answer(EventType type) {
  static const std::string closed = case_schema(EventType::case_closed);
  static const std::string updated = case_schema(EventType::case_updated);
  http::Response answer;
  answer.headers.add("Content-Type", "application/schema+json");
  answer.headers.add("Cache-Control", "public, max-age=300");
  answer.body.append(type == EventType::case_closed ? closed : updated);
  return answer;
}

// Any origin may ask: permission to deliver comes from the credential. The rate is limited by 429 answers,
// not here.
http::Response handshake_answer(const http::Request& request) {
  if (!request.headers.find("WebHook-Request-Origin")) {
    return problem_answer(Problem(400, "malformed-handshake", "WebHook-Request-Origin is missing"));
  }
  http::Response answer;
  answer.headers.add("WebHook-Allowed-Origin", "*");
  answer.headers.add("WebHook-Allowed-Rate", "*");
  answer.headers.add("Allow", "POST, OPTIONS");
  return answer;
}

http::Response wrong_method(const char* allowed) {
  http::Response answer = problem_answer(method_not_allowed());
  answer.headers.add("Allow", allowed);
  return answer;
}

}  // namespace

Routed route(const http::Request& request) {
  const std::string_view path = std::string_view(request.url).substr(0, request.url.find('?'));
  if (path == "/v1/cases") {
    if (request.method == "POST") return {Route::take_events, {}};
    if (request.method == "OPTIONS") return {Route::answered, handshake_answer(request)};
    return {Route::answered, wrong_method("POST, OPTIONS")};
  }
  const bool is_closed = path == "/schemas/case-closed.v1.json";
  if (is_closed || path == "/schemas/case-updated.v1.json") {
    if (request.method != "GET") return {Route::answered, wrong_method("GET")};
    return {Route::answered, schema_answer(is_closed ? EventType::case_closed : EventType::case_updated)};
  }
  return {Route::answered, problem_answer(not_found())};
}

std::optional<std::chrono::seconds> preferred_wait(const http::Headers& headers,
                                                   std::chrono::seconds wait_max) {
  for (const auto& [name, value] : headers) {
    if (!equals_ignoring_case(name, "prefer")) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const auto comma = rest.find(',');
      const std::string_view item = trimmed(rest.substr(0, comma));
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      if (!starts_with_ignoring_case(item, "wait=")) continue;
      unsigned seconds = 0;
      const auto parsed = std::from_chars(item.data() + 5, item.data() + item.size(), seconds);
      if (parsed.ec != std::errc() || parsed.ptr != item.data() + item.size() || seconds == 0)
        return std::nullopt;
      return std::min(std::chrono::seconds(seconds), wait_max);
    }
  }
  return std::nullopt;
}

}  // namespace hub::ingest
