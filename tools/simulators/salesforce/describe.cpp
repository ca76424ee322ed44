// /sobjects and /sobjects/OBJECT/describe: what the org's objects and fields are (salesforce.md 6).
#include "core/model/json.hpp"
#include "tools/simulators/salesforce/rest.hpp"

namespace hub::simulators::salesforce {

namespace {

constexpr std::size_t kDoubleDigits = 18, kIntDigits = 9;

void member(Buffer& out, std::string_view name, std::string_view text) {
  model::write_json_string(name, out);
  out.push_back(':');
  model::write_json_string(text, out);
  out.push_back(',');
}
void member(Buffer& out, std::string_view name, bool value) {
  model::write_json_string(name, out);
  out.append(value ? ":true," : ":false,");
}
void member(Buffer& out, std::string_view name, std::size_t value) {
  model::write_json_string(name, out);
  out.append(":" + std::to_string(value) + ",");
}

template <class List, class Write>
void list(Buffer& out, std::string_view name, const List& items, Write write) {
  model::write_json_string(name, out);
  out.append(":[");
  bool first = true;
  for (const auto& item : items) {
    if (!first) out.push_back(',');
    first = false;
    write(item);
  }
  out.push_back(']');
}

void describe_field(const FieldDef& field, Buffer& out) {
  out.push_back('{');
  member(out, "name", std::string_view(field.name));
  member(out, "label", std::string_view(field.label));
  member(out, "type", std::string_view(field.type));
  member(out, "length", field.is_text() ? field.length : std::size_t(0));
  member(out, "byteLength", field.byte_length > 0 ? field.byte_length : field.length * 3);
  member(out, "nillable", field.nillable);
  member(out, "createable", field.createable);
  member(out, "updateable", field.updateable);
  member(out, "defaultedOnCreate", field.defaulted);
  member(out, "externalId", field.external_id);
  member(out, "idLookup", field.id_lookup);
  member(out, "unique", field.unique);
  member(out, "caseSensitive", field.case_sensitive);
  member(out, "restrictedPicklist", field.restricted);
  member(out, "autoNumber", field.auto_number);
  member(out, "htmlFormatted", field.html);
  for (const char* flag : {"calculated", "encrypted", "dependentPicklist", "deprecatedAndHidden"})
    member(out, flag, false);
  member(out, "custom", field.name.ends_with("__c"));
  member(out, "filterable", field.is_filterable());
  member(out, "sortable", field.is_filterable());
  member(out, "permissionable", field.nillable);
  member(out, "scale", static_cast<std::size_t>(field.scale));
  member(out, "precision", field.type == "double" ? kDoubleDigits : std::size_t(0));
  member(out, "digits", field.type == "int" ? kIntDigits : std::size_t(0));
  out.append("\"controllerName\":null,");
  if (!field.relationship.empty()) member(out, "relationshipName", std::string_view(field.relationship));
  list(out, "referenceTo", field.refers_to,
       [&](const std::string& name) { model::write_json_string(name, out); });
  out.push_back(',');
  list(out, "picklistValues", field.values, [&](const std::string& value) {
    out.push_back('{');
    member(out, "value", std::string_view(value));
    member(out, "label", std::string_view(value));
    out.append("\"active\":true,\"defaultValue\":false}");
  });
  out.push_back('}');
}

void describe_head(const ObjectDef& object, Buffer& out) {
  member(out, "name", std::string_view(object.name));
  member(out, "label", std::string_view(object.label));
  member(out, "keyPrefix", std::string_view(object.key_prefix));
  member(out, "custom", object.custom);
  for (const char* flag : {"createable", "updateable", "queryable", "retrieveable"}) member(out, flag, true);
  member(out, "deletable", object.name != "ContentVersion");
}

}  // namespace

RestAnswer Rest::describe_global() {
  RestAnswer answer;
  answer.body.append("{\"encoding\":\"UTF-8\",\"maxBatchSize\":200,");
  list(answer.body, "sobjects", org_.schema().objects(), [&](const ObjectDef& object) {
    answer.body.push_back('{');
    describe_head(object, answer.body);
    answer.body.append("\"urls\":{}}");
  });
  answer.body.push_back('}');
  return answer;
}

RestAnswer Rest::describe(const ObjectDef& object) {
  RestAnswer answer;
  answer.body.push_back('{');
  describe_head(object, answer.body);
  std::vector<const FieldDef*> visible;
  for (const FieldDef& field : object.fields) {
    if (!field.hidden) visible.push_back(&field);
  }
  list(answer.body, "fields", visible, [&](const FieldDef* field) { describe_field(*field, answer.body); });
  answer.body.append(",\"recordTypeInfos\":[],\"childRelationships\":[]}");
  return answer;
}

}  // namespace hub::simulators::salesforce
