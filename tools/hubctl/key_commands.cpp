#include <ostream>

#include "tools/hubctl/commands.hpp"

namespace hub::hubctl {
namespace {

int rotate_root(Call& call) {
  const auto answer = call.hub.post("/api/v1/keys/rotate-root", "{}");
  if (!answer) return refused(call, answer.error());
  if (call.json)
    call.out << answer->text() << '\n';
  else
    call.out << "the key files are wrapped by next_root_key: make it root_key in hub.yaml, then destroy the "
                "old one\n";
  return kDone;
}

}  // namespace

std::vector<Command> key_commands() {
  return {{"keys rotate-root",
           "",
           0,
           0,
           "Moves the key files to the next root, while cases come and go.",
           {},
           rotate_root}};
}

}  // namespace hub::hubctl
