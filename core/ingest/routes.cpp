#include "core/ingest/routes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/ingest/json_schema.hpp"
#include "core/ingest/problem_details.hpp"
#include "core/ingest/text_checks.hpp"

namespace hub::ingest {

namespace {

struct Schema {
  std::string_view path;
  std::string text;
};

// Null when there is none at this path.
const Schema* find_schema(std::string_view path) {
  static const std::array<Schema, 3> schemas{{
      {"/schemas/case-closed.v1.json", case_schema(EventType::case_closed)},
      {"/schemas/case-updated.v1.json", case_schema(EventType::case_updated)},
      {"/schemas/visitor-tracked.v1.json", tracking_schema()},
  }};
  const auto found = std::ranges::find(schemas, path, &Schema::path);
  return found == schemas.end() ? nullptr : &*found;
}

http::Response schema_answer(const Schema& schema) {
  http::Response answer;
  answer.headers.add("Content-Type", "application/schema+json");
  answer.headers.add("Cache-Control", "public, max-age=300");
  answer.body.append(schema.text);
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
  const bool is_tracking = path == "/v1/tracking";
  if (is_tracking || path == "/v1/cases") {
    if (request.method == "POST") return {is_tracking ? Route::take_tracking : Route::take_cases, {}};
    if (request.method == "OPTIONS") return {Route::answered, handshake_answer(request)};
    return {Route::answered, wrong_method("POST, OPTIONS")};
  }
  if (const Schema* schema = find_schema(path)) {
    if (request.method != "GET") return {Route::answered, wrong_method("GET")};
    return {Route::answered, schema_answer(*schema)};
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
