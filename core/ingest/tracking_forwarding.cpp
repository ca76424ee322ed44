#include "core/ingest/tracking_forwarding.hpp"

#include "core/ingest/peer_message.hpp"
#include "core/model/json.hpp"

namespace hub::ingest {

namespace {

using namespace peer_message;
using tracking::NewEvent;
using tracking::Taken;

using Answers = std::vector<Result<Taken>>;

constexpr std::chrono::seconds kDeadline{30};

Result<NewEvent> parse_event(std::string_view head_line, std::string_view content) {
  model::Arena arena;
  model::JsonParser parser;
  const auto head = parser.parse(head_line, arena);
  if (!head.ok() || !head->is_object() || head->text_at("tenant").empty()) return bad_message();
  NewEvent event;
  event.tenant = head->text_at("tenant");
  event.source = head->text_at("source");
  event.id = head->text_at("id");
  event.session = head->text_at("session");
  event.content.append(content);
  return event;
}

Buffer encoded_answers(const Answers& answers) {
  Buffer out("{\"answers\":[");
  for (const Result<Taken>& answer : answers) {
    if (&answer != &answers.front()) out.push_back(',');
    if (!answer.ok())
      out.append(peer_message::encoded(answer.error()).view());
    else
      out.append(*answer == Taken::accepted ? "{\"taken\":\"accepted\"}" : "{\"taken\":\"duplicate\"}");
  }
  out.append("]}");
  return out;
}

Result<Taken> taken_of(const model::Value& answer) {
  if (!answer.is_object()) return node_away();
  const std::string_view taken = answer.text_at("taken");
  if (taken == "accepted") return Taken::accepted;
  if (taken == "duplicate") return Taken::duplicate;
  return error_of(answer);
}

// Nothing when it is no answer to so many events.
std::optional<Answers> parse_answers(std::string_view body, std::size_t events) {
  model::Arena arena;
  model::JsonParser parser;
  const auto answer = parser.parse(body, arena);
  if (!answer.ok() || !answer->is_object()) return std::nullopt;
  const model::Value* list = answer->find("answers");
  if (list == nullptr || !list->is_array() || list->as_array().size() != events) return std::nullopt;
  Answers answers;
  for (const model::Value& one : list->as_array()) answers.push_back(taken_of(one));
  return answers;
}

}  // namespace

Buffer encoded(std::span<const NewEvent> events) {
  Buffer out;
  for (const NewEvent& event : events) {
    out.push_back('{');
    model::write_json_member("tenant", event.tenant, out);
    add_text("source", event.source, out);
    add_text("id", event.id, out);
    add_text("session", event.session, out);
    out.append("}\n");
    out.append(event.content.view());
    out.push_back('\n');
  }
  return out;
}

Result<std::vector<NewEvent>> parse_tracking(std::string_view message) {
  std::vector<NewEvent> events;
  while (!message.empty()) {
    const auto head = message.find('\n');
    const auto end = head == std::string_view::npos ? head : message.find('\n', head + 1);
    if (end == std::string_view::npos) return bad_message();
    auto event = parse_event(message.substr(0, head), message.substr(head + 1, end - head - 1));
    if (!event.ok()) return std::move(event).error();
    events.push_back(std::move(*event));
    message.remove_prefix(end + 1);
  }
  return events;
}

Task<Answers> forward_tracking(http::Client& client, std::string address, std::vector<NewEvent> events) {
  http::Request request;
  request.method = "POST";
  request.url = address + std::string(kForwardTrackingPath);
  request.headers.add("Content-Type", "application/octet-stream");
  request.deadline = kDeadline;
  request.body = encoded(events);
  auto sending = client.send(std::move(request));
  const auto answer = co_await std::move(sending);
  if (answer.ok() && answer->status == kTaken)
    if (auto answers = parse_answers(answer->body.view(), events.size())) co_return std::move(*answers);
  co_return Answers(events.size(), node_away());
}

Task<http::Response> answer_tracking(TakeHere take, http::Request request) {
  auto events = parse_tracking(request.body.view());
  if (!events.ok()) co_return answer_with(kMalformed, peer_message::encoded(events.error()));
  auto taking = take(std::move(*events));
  const Answers answers = co_await std::move(taking);
  co_return answer_with(kTaken, encoded_answers(answers));
}

}  // namespace hub::ingest
