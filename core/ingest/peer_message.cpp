#include "core/ingest/peer_message.hpp"

#include "core/model/json.hpp"

namespace hub::ingest::peer_message {

namespace {
constexpr int kRefused = 422, kLater = 503;
}  // namespace

void add_number(std::string_view name, std::int64_t number, Buffer& out) {
  out.append(",");
  model::write_json_string(name, out);
  out.append(":" + std::to_string(number));
}

void add_text(std::string_view name, std::string_view text, Buffer& out) {
  out.append(",");
  model::write_json_member(name, text, out);
}

std::int64_t number_at(const model::Value& object, std::string_view name) {
  const model::Value* found = object.find(name);
  return found != nullptr && found->is_integer() ? found->as_integer() : 0;
}

Buffer encoded(const Error& error) {
  Buffer out;
  out.push_back('{');
  model::write_json_member("code", error.code, out);
  add_text("message", error.message, out);
  add_number("kind", static_cast<std::int64_t>(error.kind), out);
  add_number("retry_after_ms", error.retry_after.count(), out);
  out.push_back('}');
  return out;
}

Error error_of(const model::Value& answer) {
  Error error = transient_error(std::string(answer.text_at("code")), std::string(answer.text_at("message")));
  const std::int64_t kind = number_at(answer, "kind");
  if (kind >= 0 && kind <= static_cast<std::int64_t>(ErrorKind::unknown))
    error.kind = static_cast<ErrorKind>(kind);
  error.retry_after = std::chrono::milliseconds(number_at(answer, "retry_after_ms"));
  return error;
}

int status_of(const Error& error) {
  return error.kind == ErrorKind::invalid ? kRefused : kLater;
}

http::Response answer_with(int status, Buffer body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

Error bad_message() {
  return invalid_error("bad_message", "a node sent what this one does not understand");
}

Error node_away() {
  Error error = transient_error("node_away", "the node that has this tenant does not answer");
  error.retry_after = std::chrono::seconds(1);
  return error;
}

}  // namespace hub::ingest::peer_message
