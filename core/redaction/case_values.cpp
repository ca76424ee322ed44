#include <string>

#include "core/base/timestamp.hpp"
#include "core/redaction/known_values.hpp"

namespace hub::redaction {

namespace {

using model::Value;

void add_member(KnownValues& values, const Value& object, std::string_view name, Kind kind) {
  const std::string_view text = object.text_at(name);
  if (!text.empty()) values.add(kind, text);
}

Kind kind_of_answer(std::string_view type) {
  if (type == "name") return Kind::name;
  if (type == "email") return Kind::email;
  if (type == "phone") return Kind::phone;
  if (type == "customer_no") return Kind::customer_no;
  return Kind::known;
}

void add_answers(KnownValues& values, const Value& data) {
  const Value* prechat = data.find("prechat");
  if (!prechat || !prechat->is_array()) return;
  for (const Value& answer : prechat->as_array()) {
    if (answer.is_object()) add_member(values, answer, "value", kind_of_answer(answer.text_at("type")));
  }
}

void add_agents(KnownValues& values, const Value& data) {
  const Value* agents = data.find("agents");
  if (!agents || !agents->is_array()) return;
  for (const Value& agent : agents->as_array()) {
    if (!agent.is_object()) continue;
    add_member(values, agent, "name", Kind::name);
    add_member(values, agent, "email", Kind::email);
  }
}

std::pmr::vector<Message> messages_of(const Value& data, model::Arena& arena) {
  std::pmr::vector<Message> messages(&arena);
  const Value* transcript = data.find("transcript");
  const Value* list = transcript ? transcript->find("messages") : nullptr;
  if (!list || !list->is_array()) return messages;
  for (const Value& message : list->as_array()) {
    if (!message.is_object()) continue;
    const auto at = parse_timestamp(message.text_at("at"));
    const std::string_view participant = message.text_at("participant");
    messages.push_back({participant.empty() ? message.text_at("role") : participant,
                        at ? at->time_since_epoch() : std::chrono::milliseconds(0), message.text_at("text")});
  }
  return messages;
}

// In what is made of the case they may stand apart, each beside its time and sender.
void add_pieces(KnownValues& values, const Value& data, model::Arena& arena) {
  const auto messages = messages_of(data, arena);
  for (const MessageFind& found : scan_messages(messages, ScanOptions{}, arena)) {
    if (!found.is_piece) continue;
    const std::string_view text = messages[found.message].text;
    values.add_piece(found.find.kind, text.substr(found.find.begin, found.find.end - found.find.begin));
  }
}

}  // namespace

KnownValues known_values_of(const Value& data, model::Arena& arena) {
  KnownValues values(arena);
  if (const Value* visitor = data.find("visitor"); visitor && visitor->is_object()) {
    add_member(values, *visitor, "name", Kind::name);
    add_member(values, *visitor, "email", Kind::email);
    add_member(values, *visitor, "phone", Kind::phone);
    add_member(values, *visitor, "customer_no", Kind::customer_no);
    if (const Value* auth = visitor->find("auth"); auth && auth->is_object()) {
      add_member(values, *auth, "subject", Kind::customer_no);
    }
  }
  add_agents(values, data);
  add_answers(values, data);
  add_pieces(values, data, arena);
  return values;
}

}  // namespace hub::redaction
