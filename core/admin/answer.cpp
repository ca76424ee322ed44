#include "core/admin/answer.hpp"

namespace hub::admin {
namespace {

http::Response answer(int status, std::string_view media_type, Buffer body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", std::string(media_type));
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.body = std::move(body);
  return response;
}

}  // namespace

http::Response json_answer(int status, JsonWriter& json) {
  return answer(status, "application/json", json.take());
}

http::Response text_answer(std::string_view media_type, std::string_view text) {
  return answer(200, media_type, Buffer(text));
}

http::Response problem_answer(int status, std::string_view title, std::string_view detail) {
  JsonWriter json;
  json.begin_object()
      .member("type", "about:blank")
      .member("title", title)
      .member("status", std::int64_t{status});
  if (!detail.empty()) json.member("detail", detail);
  json.end_object();
  return answer(status, "application/problem+json", json.take());
}

http::Response error_answer(const Error& error) {
  if (error.kind == ErrorKind::invalid) return problem_answer(400, "Bad request", error.message);
  if (error.kind == ErrorKind::transient || error.kind == ErrorKind::rate_limited) {
    http::Response response = problem_answer(503, "Try again later", error.message);
    response.headers.add("Retry-After", "1");
    return response;
  }
  return problem_answer(500, "The hub could not do this", error.message);
}

}  // namespace hub::admin
