#include "connectors/salesforce/setup.hpp"

#include <array>
#include <string_view>

namespace hub::connectors::salesforce {

namespace {

constexpr std::string_view kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view kNamespace = " xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n";
constexpr std::string_view kRoot = "force-app/main/default/";
constexpr std::string_view kTranscript = "Chat_Transcript__c";

// caseSensitive: the hub's keys differ by case. unique: without it two upserts at once make two records.
constexpr std::string_view kKeyType =
    "  <type>Text</type>\n  <length>64</length>\n  <externalId>true</externalId>\n  <unique>true</unique>\n"
    "  <caseSensitive>true</caseSensitive>\n  <required>false</required>\n";
constexpr std::string_view kTranscriptType =
    "  <type>LongTextArea</type>\n  <length>131072</length>\n  <visibleLines>12</visibleLines>\n";
constexpr std::string_view kPartType =
    "  <type>Number</type>\n  <precision>6</precision>\n  <scale>0</scale>\n";
constexpr std::string_view kCaseLinkType =
    "  <type>Lookup</type>\n  <referenceTo>Case</referenceTo>\n  "
    "<relationshipName>Chat_Transcripts</relationshipName>\n"
    "  <deleteConstraint>SetNull</deleteConstraint>\n";

struct CustomField {
  std::string_view object, name, label, type;
};
constexpr std::array kFields = std::to_array<CustomField>({
    {"Case", "Hub_Key__c", "Hub Key", kKeyType},
    {kTranscript, "Hub_Key__c", "Hub Key", kKeyType},
    {kTranscript, "Case__c", "Case", kCaseLinkType},
    {kTranscript, "Part__c", "Part", kPartType},
    {kTranscript, "Body__c", "Transcript", kTranscriptType},
});

std::string tag(std::string_view name, std::string_view text) {
  std::string line = "  <";
  line.append(name).append(">").append(text).append("</").append(name).append(">\n");
  return line;
}

SetupFile field_file(const CustomField& field) {
  SetupFile file;
  file.path.append(kRoot).append("objects/").append(field.object).append("/fields/").append(field.name);
  file.path += ".field-meta.xml";
  file.content.append(kXml).append("<CustomField").append(kNamespace);
  file.content += tag("fullName", field.name) + tag("label", field.label);
  file.content.append(field.type).append("</CustomField>\n");
  return file;
}

SetupFile transcript_object_file() {
  SetupFile file;
  file.path.append(kRoot).append("objects/").append(kTranscript).append("/").append(kTranscript);
  file.path += ".object-meta.xml";
  file.content.append(kXml).append("<CustomObject").append(kNamespace);
  file.content += tag("label", "Chat Transcript") + tag("pluralLabel", "Chat Transcripts");
  file.content +=
      "  <nameField>\n    <label>Number</label>\n    <type>AutoNumber</type>\n"
      "    <displayFormat>T-{00000000}</displayFormat>\n  </nameField>\n";
  file.content +=
      tag("deploymentStatus", "Deployed") + tag("sharingModel", "ReadWrite") + "</CustomObject>\n";
  return file;
}

// viewAllRecords: a record that a rule hands to another owner must still be readable, or it is never
// confirmed. Transcripts are the hub's own: parts that a repaired mapping no longer makes are deleted.
std::string object_permission(std::string_view object, bool may_delete) {
  std::string text = "  <objectPermissions>\n";
  for (const auto& [right, given] :
       {std::pair("allowCreate", "true"), std::pair("allowDelete", may_delete ? "true" : "false"),
        std::pair("allowEdit", "true"), std::pair("allowRead", "true"),
        std::pair("modifyAllRecords", "false"), std::pair("viewAllRecords", "true")}) {
    text += "  " + tag(right, given);
  }
  return text + "  " + tag("object", object) + "  </objectPermissions>\n";
}

SetupFile permission_set_file() {
  SetupFile file;
  file.path.append(kRoot).append("permissionsets/Hub_Writer.permissionset-meta.xml");
  file.content.append(kXml).append("<PermissionSet").append(kNamespace);
  for (const CustomField& field : kFields) {
    file.content += "  <fieldPermissions>\n    <editable>true</editable>\n    <field>";
    file.content.append(field.object).append(".").append(field.name);
    file.content += "</field>\n    <readable>true</readable>\n  </fieldPermissions>\n";
  }
  file.content += tag("label", "Hub Writer");
  file.content += object_permission("Case", false) + object_permission(kTranscript, true);
  file.content +=
      "  <userPermissions>\n    <enabled>true</enabled>\n    <name>ApiEnabled</name>\n  </userPermissions>\n";
  file.content += "</PermissionSet>\n";
  return file;
}

SetupFile project_file() {
  return {
      "sfdx-project.json",
      "{\"packageDirectories\":[{\"path\":\"force-app\",\"default\":true}],\"sourceApiVersion\":\"62.0\"}\n"};
}

}  // namespace

std::vector<SetupFile> setup_files() {
  std::vector<SetupFile> files{project_file(), transcript_object_file()};
  for (const CustomField& field : kFields) files.push_back(field_file(field));
  files.push_back(permission_set_file());
  return files;
}

}  // namespace hub::connectors::salesforce
