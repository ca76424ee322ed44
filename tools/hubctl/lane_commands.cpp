#include <ostream>

#include "tools/hubctl/commands.hpp"

namespace hub::hubctl {
namespace {

int set_paused(Call& call, const char* verb, const char* outcome) {
  const std::string &tenant = call.arguments[0], &target = call.arguments[1];
  const auto answer =
      call.hub.post("/api/v1/lanes/" + encode(tenant) + '/' + encode(target) + '/' + verb, "{}");
  if (!answer) return refused(call, answer.error());
  if (call.json) {
    call.out << answer->text() << '\n';
  } else {
    call.out << "the lane of " << tenant << " to " << target << ' ' << outcome << '\n';
  }
  return kDone;
}

int pause(Call& call) {
  return set_paused(call, "pause", "is paused; what is under way finishes");
}
int resume(Call& call) {
  return set_paused(call, "resume", "goes on");
}

}  // namespace

std::vector<Command> lane_commands() {
  return {{"lanes pause",
           "TENANT TARGET",
           2,
           2,
           "Sends nothing more to this target until `lanes resume`, also after a restart; cases are taken "
           "and wait.",
           {},
           pause},
          {"lanes resume",
           "TENANT TARGET",
           2,
           2,
           "Goes on at once, also where the target asked for a wait.",
           {},
           resume}};
}

}  // namespace hub::hubctl
