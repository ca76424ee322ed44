#include "connectors/salesforce/setup.hpp"

#include <string_view>
#include <utility>

namespace hub::connectors::salesforce {

namespace {

constexpr std::string_view kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view kNamespace = " xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n";
constexpr std::string_view kRoot = "force-app/main/default/";
constexpr std::string_view kTranscript = "Chat_Transcript__c";

std::string tag(std::string_view name, std::string_view text) {
  std::string line = "  <";
  line.append(name).append(">").append(text).append("</").append(name).append(">\n");
  return line;
}

std::string text_type(int length) {
  return tag("type", "Text") + tag("length", std::to_string(length));
}
// caseSensitive: the hub's keys differ by case. unique: without it two upserts at once make two records.
std::string key_type() {
  return text_type(64) + tag("externalId", "true") + tag("unique", "true") + tag("caseSensitive", "true") +
         tag("required", "false");
}
std::string long_text_type(int length) {
  return tag("type", "LongTextArea") + tag("length", std::to_string(length)) + tag("visibleLines", "12");
}
std::string number_type(int precision, int scale) {
  return tag("type", "Number") + tag("precision", std::to_string(precision)) +
         tag("scale", std::to_string(scale));
}
std::string checkbox_type() {
  return tag("type", "Checkbox") + tag("defaultValue", "false");
}
std::string case_link_type() {
  return tag("type", "Lookup") + tag("referenceTo", "Case") + tag("relationshipName", "Chat_Transcripts") +
         tag("deleteConstraint", "SetNull");
}

struct CustomField {
  std::string_view object, name, label;
  std::string type;
};
using Fields = std::vector<CustomField>;

// Of default.yaml and file.yaml.
Fields usual_fields() {
  return {{"Case", "Hub_Key__c", "Hub Key", key_type()},
          {kTranscript, "Hub_Key__c", "Hub Key", key_type()},
          {kTranscript, "Case__c", "Case", case_link_type()},
          {kTranscript, "Part__c", "Part", number_type(6, 0)},
          {kTranscript, "Body__c", "Transcript", long_text_type(131'072)},
          {"ContentVersion", "Hub_Key__c", "Hub Key", key_type()}};
}

// What rich.yaml has besides.
Fields rich_fields() {
  return {{"Contact", "Hub_Key__c", "Hub Key", key_type()},
          {"Case", "Hub_Case_Id__c", "Hub Case Id", text_type(64)},
          {"Case", "Hub_Session_Id__c", "Hub Session Id", text_type(64)},
          {"Case", "Hub_Outcome__c", "Hub Outcome", text_type(80)},
          {"Case", "Hub_Opened__c", "Hub Opened", tag("type", "DateTime")},
          {"Case", "Hub_Closed__c", "Hub Closed", tag("type", "DateTime")},
          {"Case", "Hub_Closed_By__c", "Hub Closed By", text_type(40)},
          {"Case", "Hub_Wait_Seconds__c", "Hub Wait Seconds", number_type(18, 2)},
          {"Case", "Hub_Score__c", "Hub Score", number_type(18, 2)},
          {"Case", "Hub_Satisfied__c", "Hub Satisfied", checkbox_type()},
          {"Case", "Hub_Cobrowse__c", "Hub Cobrowse", checkbox_type()},
          {"Case", "Hub_Page__c", "Hub Page", text_type(255)},
          {"Case", "Hub_Tags__c", "Hub Tags", text_type(255)},
          {"Case", "Hub_Prechat__c", "Hub Prechat", long_text_type(32'768)}};
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

std::string field_permission(const CustomField& field) {
  std::string text = "  <fieldPermissions>\n    <editable>true</editable>\n    <field>";
  text.append(field.object).append(".").append(field.name);
  return text + "</field>\n    <readable>true</readable>\n  </fieldPermissions>\n";
}

// `rights`: on objects, and of the user.
SetupFile permission_set_file(std::string_view name, std::string_view label, const Fields& fields,
                              std::string_view rights) {
  SetupFile file;
  file.path.append(kRoot).append("permissionsets/").append(name).append(".permissionset-meta.xml");
  file.content.append(kXml).append("<PermissionSet").append(kNamespace);
  for (const CustomField& field : fields) file.content += field_permission(field);
  file.content += tag("label", label);
  file.content.append(rights).append("</PermissionSet>\n");
  return file;
}

std::string usual_rights() {
  return object_permission("Case", false) + object_permission(kTranscript, true) +
         "  <userPermissions>\n    <enabled>true</enabled>\n    <name>ApiEnabled</name>\n  "
         "</userPermissions>\n";
}

SetupFile project_file() {
  return {
      "sfdx-project.json",
      "{\"packageDirectories\":[{\"path\":\"force-app\",\"default\":true}],\"sourceApiVersion\":\"62.0\"}\n"};
}

}  // namespace

std::vector<SetupFile> setup_files() {
  std::vector<SetupFile> files{project_file(), transcript_object_file()};
  for (const CustomField& field : usual_fields()) files.push_back(field_file(field));
  files.push_back(permission_set_file("Hub_Writer", "Hub Writer", usual_fields(), usual_rights()));
  std::vector<SetupFile> rich{project_file()};
  for (const CustomField& field : rich_fields()) rich.push_back(field_file(field));
  rich.push_back(permission_set_file("Hub_Rich_Writer", "Hub Rich Writer", rich_fields(),
                                     object_permission("Contact", false)));
  for (SetupFile& file : rich) files.push_back({"rich/" + file.path, std::move(file.content)});
  return files;
}

}  // namespace hub::connectors::salesforce
