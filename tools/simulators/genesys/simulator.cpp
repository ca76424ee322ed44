#include "tools/simulators/genesys/simulator.hpp"

#include <algorithm>
#include <array>

#include "core/async/event.hpp"
#include "core/model/builder.hpp"
#include "tools/simulators/common/control.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/genesys/fault_words.hpp"
#include "tools/simulators/genesys/json_object.hpp"

namespace hub::simulators::genesys {

using model::Value;

namespace {

// Whether the path below /api/v2/ is like the pattern; what stands in place of each * goes to `ids`.
bool fits(std::string_view pattern, std::span<const std::string> segments, std::vector<std::string>& ids) {
  ids.clear();
  for (const std::string& segment : segments) {
    const std::string_view part = pattern.substr(0, pattern.find('/'));
    if (part.empty() || (part != "*" && part != segment)) return false;
    if (part == "*") ids.push_back(segment);
    pattern.remove_prefix(std::min(part.size() + 1, pattern.size()));
  }
  return pattern.empty();
}

}  // namespace

Simulator::Simulator(Clock& clock, SimulatorSettings settings)
    : clock_(clock), settings_(std::move(settings)), organisation_(clock), faults_(fault_words()) {}

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
  organisation_.reset();
  faults_.clear();
  tokens_.clear();
  window_calls_ = 0;
  erasures_.clear();
  calls_.clear();
}

// The first that fits.
const Simulator::Route* Simulator::find_route(const std::string& method, const RestTarget& target,
                                              std::vector<std::string>& ids) {
  static constexpr std::string_view kContact = "externalcontacts/contacts/*";
  static constexpr std::string_view kView = "externalContacts:contact:view",
                                    kEdit = "externalContacts:contact:edit";
  static constexpr auto kRoutes = std::to_array<Route>({
      {"POST", "externalcontacts/contacts/enrich", "enrich", "externalContacts:contact:enrich",
       &Simulator::enrich},
      {"POST", "externalcontacts/identifierlookup/contacts", "find_contact", kView, &Simulator::find_contact},
      {"POST", "externalcontacts/contacts", "add_contact", "externalContacts:contact:add",
       &Simulator::add_contact},
      {"GET", kContact, "contact", kView, &Simulator::get_contact},
      {"DELETE", kContact, "delete_contact", "externalContacts:contact:delete", &Simulator::delete_contact},
      {"POST", "externalcontacts/contacts/*/promotion", "promote", kEdit, &Simulator::promote},
      {"GET", "externalcontacts/contacts/*/notes", "notes", kView, &Simulator::list_notes},
      {"POST", "externalcontacts/contacts/*/notes", "add_note", kEdit, &Simulator::add_note},
      {"GET", "externalcontacts/contacts/*/notes/*", "note", kView, &Simulator::get_note},
      {"PUT", "externalcontacts/contacts/*/notes/*", "change_note", kEdit, &Simulator::change_note},
      {"DELETE", "externalcontacts/contacts/*/notes/*", "delete_note", kEdit, &Simulator::delete_note},
      {"POST", "externalcontacts/bulk/notes/add", "add_notes", "externalContacts:contact:add",
       &Simulator::add_notes},
      {"GET", "externalcontacts/scan/notes", "scan_notes", kView, &Simulator::scan_notes},
      {"GET", "externalcontacts/externalsources", "sources", "externalContacts:externalSource:view",
       &Simulator::list_sources},
      {"POST", "externalcontacts/externalsources", "add_source", "externalContacts:externalSource:add",
       &Simulator::add_source},
      {"POST", "taskmanagement/workitems", "create_workitem", "workitems:workitem:add",
       &Simulator::create_workitem},
      {"POST", "taskmanagement/workitems/query", "query", "workitems:workitem:view",
       &Simulator::query_workitems},
      {"GET", "taskmanagement/workitems/*", "workitem", "workitems:workitem:view", &Simulator::get_workitem},
      {"PATCH", "taskmanagement/workitems/*", "change_workitem", "workitems:workitem:edit",
       &Simulator::change_workitem},
      {"DELETE", "taskmanagement/workitems/*", "delete_workitem", "workitems:workitem:delete",
       &Simulator::delete_workitem},
      {"POST", "taskmanagement/workitems/*/terminate", "terminate", "workitems:workitem:terminate",
       &Simulator::terminate},
      {"GET", "gdpr/subjects", "subjects", "gdpr:subject:view", &Simulator::find_subjects},
      {"POST", "gdpr/requests", "request_erasure", "gdpr:request:add", &Simulator::request_erasure},
      {"GET", "gdpr/requests/*", "erasure", "gdpr:request:view", &Simulator::get_erasure},
  });
  const auto& segments = target.segments;
  if (segments.size() < 3 || segments[0] != "api" || segments[1] != "v2") return nullptr;
  const auto below = std::span(segments).subspan(2);
  const auto found = std::ranges::find_if(
      kRoutes, [&](const Route& route) { return route.method == method && fits(route.path, below, ids); });
  return found == kRoutes.end() ? nullptr : &*found;
}

