#include "tools/simulators/engage/simulator.hpp"

#include <algorithm>

#include "core/admin/json_writer.hpp"
#include "core/admin/query.hpp"
#include "core/async/event.hpp"
#include "core/base/timestamp.hpp"
#include "core/http/standard_webhooks.hpp"

namespace hub::simulators::engage {

namespace {

constexpr std::size_t kCallbacksKept = 1'000;
constexpr std::int64_t kListedMax = 500;
constexpr std::string_view kApi = "/api/v1/";
constexpr std::string_view kControl = "/_control/";

http::Response respond(int status, std::string_view body = {}, const char* type = "application/json") {
  http::Response response;
  response.status = status;
  if (!body.empty()) response.headers.add("Content-Type", type);
  response.body.append(body);
  return response;
}

// What a call is called in faults and figures; empty: there is no such call.
std::string operation_of(std::string_view method, std::string_view resource, bool has_id) {
  if (resource == "cases" && method == "GET") return has_id ? "read_case" : "list_cases";
  if (resource == "cases" && method == "DELETE") return "delete_case";
  if (resource == "attachments" && method == "GET") return "read_attachment";
  if (resource == "callbacks" && method == "POST") return "callback";
  return {};
}

// What strikes before anything is done.
std::optional<http::Response> refuse(const std::vector<Fault>& faults) {
  if (find_fault(faults, FaultKind::drop)) {
    http::Response dropped;
    dropped.drop = true;
    return dropped;
  }
  const Fault* fault = find_fault(faults, FaultKind::status);
  if (!fault) return std::nullopt;
  http::Response response = respond(static_cast<int>(fault->status));
  if (!fault->retry_after.empty()) response.headers.add("Retry-After", fault->retry_after);
  return response;
}

void spoil(const std::vector<Fault>& faults, http::Response& response) {
  if (find_fault(faults, FaultKind::malformed)) response.body.resize(response.body.size() / 2);
  if (const Fault* fault = find_fault(faults, FaultKind::oversize)) {
    response.body.append(std::string(static_cast<std::size_t>(fault->bytes), ' '));
  }
}

}  // namespace

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

Task<http::Response> Simulator::handle(http::Request request) {
  const std::string path = request.url.substr(0, request.url.find('?'));
  if (path.starts_with(kControl)) co_return control(request, std::string_view(path).substr(kControl.size()));
  if (!path.starts_with(kApi)) co_return respond(404);
  const std::string rest = path.substr(kApi.size());
  const auto slash = rest.find('/');
  const std::string id = slash == std::string::npos ? std::string() : rest.substr(slash + 1);
  const std::string operation =
      operation_of(request.method, std::string_view(rest).substr(0, slash), !id.empty());
  if (operation.empty()) co_return respond(404);
  if (!is_authorised(request)) co_return respond(401);

  ++calls_[operation];
  const auto faults = faults_.strike(operation);
  if (const Fault* slow = find_fault(faults, FaultKind::latency)) {
    co_await sleep_for(clock_, milliseconds(slow->milliseconds));
  }
  auto refused = refuse(faults);
  if (refused) co_return std::move(*refused);
  http::Response response = api(operation, id, request);
  spoil(faults, response);
  co_return response;
}

bool Simulator::is_authorised(const http::Request& request) const {
  return settings_.api_token.empty() ||
         request.headers.find("Authorization").value_or("") == "Bearer " + settings_.api_token;
}

bool Simulator::is_signed(const http::Request& request) const {
  if (settings_.callback_secret.empty()) return true;
  const auto header = [&](std::string_view name) { return request.headers.find(name).value_or(""); };
  const std::vector<WipedBytes> secrets{settings_.callback_secret};
  const http::WebhookMessage message{header("webhook-id"), header("webhook-timestamp"), request.body.view()};
  return http::is_timely(message.timestamp, clock_.wall_now()) &&
         http::has_valid_signature(message, header("webhook-signature"), secrets, {});
}

http::Response Simulator::api(const std::string& operation, const std::string& id,
                              const http::Request& request) {
  if (operation == "list_cases") return list_cases(request.url);
  const int absent = platform_.was_deleted(id) ? 410 : 404;
  if (operation == "callback") {
    if (!is_signed(request)) return respond(401);
    ++callback_count_;
    if (callbacks_.size() < kCallbacksKept) callbacks_.emplace_back(request.body.view());
    return respond(204);
  }
  if (operation == "delete_case") {
    if (!is_signed(request)) return respond(401);
    return respond(platform_.erase_case(id) ? 204 : absent);
  }
  const bool is_case = operation == "read_case";
  const std::string* content = is_case ? platform_.find_case(id) : platform_.find_attachment(id);
  if (!content) return respond(absent);
  return respond(200, *content, is_case ? "application/json" : "application/octet-stream");
}

// GET /api/v1/cases?from=TIME&to=TIME&after=ID&limit=N
http::Response Simulator::list_cases(std::string_view url) const {
  const auto question = url.find('?');
  const auto query =
      admin::Query::parse(question == std::string_view::npos ? std::string_view() : url.substr(question + 1));
  if (!query) return respond(400);
  const auto text = [&](std::string_view name) {
    const std::string* value = query->find(name);
    return value ? *value : std::string();
  };
  const auto from = parse_timestamp(text("from")), to = parse_timestamp(text("to"));
  const auto limit = admin::parse_integer(text("limit")).value_or(kListedMax);
  if (!from || !to || limit < 1) return respond(400);
  const auto most = static_cast<std::size_t>(std::min(limit, kListedMax));
  const auto list = platform_.closed_cases(*from, *to, text("after"), most);
  admin::JsonWriter json;
  json.begin_object().name("cases").begin_array();
  for (const Platform::Closed& closed : list) {
    json.begin_object().member("id", closed.case_id).member("event", closed.event_id);
    json.member("source", closed.source).member("time", closed.time);
    json.member("dataref", api_url() + "/cases/" + closed.case_id).end_object();
  }
  json.end_array();
  if (list.size() == most) json.member("next", list.back().case_id);
  json.end_object();
  const Buffer body = json.take();
  return respond(200, body.view());
}

std::string Simulator::state_json() const {
  std::string calls;
  for (const auto& [operation, count] : calls_) {
    calls += (calls.empty() ? "\"" : ",\"") + operation + "\":" + std::to_string(count);
  }
  return "{\"cases\":" + std::to_string(platform_.cases()) +
         ",\"attachments\":" + std::to_string(platform_.attachments()) +
         ",\"deleted_cases\":" + std::to_string(platform_.deleted_cases()) +
         ",\"callbacks\":" + std::to_string(callback_count_) + ",\"calls\":{" + calls + "}}";
}

http::Response Simulator::control(const http::Request& request, std::string_view what) {
  if (what == "state" && request.method == "GET") return respond(200, state_json());
  if (what == "callbacks" && request.method == "GET") {
    std::string list;
    for (const std::string& body : callbacks_) list += (list.empty() ? "" : ",") + body;
    return respond(200, '[' + list + ']');
  }
  if (what == "reset" && request.method == "POST") {
    platform_.clear();
    faults_.clear();
    callbacks_.clear();
    callback_count_ = 0;
    calls_.clear();
    return respond(200, "{}");
  }
  if (what != "faults") return respond(404);
  if (request.method == "DELETE") {
    faults_.clear();
    return respond(200, "{}");
  }
  model::Arena arena;
  const auto fault = parser_.parse(request.body.view(), arena);
  const bool is_added = fault.ok() && faults_.add(*fault).ok();
  return is_added ? respond(200, "{}") : respond(400, R"({"error":"this is no fault"})");
}

}  // namespace hub::simulators::engage
