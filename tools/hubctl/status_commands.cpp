#include <ostream>

#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

void print_lanes(const model::Value& lanes, std::ostream& out) {
  Table table({"TENANT", "TARGET", "STATE", "WAITING", "UNDER WAY", "DEAD LETTERS", "OLDEST S", "REASON"});
  for (const model::Value& lane : lanes.as_array()) {
    table.add({std::string(lane.text_at("tenant")), std::string(lane.text_at("target")),
               std::string(lane.text_at("state")), number_at(lane, "waiting", "-"),
               number_at(lane, "under_way", "-"), number_at(lane, "dead_letters", "-"),
               number_at(lane, "oldest_seconds", "-"), std::string(lane.text_at("reason"))});
  }
  table.print(out);
  for (const model::Value& lane : lanes.as_array()) {
    const model::Value* drift = lane.find("drift");
    if (drift == nullptr || !drift->is_array()) continue;
    for (const model::Value& finding : drift->as_array())
      out << "DRIFT " << lane.text_at("tenant") << '/' << lane.text_at("target") << ": "
          << finding.as_string() << '\n';
  }
}

void print_platforms(const model::Value& platforms, std::ostream& out) {
  Table table({"PLATFORM OF", "OWED", "NEED A PERSON", "OLDEST S", "REASON"});
  for (const model::Value& platform : platforms.as_array()) {
    table.add({std::string(platform.text_at("tenant")), number_at(platform, "waiting", "-"),
               number_at(platform, "dead_letters", "-"), number_at(platform, "oldest_seconds", "-"),
               std::string(platform.text_at("reason"))});
  }
  out << '\n';
  table.print(out);
}

void print_fleet(const model::Value& fleet, std::ostream& out) {
  Table table({"NODE", "VERSION", "SINCE", "TENANTS", "ADDRESS"});
  for (const model::Value& node : fleet.as_array()) {
    const model::Value *tenants = node.find("tenants"), *is_this = node.find("is_this");
    const std::size_t count = tenants != nullptr ? tenants->as_array().size() : 0;
    const bool answers = is_this != nullptr && is_this->as_boolean();
    table.add({std::string(node.text_at("name")) + (answers ? " *" : ""),
               std::string(node.text_at("version")), std::string(node.text_at("since")),
               std::to_string(count), std::string(node.text_at("address"))});
  }
  out << '\n';
  table.print(out);
}

int status(Call& call) {
  const auto answer = call.hub.get("/api/v1/status");
  if (!answer) return refused(call, answer.error());
  if (call.json) {
    call.out << answer->text() << '\n';
    return kDone;
  }
  const model::Value& hub = answer->value();
  const model::Value* totals = hub.find("totals");
  const model::Value* accepting = hub.find("accepting");
  if (totals == nullptr || accepting == nullptr)
    return fail(call, kRefused, "the hub's answer is not understood");
  call.out << "hub " << hub.text_at("version") << " in " << hub.text_at("region") << ", since "
           << hub.text_at("started_at") << (accepting->as_boolean() ? "" : ", NOT ACCEPTING") << '\n'
           << "accepted " << number_at(*totals, "accepted", "-") << ", duplicates "
           << number_at(*totals, "duplicates", "-") << ", deleted " << number_at(*totals, "deleted", "-")
           << ", held now " << number_at(hub, "cases_held", "-") << "\n\n";
  if (const model::Value* lanes = hub.find("lanes")) print_lanes(*lanes, call.out);
  const model::Value* platforms = hub.find("platforms");
  if (platforms != nullptr && !platforms->as_array().empty()) print_platforms(*platforms, call.out);
  const model::Value* fleet = hub.find("fleet");
  if (fleet != nullptr && !fleet->as_array().empty()) print_fleet(*fleet, call.out);
  return kDone;
}

int retry_platform(Call& call) {
  const auto answer = call.hub.post("/api/v1/platforms/" + encode(call.arguments.front()) + "/retry", "{}");
  if (!answer) return refused(call, answer.error());
  if (call.json)
    call.out << answer->text() << '\n';
  else
    call.out << number_at(answer->value(), "retried", "-")
             << " purges and callbacks are on their way again\n";
  return kDone;
}

}  // namespace

std::vector<Command> status_commands() {
  return {{"status", "", 0, 0, "Totals and every lane: is anything stuck, and why?", {}, status},
          {"platform retry",
           "TENANT",
           1,
           1,
           "Gives purges and callbacks of a tenant's platform that need a person another chance.",
           {},
           retry_platform}};
}

}  // namespace hub::hubctl
