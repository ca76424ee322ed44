#include "connectors/hubspot/setup.hpp"

#include <array>
#include <string_view>

namespace hub::connectors::hubspot {

namespace {

struct Property {
  std::string_view object, name, label, field_type, group;
  bool is_unique;
};
constexpr std::array kProperties = std::to_array<Property>({
    {"tickets", "hub_key", "Hub key", "text", "ticketinformation", true},
    {"tickets", "hub_case_id", "Hub case id", "text", "ticketinformation", false},
    {"tickets", "hub_transcript", "Chat transcript", "textarea", "ticketinformation", false},
    {"contacts", "hub_key", "Hub key", "text", "contactinformation", true},
    {"notes", "hub_key", "Hub key", "text", "engagementinformation", true},
});

std::string body_of(const Property& property) {
  std::string json = "{\"type\":\"string\"";
  for (const auto& [name, value] :
       {std::pair("name", property.name), std::pair("label", property.label),
        std::pair("fieldType", property.field_type), std::pair("groupName", property.group)}) {
    json.append(",\"").append(name).append("\":\"").append(value).append("\"");
  }
  if (property.is_unique) json += ",\"hasUniqueValue\":true";
  return json + "}\n";
}

}  // namespace

std::vector<SetupFile> setup_files() {
  std::vector<SetupFile> files;
  std::string script =
      "#!/bin/sh\n# Creates the hub's properties; HUBSPOT_TOKEN is the token of a private app with the "
      "schema "
      "scopes.\nset -eu\ncd \"$(dirname \"$0\")\"\n";
  for (const Property& property : kProperties) {
    std::string path(property.object);
    path.append("/").append(property.name).append(".json");
    script +=
        "curl -sS --fail-with-body -H \"Authorization: Bearer $HUBSPOT_TOKEN\" -H 'Content-Type: "
        "application/json' \\\n  --data @" +
        path + " https://api.hubapi.com/crm/v3/properties/" + std::string(property.object) + "\n";
    files.push_back({std::move(path), body_of(property)});
  }
  files.push_back({"create.sh", std::move(script)});
  return files;
}

}  // namespace hub::connectors::hubspot
