#include <istream>
#include <ostream>

#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

int status(Call& call) {
  std::string path = "/api/v1/tracking";
  if (const std::string* tenant = call.find("tenant")) path += "?tenant=" + encode(*tenant);
  const auto answer = call.hub.get(path);
  if (!answer) return refused(call, answer.error());
  if (call.json) {
    call.out << answer->text() << '\n';
    return kDone;
  }
  Table table({"TENANT", "KEPT", "A DAY", "DAY", "EVENTS"});
  for (const model::Value& tenant : list_at(answer->value(), "tenants")) {
    const std::string name(tenant.text_at("tenant"));
    const std::string kept = number_at(tenant, "days_kept", "?") + " days";
    const std::string most = "at most " + number_at(tenant, "events_per_day", "?");
    const auto days = list_at(tenant, "days");
    if (days.empty()) table.add({name, kept, most, "-", "0"});
    for (const model::Value& day : days)
      table.add({name, kept, most, std::string(day.text_at("day")), number_at(day, "events", "?")});
  }
  table.print(call.out);
  return kDone;
}

bool is_sure(Call& call, const std::string& tenant) {
  if (call.find("yes") != nullptr) return true;
  call.err << "Every tracking event of " << tenant << " is deleted; nothing brings them back.\n"
           << "Type its name to go on: " << std::flush;
  std::string typed;
  std::getline(call.in, typed);
  return typed == tenant;
}

int purge(Call& call) {
  const std::string& tenant = call.arguments.front();
  if (!is_sure(call, tenant)) return fail(call, kBadUsage, "nothing was changed");
  const auto answer = call.hub.remove("/api/v1/tenants/" + encode(tenant) + "/tracking");
  if (!answer) return refused(call, answer.error());
  if (call.json)
    call.out << answer->text() << '\n';
  else
    call.out << number_at(answer->value(), "events", "?") << " tracking events of "
             << number_at(answer->value(), "days", "?") << " days deleted\n";
  return kDone;
}

}  // namespace

std::vector<Command> tracking_commands() {
  return {
      {"tracking status",
       "",
       0,
       0,
       "Lists how many visitor-tracking events there are of each tenant and day. Nothing shows one.",
       {{"tenant", "NAME", "only this tenant's"}},
       status},
      {"tracking purge",
       "TENANT",
       1,
       1,
       "Deletes every tracking event of a tenant before its time, with a certificate for each day. For the "
       "role admin only.",
       {{"yes", "", "do not ask"}},
       purge}};
}

}  // namespace hub::hubctl
