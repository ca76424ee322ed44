#include "core/ingest/forwarding.hpp"

#include <algorithm>
#include <array>

#include "core/model/json.hpp"

namespace hub::ingest {

namespace {

constexpr std::chrono::seconds kDeadline{30};  // besides what the sender itself waits
constexpr int kTaken = 200, kRefused = 422, kLater = 503, kMalformed = 400;
constexpr std::array kStatuses = {AcceptStatus::accepted, AcceptStatus::duplicate, AcceptStatus::refused};

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

Error bad_message() {
  return invalid_error("bad_message", "a node sent what this one does not understand");
}

Buffer encoded(const Accepted& accepted) {
  Buffer out;
  out.push_back('{');
  model::write_json_member("status", to_string(accepted.status), out);
  add_number("confirmed", accepted.is_confirmed ? 1 : 0, out);
  if (accepted.certificate) add_text("certificate", *accepted.certificate, out);
  out.push_back('}');
  return out;
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

Result<Accepted> accepted_of(const model::Value& answer) {
  Accepted accepted;
  const auto status = std::ranges::find_if(
      kStatuses, [&](AcceptStatus one) { return to_string(one) == answer.text_at("status"); });
  if (status == kStatuses.end()) return bad_message();
  accepted.status = *status;
  accepted.is_confirmed = number_at(answer, "confirmed") != 0;
  if (const auto certificate = answer.text_at("certificate"); !certificate.empty())
    accepted.certificate = std::string(certificate);
  return accepted;
}

Error error_of(const model::Value& answer) {
  Error error = transient_error(std::string(answer.text_at("code")), std::string(answer.text_at("message")));
  const std::int64_t kind = number_at(answer, "kind");
  if (kind >= 0 && kind <= static_cast<std::int64_t>(ErrorKind::unknown))
    error.kind = static_cast<ErrorKind>(kind);
  error.retry_after = std::chrono::milliseconds(number_at(answer, "retry_after_ms"));
  return error;
}

Error away() {
  Error error = transient_error("node_away", "the node that has this tenant does not answer");
  error.retry_after = std::chrono::seconds(1);
  return error;
}

http::Response answer_with(int status, Buffer body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

}  // namespace

Buffer encoded(const IncomingCase& incoming) {
  Buffer out;
  out.push_back('{');
  model::write_json_member("tenant", incoming.tenant, out);
  add_text("source", incoming.source, out);
  add_text("event_id", incoming.event_id, out);
  add_text("case_id", incoming.case_id, out);
  add_text("session_id", incoming.session_id, out);
  add_text("type", to_string(incoming.type), out);
  add_text("time", incoming.time, out);
  add_number("closed_at", incoming.closed_at.time_since_epoch().count(), out);
  if (incoming.wait) add_number("wait", incoming.wait->count(), out);
  add_number("dropped", incoming.is_dropped ? 1 : 0, out);
  out.append("}\n");
  out.append(incoming.data.view());
  return out;
}

Result<IncomingCase> parse_incoming(std::string_view message) {
  const auto end = message.find('\n');
  if (end == std::string_view::npos) return bad_message();
  model::Arena arena;
  model::JsonParser parser;
  const auto head = parser.parse(message.substr(0, end), arena);
  if (!head.ok() || !head->is_object()) return bad_message();
  const std::string_view type = head->text_at("type");
  if (type != kCaseClosedType && type != kCaseUpdatedType) return bad_message();
  IncomingCase incoming;
  incoming.tenant = head->text_at("tenant");
  incoming.source = head->text_at("source");
  incoming.event_id = head->text_at("event_id");
  incoming.case_id = head->text_at("case_id");
  incoming.session_id = head->text_at("session_id");
  incoming.type = type == kCaseClosedType ? EventType::case_closed : EventType::case_updated;
  incoming.time = head->text_at("time");
  incoming.closed_at = WallTime(milliseconds(number_at(*head, "closed_at")));
  if (head->find("wait") != nullptr) incoming.wait = std::chrono::seconds(number_at(*head, "wait"));
  incoming.is_dropped = number_at(*head, "dropped") != 0;
  incoming.data.append(message.substr(end + 1));
  return incoming;
}

Task<Result<Accepted>> forward(http::Client& client, std::string address, IncomingCase incoming) {
  http::Request request;
  request.method = "POST";
  request.url = address + std::string(kForwardPath);
  request.headers.add("Content-Type", "application/octet-stream");
  request.deadline = kDeadline + incoming.wait.value_or(std::chrono::seconds(0));
  request.body = encoded(incoming);
  incoming.data.clear();
  auto sending = client.send(std::move(request));
  const auto answer = co_await std::move(sending);
  if (!answer.ok()) co_return away();
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(answer->body.view(), arena);
  if (!body.ok() || !body->is_object()) co_return away();
  if (answer->status == kTaken) co_return accepted_of(*body);
  co_return error_of(*body);
}

Task<http::Response> answer_forwarded(AcceptHere accept, http::Request request) {
  auto incoming = parse_incoming(request.body.view());
  if (!incoming.ok()) co_return answer_with(kMalformed, encoded(incoming.error()));
  request.body.clear();
  auto accepting = accept(std::move(*incoming));
  const auto accepted = co_await std::move(accepting);
  if (accepted.ok()) co_return answer_with(kTaken, encoded(*accepted));
  const int status = accepted.error().kind == ErrorKind::invalid ? kRefused : kLater;
  co_return answer_with(status, encoded(accepted.error()));
}

}  // namespace hub::ingest
