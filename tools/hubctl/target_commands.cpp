#include <algorithm>
#include <ostream>

#include "connectors/connectors.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"

namespace hub::hubctl {
namespace {

// What the connector wants to exist in the target: printed, or written below a folder.
int setup(Call& call) {
  connectors::Registry registry;
  connectors::add_all(registry);
  const connectors::ConnectorKind* kind = registry.find(call.arguments.front());
  if (kind == nullptr) return fail(call, kBadUsage, "there is no such connector");
  if (!kind->setup_files) {
    call.out << "nothing needs to be set up in the target\n";
    return kDone;
  }
  const std::string* folder = call.find("to");
  for (const connectors::SetupFile& file : kind->setup_files()) {
    if (folder == nullptr) {
      call.out << "==> " << file.path << " <==\n" << file.content << '\n';
      continue;
    }
    const std::string path = *folder + '/' + file.path;
    const auto written = write_file(path, file.content);
    if (!written) return fail(call, kRefused, written.error().message);
    call.out << path << '\n';
  }
  return kDone;
}

}  // namespace

std::vector<Command> target_commands() {
  return {{"target setup",
           "CONNECTOR",
           1,
           1,
           "What to create in the target system before the hub can write there, as files of its own tools.",
           {{"to", "FOLDER", "writes the files there instead of printing them"}},
           setup}};
}

}  // namespace hub::hubctl
