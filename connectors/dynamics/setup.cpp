#include "connectors/dynamics/setup.hpp"

#include "connectors/dynamics/types.hpp"

namespace hub::connectors::dynamics {

std::vector<SetupFile> setup_files() {
  const std::string collector = address("contacts", id_of_key("collector"));
  const std::string script =
      "#!/bin/sh\n"
      "# Makes the contact that stands for visitors nobody knows. DATAVERSE_URL is the environment's "
      "address,\n"
      "# DATAVERSE_TOKEN a token of an administrator. Then set `collector: " +
      collector +
      "`.\n"
      "set -eu\n"
      "cd \"$(dirname \"$0\")\"\n"
      "curl -sS --fail-with-body -X PATCH -H \"Authorization: Bearer $DATAVERSE_TOKEN\" \\\n"
      "  -H 'Content-Type: application/json' -H 'If-None-Match: *' --data @collector.json \\\n"
      "  \"$DATAVERSE_URL/api/data/v9.2/" +
      collector + "\"\n";
  return {{"collector.json", "{\"lastname\":\"Web visitors\"}\n"}, {"create.sh", script}};
}

}  // namespace hub::connectors::dynamics
