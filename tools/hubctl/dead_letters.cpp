#include "tools/hubctl/dead_letters.hpp"

#include <algorithm>
#include <ostream>
#include <thread>

#include "core/admin/json_writer.hpp"

namespace hub::hubctl {
namespace {

constexpr std::size_t kStep = 100;  // deliveries a request moves: a second's work at most
constexpr std::size_t kMost = 10'000'000;
constexpr std::size_t kShown = 50;
constexpr std::chrono::milliseconds kNap{20};

using Clock = std::chrono::steady_clock;

// The hub's own time: what dead letters are compared with.
Result<std::string> moment_of(Call& call) {
  const auto answer = call.hub.post("/api/v1/deliveries/retry", R"({"deliveries":["1-1"],"dry_run":true})");
  if (!answer) return answer.error();
  const std::string_view as_of = answer->value().text_at("as_of");
  if (as_of.empty()) return transient_error("not_understood", "the hub's answer is not understood");
  return std::string(as_of);
}

Result<std::size_t> move_step(Call& call, const MoveOrder& order, std::span<const std::string> ids) {
  const auto answer = call.hub.post("/api/v1/deliveries/" + std::string(order.operation),
                                    named_body(ids, order.mapping_version));
  if (!answer) return answer.error();
  const model::Value* moved = answer->value().find(order.verb);
  if (moved == nullptr || !moved->is_integer())
    return transient_error("not_understood", "the hub's answer is not understood");
  return static_cast<std::size_t>(moved->as_integer());
}

// Four steps a second at most, so that a slow rate is even.
std::size_t step_of(const MoveOrder& order) {
  if (order.per_second <= 0) return kStep;
  return std::clamp<std::size_t>(static_cast<std::size_t>(order.per_second / 4), 1, kStep);
}

}  // namespace

std::string choice_problem(const Call& call) {
  if (call.arguments.empty() == !has_filter(call))
    return "name deliveries, or choose them by --tenant, --target, --error-class, ...";
  return {};
}

Result<ChosenDeliveries> choose_deliveries(Call& call, std::string& as_of) {
  auto filters = given_filters(call);
  const auto set = [&](const std::string& name, const std::string& value) {
    if (std::ranges::find(filters, name, &std::pair<std::string, std::string>::first) == filters.end())
      filters.emplace_back(name, value);
  };
  if (as_of.empty()) {
    auto moment = moment_of(call);
    if (!moment) return std::move(moment).error();
    as_of = std::move(*moment);
  }
  set("state", "dead_letter");
  set("changed_before", as_of);
  ChosenDeliveries chosen;
  const auto seen = for_each_delivery(call, filters, kMost, [&](const model::Value& delivery) {
    chosen.ids.emplace_back(delivery.text_at("id"));
    if (chosen.ids.size() <= kShown) add_delivery(delivery, chosen.table);
    const model::Value* error = delivery.find("error");
    ++chosen.radius[{std::string(delivery.text_at("tenant")), std::string(delivery.text_at("target")),
                     std::string(error != nullptr ? error->text_at("kind") : ""),
                     std::string(error != nullptr ? error->text_at("code") : "")}];
    return true;
  });
  if (!seen) return seen.error();
  return chosen;
}

void print_dry_run(const Call& call, const ChosenDeliveries& chosen, std::string_view verb) {
  if (call.json) {
    admin::JsonWriter json;
    json.begin_object().member("dry_run", true);
    json.member("matched", static_cast<std::int64_t>(chosen.ids.size())).member(verb, std::int64_t{0});
    json.name("deliveries").begin_array();
    for (const std::string& id : chosen.ids) json.text(id);
    json.end_array().end_object();
    const Buffer line = json.take();
    call.out << line.view() << '\n';
    return;
  }
  if (!chosen.ids.empty()) {
    Table groups({"TENANT", "TARGET", "ERROR", "CODE", "DELIVERIES"});
    for (const auto& [key, count] : chosen.radius)
      groups.add({key[0], key[1], key[2], key[3], std::to_string(count)});
    groups.print(call.out);
    call.out << '\n';
    chosen.table.print(call.out);
    if (chosen.ids.size() > kShown) call.out << "and " << chosen.ids.size() - kShown << " more\n";
    call.out << '\n';
  }
  call.out << chosen.ids.size() << " deliveries would be " << verb << '\n';
}

MoveOutcome move_deliveries(Call& call, const MoveOrder& order, std::span<const std::string> ids,
                            const std::function<void(std::span<const std::string>)>& after_step) {
  MoveOutcome outcome;
  const auto began = Clock::now();
  while (outcome.asked < ids.size()) {
    if (call.is_interrupted()) {
      outcome.is_interrupted = true;
      return outcome;
    }
    const auto step = ids.subspan(outcome.asked, std::min(step_of(order), ids.size() - outcome.asked));
    const auto moved = move_step(call, order, step);
    if (!moved) {
      outcome.error = moved.error();
      return outcome;
    }
    outcome.asked += step.size();
    outcome.moved += *moved;
    after_step(step);
    print_progress(call, order.verb, outcome.asked, ids.size());
    if (order.per_second <= 0 || outcome.asked == ids.size()) continue;
    const std::chrono::duration<double> due(static_cast<double>(outcome.asked) / order.per_second);
    pause(call, std::chrono::duration_cast<std::chrono::milliseconds>(due - (Clock::now() - began)));
  }
  return outcome;
}

std::string named_body(std::span<const std::string> ids, std::optional<std::int64_t> mapping_version) {
  admin::JsonWriter json;
  json.begin_object().name("deliveries").begin_array();
  for (const std::string& id : ids) json.text(id);
  json.end_array().member("mapping_version", mapping_version).end_object();
  const Buffer body = json.take();
  return std::string(body.view());
}

bool pause(const Call& call, std::chrono::milliseconds time) {
  const auto until = Clock::now() + time;
  while (Clock::now() < until) {
    if (call.is_interrupted()) return false;
    std::this_thread::sleep_for(kNap);
  }
  return true;
}

}  // namespace hub::hubctl
