#include "core/ingest/forwarding.hpp"

#include <algorithm>
#include <array>

#include "core/ingest/peer_message.hpp"
#include "core/model/json.hpp"

namespace hub::ingest {

namespace {

using namespace peer_message;

constexpr std::chrono::seconds kDeadline{30};  // besides what the sender itself waits
constexpr std::array kStatuses = {AcceptStatus::accepted, AcceptStatus::duplicate, AcceptStatus::refused};

Buffer encoded(const Accepted& accepted) {
  Buffer out;
  out.push_back('{');
  model::write_json_member("status", to_string(accepted.status), out);
  add_number("confirmed", accepted.is_confirmed ? 1 : 0, out);
  if (accepted.certificate) add_text("certificate", *accepted.certificate, out);
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

}  // namespace

Buffer encoded(const IncomingCase& incoming) {
  Buffer out;
  out.push_back('{');
  model::write_json_member("tenant", incoming.tenant, out);
  add_text("source", incoming.source, out);
  add_text("event_id", incoming.event_id, out);
  add_text("case_id", incoming.case_id, out);
  add_text("session_id", incoming.session_id, out);
  add_text("case_type", incoming.case_type, out);
  add_text("traceparent", incoming.traceparent, out);
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
  incoming.case_type = head->text_at("case_type");
  incoming.traceparent = head->text_at("traceparent");
  incoming.type = type == kCaseClosedType ? EventType::case_closed : EventType::case_updated;
  incoming.time = head->text_at("time");
  incoming.closed_at = WallTime(milliseconds(number_at(*head, "closed_at")));
  if (head->find("wait") != nullptr) incoming.wait = std::chrono::seconds(number_at(*head, "wait"));
  incoming.is_dropped = number_at(*head, "dropped") != 0;
  incoming.data.append(message.substr(end + 1));
  return incoming;
}

Task<Result<Accepted>> forward(http::Client& client, std::string address, IncomingCase& incoming) {
  http::Request request;
  request.method = "POST";
  request.url = address + std::string(kForwardPath);
  request.headers.add("Content-Type", "application/octet-stream");
  request.deadline = kDeadline + incoming.wait.value_or(std::chrono::seconds(0));
  request.body = encoded(incoming);
  if (incoming.wait) incoming.data.clear();  // the sender may wait long, clear content must not
  auto sending = client.send(std::move(request));
  const auto answer = co_await std::move(sending);
  if (!answer.ok()) co_return node_away();
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(answer->body.view(), arena);
  if (!body.ok() || !body->is_object()) co_return node_away();
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
  co_return answer_with(status_of(accepted.error()), encoded(accepted.error()));
}

}  // namespace hub::ingest
