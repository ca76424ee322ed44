#include "connectors/dynamics/schema.hpp"

#include <algorithm>
#include <array>

#include "connectors/dynamics/types.hpp"
#include "connectors/shared/known_fields.hpp"
#include "connectors/shared/members.hpp"
#include "core/http/session.hpp"

namespace hub::connectors::dynamics {

using delivery::SchemaField;
using delivery::SchemaObject;
using model::Value;

namespace {

struct Known {
  std::string_view dataverse, type;
};
// Links are written by their navigation property, so that their columns are left out.
constexpr std::array kTypes = std::to_array<Known>({
    {"String", "string"},
    {"Memo", "string"},
    {"Integer", "int"},
    {"BigInt", "int"},
    {"Picklist", "int"},
    {"State", "int"},
    {"Status", "int"},
    {"Double", "double"},
    {"Decimal", "double"},
    {"Money", "double"},
    {"Boolean", "boolean"},
    {"DateTime", "datetime"},
    {"Uniqueidentifier", "id"},
});

void add_link(std::string_view property, SchemaObject& object) {
  add_field(object, std::string(property) + "@bind", "reference");
  if (const auto set = linked_set(property); !set.empty())
    add_field(object, property, "reference").refers_to.emplace_back(set);
}

void add_document(std::string_view set, SchemaObject& object) {
  if (set == kCases || set == kNotes) add_field(object, kDocument, "string");
  if (set != kCases) return;
  add_field(object, kDocumentName, "string");
  add_field(object, kDocumentSubject, "string");
}

}  // namespace

std::string table_query(std::string_view set) {
  std::string name(set);
  for (std::size_t at = name.find('\''); at != name.npos; at = name.find('\'', at + 2))
    name.insert(at, 1, '\'');
  return "EntityDefinitions?$select=LogicalName,PrimaryIdAttribute&$filter=" +
         http::percent_encode("EntitySetName eq '" + name + '\'') +
         "&$expand=Attributes($select=LogicalName,AttributeType,IsValidForCreate,IsValidForUpdate),"
         "ManyToOneRelationships($select=ReferencingEntityNavigationPropertyName)";
}

std::optional<Table> read_table(std::string_view set, const Value& answer) {
  const auto found = list_at(answer, "value");
  if (found.empty()) return std::nullopt;
  Table table;
  table.logical_name = found[0].text_at("LogicalName");
  table.object.name = set;
  for (const Value& column : list_at(found[0], "Attributes")) {
    const auto known = std::ranges::find(kTypes, column.text_at("AttributeType"), &Known::dataverse);
    if (known == kTypes.end()) continue;
    SchemaField& field = add_field(table.object, column.text_at("LogicalName"), known->type);
    field.createable = flag_at(column, "IsValidForCreate");
    field.updateable = flag_at(column, "IsValidForUpdate");
    if (field.name != found[0].text_at("PrimaryIdAttribute")) continue;
    field.updateable = true;
    use_as_key(field);
  }
  for (const Value& link : list_at(found[0], "ManyToOneRelationships"))
    add_link(link.text_at("ReferencingEntityNavigationPropertyName"), table.object);
  add_document(set, table.object);
  return table;
}

std::vector<std::string> column_queries(const std::string& logical_name) {
  const std::string columns =
      "EntityDefinitions(LogicalName='" + logical_name + "')/Attributes/Microsoft.Dynamics.CRM.";
  return {columns + "StringAttributeMetadata?$select=LogicalName,MaxLength",
          columns + "MemoAttributeMetadata?$select=LogicalName,MaxLength",
          columns + "PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)"};
}

void add_columns(const Value& answer, SchemaObject& object) {
  for (const Value& column : list_at(answer, "value")) {
    SchemaField* field = find_field(object, column.text_at("LogicalName"));
    if (!field) continue;
    if (const Value* length = column.find("MaxLength"); length && length->is_integer())
      field->length_max = static_cast<std::size_t>(length->as_integer());
    const Value* choices = column.find("OptionSet");
    if (!choices) continue;
    field->restricted = true;
    for (const Value& option : list_at(*choices, "Options"))
      if (std::string value = id_at(option, "Value"); !value.empty())
        field->values.push_back(std::move(value));
  }
}

}  // namespace hub::connectors::dynamics