Task<http::Response> Simulator::handle(http::Request request) {
  const RestTarget target = parse_target(request.url);
  if (target.path.starts_with("/_control/")) {
    co_return answer_control(
        request, target,
        {faults_, [this] { return state_json(); }, [this] { reset(); }, [this] { tokens_.clear(); }});
  }
  auto answering = api(request, target);
  co_return co_await std::move(answering);
}

Task<http::Response> Simulator::api(const http::Request& request, const RestTarget& target) {
  const bool is_login = target.path == "/oauth/token" && request.method == "POST";
  static constexpr Route kLogin{"POST", "", kLoginOperation, "", nullptr};
  std::vector<std::string> ids;
  const Route* route = is_login ? &kLogin : find_route(request.method, target, ids);
  if (!route) co_return with_headers(not_found());
  if (!is_login) {
    if (auto refusal = unauthorised(request)) co_return with_headers(std::move(*refusal));
  }
  ++calls_[std::string(route->operation)];
  Call call{request, target, std::move(ids), faults_.strike(route->operation), {}};
  if (auto failure = told_to_fail(*route, call.faults)) co_return with_headers(std::move(*failure));
  if (is_login) co_return token(request);
  if (auto limited = over_budget()) co_return with_headers(std::move(*limited));
  http::Response answer = with_headers(run(*route, call));
  const Fault* slow = find_fault(call.faults, "slow_answer");
  const milliseconds wait = settings_.latency + milliseconds(slow ? slow->milliseconds : 0);
  if (wait.count() > 0) co_await sleep_for(clock_, wait);
  if (find_fault(call.faults, "drop_after_commit")) co_return dropped();
  if (find_fault(call.faults, "truncated_json")) answer.body.resize(answer.body.size() / 2);
  co_return answer;
}

http::Response Simulator::run(const Route& route, Call& call) {
  arena_.reset();
  call.body = Value::object({});
  if (!call.request.body.empty()) {
    auto body = parser_.parse(call.request.body.view(), arena_);
    if (!body.ok() || !body->is_object())
      return refused({400, "bad.request", "The request could not be understood", {}});
    call.body = *body;
  }
  return (this->*route.answer)(call);
}

std::string Simulator::Call::query(const char* name) const {
  const auto found = target.query.find(name);
  return found == target.query.end() ? "" : found->second;
}

std::size_t Simulator::Call::number(const char* name, std::size_t usual) const {
  const std::string text = query(name);
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  return is_number ? static_cast<std::size_t>(std::stoull(text)) : usual;
}

std::string Simulator::state_json() {
  const auto live = [](const auto& rows) {
    return std::ranges::count(rows, false, [](const auto& row) { return row.is_gone; });
  };
  std::map<std::string_view, int> tags;
  for (const Workitem& workitem : organisation_.workitems())
    if (!workitem.is_gone && !workitem.tag.empty()) ++tags[workitem.tag];
  std::map<std::string_view, int> markers;
  for (const Note& note : organisation_.all_notes())
    if (!note.is_gone) ++markers[std::string_view(note.text).substr(0, note.text.find('\n'))];
  const auto doubles = [](const auto& counts) {
    int more = 0;
    for (const auto& [key, count] : counts) more += count - 1;
    return std::to_string(more);
  };
  return "{\"records\":{\"contact\":" + std::to_string(live(organisation_.contacts())) +
         ",\"note\":" + std::to_string(live(organisation_.all_notes())) +
         ",\"workitem\":" + std::to_string(live(organisation_.workitems())) +
         "},\"duplicates\":{\"note\":" + doubles(markers) + ",\"workitem\":" + doubles(tags) + "}," +
         calls_members(calls_) + "}";
}

std::string refusal_json(const Refusal& refusal) {
  Buffer out;
  {
    JsonObject json(out);
    json.text("message", refusal.message).text("code", refusal.code);
    json.raw("status", std::to_string(refusal.status)).text("contextId", "c-1");
    json.begin("details").push_back('[');
    if (!refusal.field.empty())
      JsonObject(out).text("errorCode", refusal.code).text("fieldName", refusal.field);
    out.push_back(']');
    json.raw("errors", "[]");
  }
  return std::string(out.view());
}

http::Response refused(const Refusal& refusal) {
  return respond_json(refusal.status, Buffer(refusal_json(refusal)));
}

http::Response not_found() {
  return refused({404, "not.found", "The requested resource was not found", {}});
}

http::Response shown(std::string json, const std::string& before, const std::vector<Fault>& faults) {
  if (!find_fault(faults, "stale_read")) return respond_json(200, Buffer(json));
  return before.empty() ? not_found() : respond_json(200, Buffer(before));
}

Value shortened(const Value& body, const std::vector<Fault>& faults, model::Arena& arena) {
  const Fault* cut = find_fault(faults, "truncated_text");
  if (!cut || !body.is_object()) return body;
  model::ObjectBuilder members(arena);
  for (const model::Member& member : body.as_object()) {
    const bool is_it = member.name == cut->field && member.value.is_string();
    const bool is_around = member.value.is_object();
    members.add(member.name,
                is_it ? Value::string(member.value.as_string().substr(0, member.value.as_string().size() / 2))
                : is_around ? shortened(member.value, faults, arena)
                            : member.value);
  }
  return members.finish();
}

}  // namespace hub::simulators::genesys
