#include "tools/simulators/dynamics/simulator.hpp"

#include <set>

#include "core/async/event.hpp"
#include "core/model/builder.hpp"
#include "tools/simulators/common/control.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/dynamics/fault_words.hpp"

namespace hub::simulators::dynamics {

namespace {

bool is_login(const http::Request& request, const RestTarget& target) {
  const auto& parts = target.segments;
  return request.method == "POST" && parts.size() == 4 && parts[1] == "oauth2" && parts[2] == "v2.0" &&
         parts[3] == "token";
}

}  // namespace

Simulator::Simulator(Clock& clock, SimulatorSettings settings)
    : clock_(clock), settings_(std::move(settings)), organisation_(clock), faults_(fault_words()) {
  add_collector();
}

// The one that stands for visitors who are not known.
void Simulator::add_collector() {
  if (settings_.collector_id.empty()) return;
  model::Arena arena;
  model::ObjectBuilder contact(arena);
  contact.add("lastname", model::Value::string("Web visitors"));
  organisation_.create(*organisation_.find_table("contacts"), settings_.collector_id, contact.finish());
}

Result<std::unique_ptr<Simulator>> Simulator::start(IoContext& io, Clock& clock, SimulatorSettings settings) {
  std::unique_ptr<Simulator> simulator(new Simulator(clock, std::move(settings)));
  const auto handle = [self = simulator.get()](http::Request request) {
    return self->handle(std::move(request));
  };
  const SimulatorSettings& its = simulator->settings_;
  auto started = simulator->listener_.start(io, {its.address, its.port, 128u << 20}, handle);
  if (!started.ok()) return std::move(started).error();
  return simulator;
}

void Simulator::reset() {
  organisation_.reset();
  faults_.clear();
  tokens_.clear();
  recent_.clear();
  executed_.clear();
  calls_.clear();
  add_collector();
}

Task<http::Response> Simulator::handle(http::Request request) {
  RestTarget target = parse_target(request.url);
  if (target.path.starts_with("/_control/")) {
    co_return answer_control(
        request, target,
        {faults_, [this] { return state_json(); }, [this] { reset(); }, [this] { tokens_.clear(); }});
  }
  auto answering = api(std::move(request), std::move(target));
  co_return co_await std::move(answering);
}

Task<http::Response> Simulator::api(http::Request request, RestTarget target) {
  const bool is_token = is_login(request, target);
  const std::string operation =
      is_token ? std::string(kLoginOperation) : operation_of(request, api_target(request.url));
  if (operation.empty() || (!is_token && !is_api(target)))
    co_return refused({404, "", "No HTTP resource was found that matches the request URI."});
  if (!is_token && !is_authorised(request)) {
    http::Response stranger;
    stranger.status = 401;
    co_return stranger;
  }
  ++calls_[operation];
  Context context{faults_.strike(operation), {}};
  if (auto refusal = refuse(context.faults)) co_return std::move(*refusal);
  if (is_token) co_return token(request);
  if (auto limited = over_limit()) co_return std::move(*limited);
  ++under_way_;
  http::Response answer = with_limits(run(request, operation, context));
  const Fault* slow = find_fault(context.faults, "slow_answer");
  const milliseconds wait = settings_.latency + milliseconds(slow ? slow->milliseconds : 0);
  if (wait.count() > 0) co_await sleep_for(clock_, wait);
  --under_way_;
  if (find_fault(context.faults, "drop_after_commit")) co_return dropped();
  if (find_fault(context.faults, "truncated_json")) answer.body.resize(answer.body.size() / 2);
  co_return answer;
}

http::Response Simulator::run(const http::Request& request, const std::string& operation, Context& context) {
  arena_.reset();
  if (operation.starts_with("batch_")) return batch(request, context);
  count_execution(1);
  return carry_out(request, context);
}

// Ids are never given twice: what is here twice says the same under two of them.
std::size_t Simulator::repeated_cases() {
  std::set<std::string> different;
  const auto cases = organisation_.live("incidents");
  for (const Row* row : cases) {
    const auto description = row->cells.find("description");
    different.insert(description == row->cells.end() ? row->id : description->second.text);
  }
  return cases.size() - different.size();
}

std::string Simulator::state_json() {
  std::string records;
  for (const Table& table : organisation_.tables()) {
    records += (records.empty() ? "\"" : ",\"") + table.set +
               "\":" + std::to_string(organisation_.live(table.set).size());
  }
  return "{\"records\":{" + records + "},\"duplicates\":{\"incidents\":" + std::to_string(repeated_cases()) +
         "}," + calls_members(calls_) + "}";
}

}  // namespace hub::simulators::dynamics
