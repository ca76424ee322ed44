#include "tools/simulators/servicenow/simulator.hpp"

#include <algorithm>

#include "core/async/event.hpp"
#include "core/base/base64.hpp"
#include "tools/simulators/common/control.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/servicenow/fault_words.hpp"

namespace hub::simulators::servicenow {

namespace {

constexpr std::string_view kLoginPath = "/oauth_token.do", kBatchPath = "/api/now/v1/batch";

// Of a single call.
std::string operation_of(const ApiCall& call) {
  const std::vector<std::string> path = call.path();
  if (path.empty()) return "";
  const bool is_file = path.back() == "file";
  if (path[0] == "attachment" && is_file) return call.method == "POST" ? "upload" : "download";
  if (path[0] == "import") return "import";
  if (path[0] != "table" && path[0] != "attachment") return "";
  return call.method == "GET" ? "read" : "write";
}

ApiCall part_of(const model::Value& part, const WipedBytes& body) {
  return {std::string(part.text_at("method")),
          parse_target(part.text_at("url")),
          "application/json",
          {body.data(), body.size()}};
}

}  // namespace

std::vector<std::string> ApiCall::path() const {
  const auto& parts = target.segments;
  if (parts.size() < 3 || parts[0] != "api" || parts[1] != "now") return {};
  const bool has_version = parts[2] == "v1" || parts[2] == "v2";
  return {parts.begin() + (has_version ? 3 : 2), parts.end()};
}

std::string ApiCall::asked(const std::string& name) const {
  const auto found = target.query.find(name);
  return found == target.query.end() ? std::string() : found->second;
}

http::Response failure(int status, std::string_view message, std::string_view detail) {
  Buffer body(R"({"error":{)");
  model::write_json_member("message", message, body);
  body.append(",\"detail\":");
  if (detail.empty()) {
    body.append("null");
  } else {
    model::write_json_string(detail, body);
  }
  body.append(R"(},"status":"failure"})");
  return respond_json(status, std::move(body));
}

http::Response no_record() {
  return failure(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval");
}

Simulator::Simulator(Clock& clock, SimulatorSettings settings)
    : clock_(clock), settings_(std::move(settings)), instance_(clock), faults_(fault_words()) {}

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
  instance_.reset();
  faults_.clear();
  tokens_.clear();
  used_ = 0;
  calls_.clear();
}

std::string Simulator::state_json() {
  std::string records;
  for (const std::string name : {"sn_customerservice_case", "incident", "customer_contact"})
    records += '"' + name + "\":" + std::to_string(instance_.rows(name).size()) + ',';
  return "{\"records\":{" + records + "\"attachment\":" + std::to_string(instance_.files().size()) + "}," +
         calls_members(calls_) + "}";
}

http::Response Simulator::control(const http::Request& request, const RestTarget& target) {
  return answer_control(
      request, target,
      {faults_, [this] { return state_json(); }, [this] { reset(); }, [this] { tokens_.clear(); }});
}

Task<http::Response> Simulator::handle(http::Request request) {
  RestTarget target = parse_target(request.url);
  if (target.path.starts_with("/_control/")) co_return control(request, target);
  auto answering = api(std::move(request), std::move(target));
  co_return co_await std::move(answering);
}

Task<http::Response> Simulator::api(http::Request request, RestTarget target) {
  const bool is_login = target.path == kLoginPath;
  if (!is_login && !is_authorised(request))
    co_return failure(401, "User Not Authenticated", "Required to provide Auth information");
  const ApiCall call{request.method, target, std::string(request.headers.find("Content-Type").value_or("")),
                     request.body.view()};
  std::string operation = is_login ? std::string(kLoginOperation) : operation_of(call);
  if (target.path == kBatchPath)
    operation = request.body.view().find("\"method\":\"GET\"") == std::string_view::npos ? "write" : "read";
  if (operation.empty()) co_return failure(400, "Requested URI does not represent any resource");
  ++calls_[operation];
  const std::vector<Fault> faults = faults_.strike(operation);
  if (auto refusal = refuse(faults)) co_return std::move(*refusal);
  if (is_login) co_return token(request);
  if (auto limited = over_budget()) co_return std::move(*limited);
  http::Response answer = target.path == kBatchPath ? batch(call, faults) : run(call, faults);
  const Fault* slow = find_fault(faults, "slow_answer");
  const milliseconds wait = settings_.latency + milliseconds(slow ? slow->milliseconds : 0);
  if (wait.count() > 0) co_await sleep_for(clock_, wait);
  if (find_fault(faults, "drop_after_commit")) co_return dropped();
  if (find_fault(faults, "truncated_json")) answer.body.resize(answer.body.size() / 2);
  co_return answer;
}

http::Response Simulator::run(const ApiCall& call, const std::vector<Fault>& faults) {
  const std::vector<std::string> path = call.path();
  if (path.empty()) return failure(400, "Requested URI does not represent any resource");
  const bool reads = call.method == "GET";
  if (find_fault(faults, "forbidden") && !reads)
    return failure(403, "Operation Failed", "ACL Exception Insert Failed due to security constraints");
  if (find_fault(faults, "hidden_records") && reads) return no_record();
  if (path[0] == "attachment") return attachment(call, path, faults);
  if (path[0] == "import" && path.size() == 2 && call.method == "POST") return import(call, path[1]);
  return path[0] == "table" && path.size() > 1
             ? table(call, path, faults)
             : failure(400, "Requested URI does not represent any resource");
}

// No transaction: each part is carried out, or not, for itself.
http::Response Simulator::batch(const ApiCall& call, const std::vector<Fault>& faults) {
  model::Arena arena;
  const auto parts = parser_.parse(call.body, arena);
  const model::Value* list = parts.ok() ? parts->find("rest_requests") : nullptr;
  if (!list || !list->is_array()) return failure(400, "Exception while reading request");
  const Fault* left = find_fault(faults, "unserviced");
  const Fault* broken = find_fault(faults, "record_error");
  Buffer served, unserviced;
  for (std::size_t i = 0; i < list->as_array().size(); ++i) {
    const model::Value& part = list->as_array()[i];
    const auto at = static_cast<std::int64_t>(i);
    if (left && left->record == at) {
      model::write_json_string(part.text_at("id"), unserviced);
      continue;
    }
    const auto body = base64_decode(part.text_at("body")).value_or(WipedBytes());
    const bool is_broken = broken && broken->record == at;
    const http::Response answer = is_broken ? failure(static_cast<int>(broken->status), "told to refuse")
                                            : run(part_of(part, body), faults);
    served.append(served.empty() ? "{" : ",{");
    model::write_json_member("id", part.text_at("id"), served);
    served.append(",\"status_code\":" + std::to_string(answer.status) + ",\"body\":\"");
    base64_encode(answer.body.view(), served);
    served.append("\",\"headers\":[],\"execution_time\":25}");
  }
  Buffer out(R"({"batch_request_id":"1","serviced_requests":[)");
  out.append(served.view());
  out.append("],\"unserviced_requests\":[");
  out.append(unserviced.view());
  out.append("]}");
  return respond_json(200, std::move(out));
}

}  // namespace hub::simulators::servicenow
