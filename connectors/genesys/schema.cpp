// What can be written to Genesys Cloud, for lint and the check at start (genesys.md 4, 7).
#include <array>

#include "connectors/genesys/types.hpp"

namespace hub::connectors::genesys {

using delivery::SchemaField;
using delivery::SchemaObject;

namespace {

constexpr std::size_t kNameMax = 1'000, kEmailMax = 256, kUrlMax = 1'000;
constexpr std::size_t kNoteMax = 32'000 - 200;  // without the marker
constexpr std::size_t kWorkitemNameMax = 256, kDescriptionMax = 512;

struct Known {
  std::string_view name, type;
  std::size_t length_max = 0;  // 0: no figure is published
};
constexpr std::array kContactFields = std::to_array<Known>({
    {"firstName", "string", kNameMax},
    {"middleName", "string", kNameMax},
    {"lastName", "string", kNameMax},
    {"salutation", "string", kNameMax},
    {"title", "string", kNameMax},
    {"workEmail", "string", kEmailMax},
    {"personalEmail", "string", kEmailMax},
    {"otherEmail", "string", kEmailMax},
    {"workPhone", "phone"},
    {"cellPhone", "phone"},
    {"homePhone", "phone"},
    {"otherPhone", "phone"},
    {"address", "object"},
    {"externalSystemUrl", "string", kUrlMax},
    {"surveyOptOut", "boolean"},
    {"schema", "object"},
    {"customFields", "object"},
});
constexpr std::array kNoteFields =
    std::to_array<Known>({{"contactId", "reference"}, {kNoteText, "string", kNoteMax}});
constexpr std::array kWorkitemFields = std::to_array<Known>({
    {"externalContactId", "reference"},
    {"name", "string", kWorkitemNameMax},
    {"description", "string", kDescriptionMax},
    {"customFields", "object"},
    {"priority", "int"},
    {"dateDue", "string"},
    {"dateExpires", "string"},
    {"durationSeconds", "int"},
    {"ttl", "int"},
    {"statusId", "string"},
    {"statusCategory", "string"},
    {"workbinId", "string"},
    {"queueId", "string"},
    {"assigneeId", "string"},
    {"languageId", "string"},
});

template <class List>
SchemaObject object_of(std::string_view name, std::string_view key, const List& fields) {
  SchemaObject object;
  object.name = name;
  SchemaField& key_field = object.fields.emplace_back();
  key_field.name = key;
  key_field.type = "string";
  // Only a contact's is unique to Genesys; the hub looks before it makes a second note or workitem.
  key_field.usable_as_key = key_field.unique = true;
  for (const Known& known : fields) {
    SchemaField& field = object.fields.emplace_back();
    field.name = known.name;
    field.type = known.type;
    if (known.length_max > 0) field.length_max = known.length_max;
    if (known.type == "reference") field.refers_to.emplace_back(kContact);
    // Shown, and the word to ask whether a workitem is closed; it follows from the status.
    if (known.name == "statusCategory") field.createable = field.updateable = false;
  }
  return object;
}

}  // namespace

std::optional<SchemaObject> schema_of(std::string_view object) {
  if (object == kContact) return object_of(kContact, "externalIds", kContactFields);
  if (object == kNote) return object_of(kNote, "marker", kNoteFields);
  if (object == kWorkitem) return object_of(kWorkitem, "externalTag", kWorkitemFields);
  return std::nullopt;
}

}  // namespace hub::connectors::genesys
