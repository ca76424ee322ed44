#include "tools/simulators/freshdesk/simulator.hpp"

#include <set>

#include "core/async/event.hpp"
#include "core/model/builder.hpp"
#include "tools/simulators/common/control.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/freshdesk/fault_words.hpp"

namespace hub::simulators::freshdesk {

namespace {

struct Route {
  std::string operation;
  std::int64_t id = 0;
};

std::int64_t number_of(const std::string& text) {
  const bool is_number =
      !text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == text.npos;
  return is_number ? std::stoll(text) : 0;
}

std::string by_method(const std::string& method, const std::string& object) {
  if (method == "GET") return "get_" + object;
  if (method == "PUT") return "update_" + object;
  return method == "DELETE" ? "delete_" + object : "";
}

// Below /api/v2.
Route route_of(const std::string& method, const RestTarget& target) {
  const auto& parts = target.segments;
  if (parts.size() < 3 || parts[0] != "api" || parts[1] != "v2") return {};
  const std::string& set = parts[2];
  const bool is_get = method == "GET", is_post = method == "POST";
  const std::int64_t id = parts.size() > 3 ? number_of(parts[3]) : 0;
  if (set == "search" && parts.size() == 4 && parts[3] == "tickets" && is_get) return {"search"};
  if (set == "ticket_fields" && is_get) return {"ticket_fields"};
  if (set == "agents" && parts.size() == 4 && parts[3] == "me" && is_get) return {"agents"};
  if (set == "conversations" && id > 0 && method == "DELETE") return {"delete_conversation", id};
  if (set == "tickets" && parts.size() == 5 && parts[4] == "notes" && is_post) return {"create_note", id};
  if (set == "tickets" && parts.size() == 5 && parts[4] == "conversations" && is_get)
    return {"list_conversations", id};
  if (set == "contacts" && parts.size() == 5 && parts[4] == "hard_delete" && method == "DELETE")
    return {"forget_contact", id};
  if (set != "tickets" && set != "contacts") return {};
  const std::string object = set == "tickets" ? "ticket" : "contact";
  if (parts.size() == 4 && id > 0) return {by_method(method, object), id};
  if (parts.size() != 3) return {};
  return is_post ? Route{"create_" + object} : is_get ? Route{"list_" + set} : Route{};
}

}  // namespace

Simulator::Simulator(Clock& clock, SimulatorSettings settings)
    : clock_(clock), settings_(std::move(settings)), account_(clock), faults_(fault_words()) {
  add_collector();
}

// The one that stands for visitors who are not known.
void Simulator::add_collector() {
  if (!settings_.has_collector) return;
  model::Arena arena;
  model::ObjectBuilder contact(arena);
  contact.add("name", model::Value::string("Web visitors"));
  contact.add("unique_external_id", model::Value::string("connector-hub-web-visitors"));
  account_.create_contact(contact.finish());
}

Result<std::unique_ptr<Simulator>> Simulator::start(IoContext& io, Clock& clock, SimulatorSettings settings) {
  std::unique_ptr<Simulator> simulator(new Simulator(clock, std::move(settings)));
  const auto handle = [self = simulator.get()](http::Request request) {
    return self->handle(std::move(request));
  };
  const SimulatorSettings& its = simulator->settings_;
  auto started = simulator->listener_.start(io, {its.address, its.port}, handle);
  if (!started.ok()) return std::move(started).error();
  return simulator;
}

void Simulator::reset() {
  account_.reset();
  faults_.clear();
  is_revoked_ = false;
  credits_.clear();
  lists_.clear();
  calls_.clear();
  add_collector();
}

Task<http::Response> Simulator::handle(http::Request request) {
  RestTarget target = parse_target(request.url);
  if (target.path.starts_with("/_control/")) {
    // A key does not expire: there is nothing to forget.
    co_return answer_control(request, target,
                             {faults_, [this] { return state_json(); }, [this] { reset(); }, [] {}});
  }
  auto answering = api(std::move(request), std::move(target));
  co_return co_await std::move(answering);
}

Task<http::Response> Simulator::api(http::Request request, RestTarget target) {
  const Route route = route_of(request.method, target);
  if (route.operation.empty()) co_return not_found();
  if (!is_authorised(request))
    co_return refused({401, "invalid_credentials", "", "You have to be logged in to perform this action."});
  ++calls_[route.operation];
  Call call{route.operation, route.id, request, target, faults_.strike(route.operation)};
  if (auto refusal = refuse(call.faults)) co_return with_limits(std::move(*refusal));
  if (auto limited = over_limit(call)) co_return with_limits(std::move(*limited));
  http::Response answer = with_limits(run(call));
  const Fault* slow = find_fault(call.faults, "slow_answer");
  const milliseconds wait = settings_.latency + milliseconds(slow ? slow->milliseconds : 0);
  if (wait.count() > 0) co_await sleep_for(clock_, wait);
  if (find_fault(call.faults, "drop_after_commit")) co_return dropped();
  if (find_fault(call.faults, "truncated_json")) answer.body.resize(answer.body.size() / 2);
  co_return answer;
}

http::Response Simulator::run(Call& call) {
  arena_.reset();
  const bool is_form = read_multipart(call.request, arena_, call.body, call.files);
  if (!is_form && !call.request.body.empty()) {
    auto body = parser_.parse(call.request.body.view(), arena_);
    if (!body.ok() || !body->is_object())
      return refused({400, "invalid_json", "", "Request body has invalid json format"});
    call.body = *body;
  }
  const bool writes = call.request.method == "POST" || call.request.method == "PUT";
  if (writes && !call.body.is_object()) return refused({400, "invalid_json", "", "Request body is missing"});
  if (call.operation == "ticket_fields") return ticket_fields();
  if (call.operation == "agents")
    return respond(200, "application/json",
                   R"({"id":1,"ticket_scope":1,"contact":{"name":")" + settings_.client_id + R"("}})");
  return call.operation.find("contact") != std::string::npos ? run_on_contact(call) : run_on_ticket(call);
}

http::Response Simulator::run_on_ticket(Call& call) {
  const std::string& operation = call.operation;
  if (operation == "create_ticket") return create_ticket(call);
  if (operation == "list_tickets") return list_tickets(call);
  if (operation == "search") return search(call);
  http::Response gone;
  gone.status = 204;
  if (operation == "delete_conversation") {
    Conversation* note = account_.find_conversation(call.id);
    if (!note) return not_found();
    note->is_deleted = true;
    return gone;
  }
  Ticket* ticket = account_.find_ticket(call.id);
  if (!ticket) return not_found();
  if (operation == "get_ticket") return get_ticket(call, *ticket);
  // What is in the bin is shown, and not changed.
  if (ticket->is_deleted) return not_found();
  if (operation == "list_conversations") return list_conversations(call, *ticket);
  if (operation == "create_note") return add_note(call, *ticket);
  if (operation == "delete_ticket") {
    ticket->is_deleted = true;
    account_.touch(*ticket);
    return gone;
  }
  if (const auto refusal = account_.update_ticket(*ticket, call.body)) return refused(*refusal);
  Buffer body;
  write_ticket(*ticket, true, body);
  return respond_json(200, std::move(body));
}

http::Response Simulator::run_on_contact(Call& call) {
  if (call.operation == "list_contacts") return list_contacts(call);
  Buffer body;
  if (call.operation == "create_contact") {
    auto made = account_.create_contact(call.body);
    if (const auto* refusal = std::get_if<Refusal>(&made)) return refused(*refusal);
    write_contact(*std::get<Contact*>(made), body);
    return respond_json(201, std::move(body));
  }
  Contact* contact = account_.find_contact(call.id);
  if (!contact) return not_found();
  if (call.operation == "forget_contact" || call.operation == "delete_contact") {
    contact->is_deleted = true;
    http::Response gone;
    gone.status = 204;
    return gone;
  }
  if (call.operation == "update_contact")
    if (const auto refusal = account_.update_contact(*contact, call.body)) return refused(*refusal);
  write_contact(*contact, body);
  return respond_json(200, std::move(body));
}

std::string Simulator::state_json() {
  std::size_t tickets = 0, notes = 0, contacts = 0, keyed = 0, recycled = 0;
  std::set<std::string> keys;
  for (const Ticket& ticket : account_.tickets()) {
    recycled += ticket.is_deleted ? 1 : 0;
    if (ticket.is_deleted) continue;
    ++tickets;
    for (const Conversation& note : ticket.conversations) notes += !note.is_deleted;
    const auto key = ticket.custom.find("cf_hub_key");
    if (key == ticket.custom.end()) continue;
    ++keyed;
    keys.insert(key->second);
  }
  for (const Contact& contact : account_.contacts()) contacts += !contact.is_deleted;
  return "{\"records\":{\"tickets\":" + std::to_string(tickets) + ",\"notes\":" + std::to_string(notes) +
         ",\"contacts\":" + std::to_string(contacts) +
         "},\"recycle_bin\":{\"tickets\":" + std::to_string(recycled) +
         "},\"duplicates\":{\"tickets\":" + std::to_string(keyed - keys.size()) + "}," +
         calls_members(calls_) + "}";
}

}  // namespace hub::simulators::freshdesk
