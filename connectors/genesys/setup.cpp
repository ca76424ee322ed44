#include "connectors/genesys/setup.hpp"

namespace hub::connectors::genesys {

namespace {

constexpr std::string_view kSource = R"({"name":"connector-hub","active":true})"
                                     "\n";

// Names carry their type as a suffix (genesys.md 7).
constexpr std::string_view kWorkitemSchema = R"({
  "name": "connector-hub",
  "enabled": true,
  "jsonSchema": {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "connector-hub",
    "type": "object",
    "properties": {
      "case_id_identifier": {"allOf": [{"$ref": "#/definitions/identifier"}], "title": "Case id"},
      "channel_text": {"allOf": [{"$ref": "#/definitions/text"}], "title": "Channel"},
      "outcome_text": {"allOf": [{"$ref": "#/definitions/text"}], "title": "Outcome"},
      "notes_longtext": {"allOf": [{"$ref": "#/definitions/longtext"}], "title": "Wrap-up notes"}
    }
  }
}
)";

constexpr std::string_view kScript = R"script(#!/bin/sh
# Creates what the hub needs. GENESYS_TOKEN is an administrator's token, GENESYS_API the API's address, such as
# https://api.mypurecloud.ie. Prints each answer: the "id" of the first is external_source_id; the second is the schema
# of the worktype for workitems, and needed by mappings/genesys/workitem.yaml only.
set -eu
cd "$(dirname "$0")"
create() {
  curl -sS --fail-with-body -H "Authorization: Bearer $GENESYS_TOKEN" -H 'Content-Type: application/json' \
    --data "@$2" "$GENESYS_API/api/v2/$1"
  echo
}
create externalcontacts/externalsources external-source.json
create taskmanagement/workitems/schemas workitem-schema.json
)script";

}  // namespace

std::vector<SetupFile> setup_files() {
  return {{"external-source.json", std::string(kSource)},
          {"workitem-schema.json", std::string(kWorkitemSchema)},
          {"create.sh", std::string(kScript)}};
}

}  // namespace hub::connectors::genesys
