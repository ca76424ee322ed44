// What can be written to Genesys Cloud, for lint and the check at start (genesys.md 4, 7).
#include <array>

#include "connectors/genesys/types.hpp"
#include "connectors/shared/known_fields.hpp"

namespace hub::connectors::genesys {

using delivery::SchemaField;
using delivery::SchemaObject;

namespace {

constexpr std::size_t kNameMax = 1'000, kEmailMax = 256, kUrlMax = 1'000;
constexpr std::size_t kNoteMax = 32'000 - 200;  // without the marker
constexpr std::size_t kWorkitemNameMax = 256, kDescriptionMax = 512;

constexpr std::array kContactFields = std::to_array<KnownField>({
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
    std::to_array<KnownField>({{"contactId", "reference", 0, kContact}, {kNoteText, "string", kNoteMax}});
constexpr std::array kWorkitemFields = std::to_array<KnownField>({
    {"externalContactId", "reference", 0, kContact},
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

}  // namespace

// Only a contact's key is unique to Genesys.
std::optional<SchemaObject> schema_of(std::string_view object) {
  if (object == kContact) return object_of(kContact, "externalIds", kContactFields);
  if (object == kNote) return object_of(kNote, "marker", kNoteFields);
  if (object != kWorkitem) return std::nullopt;
  SchemaObject workitem = object_of(kWorkitem, "externalTag", kWorkitemFields);
  // Shown, and the word to ask whether a workitem is closed; it follows from the status.
  SchemaField* category = find_field(workitem, "statusCategory");
  category->createable = category->updateable = false;
  return workitem;
}

}  // namespace hub::connectors::genesys
