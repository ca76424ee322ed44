#include <algorithm>
#include <ostream>

#include "connectors/connectors.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/target_check.hpp"

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
  constexpr std::size_t kMany = 1000;
  const Option allow{"allow", "SUBNET", "a private subnet that may be reached, such as 127.0.0.1/32"};
  const Option ca_file{"ca-file", "FILE", "PEM file of trusted authorities instead of the system's"};
  return {{"target check",
           "FILE...",
           1,
           kMany,
           "Asks each target in these resource files directly, without a running hub: host, certificate, "
           "credentials, "
           "rights, and whether its mapping fits. Nothing is written there.",
           {{"mappings", "FOLDER", "where mappings are (default: mappings)"}, allow, ca_file},
           check_target},
          {"target describe",
           "FILE OBJECT...",
           2,
           kMany,
           "The fields of these objects as the hub's user sees them at the target of the resource file.",
           {allow, ca_file},
           describe_target},
          {"target setup",
           "CONNECTOR",
           1,
           1,
           "What to create in the target system before the hub can write there, as files of its own tools.",
           {{"to", "FOLDER", "writes the files there instead of printing them"}},
           setup}};
}

}  // namespace hub::hubctl
