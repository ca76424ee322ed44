#include "tools/simulators/hubspot/simulator.hpp"

#include <algorithm>

#include "core/async/event.hpp"
#include "core/model/builder.hpp"
#include "tools/simulators/common/control.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/hubspot/fault_words.hpp"

namespace hub::simulators::hubspot {

namespace {

// What a path and method ask for: the operation, the object, and to which object a link goes.
struct Route {
  std::string operation, object, to;
};

std::string batch_operation(const std::string& word) {
  return word == "upsert" || word == "update" || word == "create" || word == "read" || word == "archive"
             ? word
             : "";
}

// Below /crm/v3/objects/OBJECT.
Route object_route(const std::string& method, std::span<const std::string> rest) {
  const std::string& object = rest[0];
  if (rest.size() == 1 && method == "POST") return {"create", object, {}};
  if (rest.size() == 1 && method == "GET") return {"list", object, {}};
  if (rest.size() == 3 && rest[1] == "batch" && method == "POST")
    return {batch_operation(rest[2]), object, {}};
  if (rest.size() != 2) return {};
  if (method == "POST" && rest[1] == "search") return {"search", object, {}};
  if (method == "POST" && rest[1] == "gdpr-delete" && object == "contacts") return {"forget", object, {}};
  if (method == "GET") return {"get", object, {}};
  if (method == "PATCH") return {"update", object, {}};
  return method == "DELETE" ? Route{"archive", object, {}} : Route{};
}

Route route_of(const std::string& method, const RestTarget& target) {
  const auto& parts = target.segments;
  if (parts.size() < 3 || parts[0] != "crm") return {};
  if (parts[1] == "v3" && parts[2] == "objects" && parts.size() > 3)
    return object_route(method, std::span(parts).subspan(3));
  if (parts[1] == "v3" && parts[2] == "properties" && parts.size() == 4) return {"properties", parts[3], {}};
  if (parts[1] == "v4" && parts[2] == "associations" && parts.size() > 6 && parts[5] == "batch")
    return {parts[6] == "read" ? "links" : "link", parts[3], parts[4]};
  return {};
}

}  // namespace

Simulator::Simulator(Clock& clock, SimulatorSettings settings)
    : clock_(clock), settings_(std::move(settings)), portal_(clock), faults_(fault_words()) {
  add_collector();
}

void Simulator::add_collector() {
  if (settings_.collector_email.empty()) return;
  model::Arena arena;
  model::ObjectBuilder properties(arena);
  properties.add("email", model::Value::string(settings_.collector_email));
  portal_.create("contacts", properties.finish(), std::string(kCollectorId));
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
  portal_.reset();
  add_collector();
  faults_.clear();
  tokens_.clear();
  recent_.clear();
  recent_searches_.clear();
  used_ = 0;
  calls_.clear();
}

Task<http::Response> Simulator::handle(http::Request request) {
  RestTarget target = parse_target(request.url);
  if (target.path.starts_with("/_control/")) co_return control(request, target);
  auto answering = api(std::move(request), std::move(target));
  co_return co_await std::move(answering);
}

Task<http::Response> Simulator::api(http::Request request, RestTarget target) {
  const bool is_login = target.path == "/oauth/v1/token";
  const Route route =
      is_login ? Route{std::string(kLoginOperation), {}, {}} : route_of(request.method, target);
  if (route.operation.empty()) co_return refused({404, "OBJECT_NOT_FOUND", "no such call", {}, {}});
  if (!is_login && !is_authorised(request))
    co_return refused({401, "INVALID_AUTHENTICATION", "Authentication credentials not found", {}, {}});
  ++calls_[route.operation];
  Call call{route.operation, route.object, route.to, request, target, faults_.strike(route.operation), {}};
  if (auto refusal = refuse(call.faults)) co_return std::move(*refusal);
  if (is_login) co_return token(request);
  if (auto limited = over_budget(route.operation)) co_return std::move(*limited);
  http::Response answer = with_usage(run(call));
  const Fault* slow = find_fault(call.faults, "slow_answer");
  const milliseconds wait = settings_.latency + milliseconds(slow ? slow->milliseconds : 0);
  if (wait.count() > 0) co_await sleep_for(clock_, wait);
  if (find_fault(call.faults, "drop_after_commit")) co_return dropped();
  if (find_fault(call.faults, "truncated_json")) answer.body.resize(answer.body.size() / 2);
  co_return answer;
}

http::Response Simulator::run(Call& call) {
  const bool is_known = portal_.knows(call.object) && (call.to.empty() || portal_.knows(call.to));
  if (!is_known) return refused({404, "OBJECT_NOT_FOUND", "Unable to infer object type", {}, {}});
  arena_.reset();
  if (!call.request.body.empty()) {
    auto body = parser_.parse(call.request.body.view(), arena_);
    if (!body.ok() || !body->is_object())
      return refused({400, "VALIDATION_ERROR", "Invalid input JSON", {}, {}});
    call.body = *body;
  }
  const bool is_batch = call.request.url.find("/batch/") != std::string::npos;
  const std::string& operation = call.operation;
  if (operation == "link") return batch_link(call);
  if (operation == "links") return batch_links(call);
  if (is_batch && operation == "read") return batch_read(call);
  if (is_batch && operation == "archive") return batch_archive(call);
  if (is_batch) return batch_write(call);
  if (operation == "create") return create(call);
  if (operation == "get") return get(call);
  if (operation == "update") return update_one(call);
  if (operation == "archive") return archive_one(call);
  if (operation == "list") return list(call);
  if (operation == "search") return search(call);
  if (operation == "forget") return forget(call);
  return call.request.method == "POST" ? add_property(call) : properties(call);
}

std::string Simulator::state_json() {
  std::string records;
  for (const std::string object : {"tickets", "contacts", "notes"})
    records += (records.empty() ? "\"" : ",\"") + object + "\":" + std::to_string(portal_.count(object));
  std::string recycled;
  for (const std::string object : {"tickets", "notes"})  // contacts are deleted for good
    recycled += (recycled.empty() ? "\"" : ",\"") + object + "\":" + std::to_string(portal_.archived(object));
  return "{\"records\":{" + records + "},\"recycle_bin\":{" + recycled + "}," + calls_members(calls_) + "}";
}

http::Response Simulator::control(const http::Request& request, const RestTarget& target) {
  return answer_control(
      request, target,
      {faults_, [this] { return state_json(); }, [this] { reset(); }, [this] { tokens_.clear(); }});
}

}  // namespace hub::simulators::hubspot
