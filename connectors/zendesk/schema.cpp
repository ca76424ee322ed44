// What the account takes, for lint and the check at start (zendesk.md 6).
#include <algorithm>
#include <array>

#include "connectors/zendesk/types.hpp"

namespace hub::connectors::zendesk {

using delivery::SchemaField;
using delivery::SchemaObject;
using model::Value;

namespace {

struct Known {
  std::string_view name, type;
};
// What POST /tickets takes besides custom fields.
constexpr std::array kTicketFields = std::to_array<Known>({
    {"subject", "string"},     {"comment", "string"},       {"comment_public", "boolean"},
    {"comments", "array"},     {"status", "string"},        {"priority", "string"},
    {"type", "string"},        {"tags", "array"},           {"requester", "object"},
    {"requester_id", "int"},   {"author_id", "int"},        {"submitter_id", "int"},
    {"assignee_id", "int"},    {"group_id", "int"},         {"brand_id", "int"},
    {"ticket_form_id", "int"}, {"custom_status_id", "int"}, {"created_at", "string"},
    {"updated_at", "string"},  {"solved_at", "string"},
});
constexpr std::array kCommentFields = std::to_array<Known>(
    {{"ticket_id", "reference"}, {"body", "string"}, {"public", "boolean"}, {"author_id", "int"}});
constexpr std::array kAttachmentFields = std::to_array<Known>({{"ticket_id", "reference"},
                                                               {"file_name", "string"},
                                                               {"content_type", "string"},
                                                               {"content", "string"},
                                                               {"public", "boolean"},
                                                               {"author_id", "int"}});
constexpr std::array kUserFields = std::to_array<Known>({{"name", "string"},
                                                         {"email", "string"},
                                                         {"phone", "string"},
                                                         {"locale_id", "int"},
                                                         {"user_fields", "object"}});

SchemaField key_field(std::string name) {
  SchemaField key;
  key.name = std::move(name);
  key.type = "string";
  // Zendesk does not keep tickets from sharing one; the hub does, by looking first.
  key.usable_as_key = key.unique = true;
  return key;
}

template <class List>
SchemaObject object_of(std::string_view name, std::string_view key, const List& fields) {
  SchemaObject object;
  object.name = name;
  object.fields.push_back(key_field(std::string(key)));
  for (const Known& known : fields) {
    SchemaField& field = object.fields.emplace_back();
    field.name = known.name;
    field.type = known.type;
  }
  return object;
}

void allow(SchemaObject& object, std::string_view name, std::vector<std::string> values) {
  for (SchemaField& field : object.fields) {
    if (field.name != name) continue;
    field.restricted = true;
    field.values = std::move(values);
  }
}

std::string_view type_of(std::string_view zendesk) {
  if (zendesk == "checkbox") return "boolean";
  if (zendesk == "integer") return "int";
  if (zendesk == "decimal") return "double";
  return zendesk == "multiselect" ? "array" : "string";
}

void add_custom_field(const Value& field, SchemaObject& object) {
  SchemaField& out = object.fields.emplace_back();
  out.name = "ticket_field_" + id_at(field);
  out.label = field.text_at("title");
  out.type = type_of(field.text_at("type"));
  const Value* options = field.find("custom_field_options");
  if (!options || !options->is_array()) return;
  out.restricted = true;
  for (const Value& option : options->as_array()) out.values.emplace_back(option.text_at("value"));
}

// System fields have no "removable": true; their type is their name.
bool is_custom(std::string_view type) {
  constexpr std::array kTypes =
      std::to_array<std::string_view>({"text", "textarea", "checkbox", "date", "integer", "decimal", "regexp",
                                       "partialcreditcard", "multiselect", "tagger", "lookup"});
  return std::ranges::find(kTypes, type) != kTypes.end();
}

}  // namespace

SchemaObject read_ticket_schema(const Value& answer) {
  SchemaObject object = object_of(kTicket, "external_id", kTicketFields);
  allow(object, "status", {"new", "open", "pending", "hold", "solved", "closed"});
  allow(object, "priority", {"urgent", "high", "normal", "low"});
  allow(object, "type", {"problem", "incident", "question", "task"});
  const Value* fields = answer.find("ticket_fields");
  if (!fields || !fields->is_array()) return object;
  for (const Value& field : fields->as_array()) {
    const Value* active = field.find("active");
    const bool is_active = !active || !active->is_boolean() || active->as_boolean();
    if (is_active && is_custom(field.text_at("type"))) add_custom_field(field, object);
  }
  return object;
}

std::optional<SchemaObject> fixed_schema(std::string_view object) {
  if (object == kComment) return object_of(kComment, "marker", kCommentFields);
  if (object == kAttachment) return object_of(kAttachment, "marker", kAttachmentFields);
  if (object == kUser) return object_of(kUser, "external_id", kUserFields);
  return std::nullopt;
}

}  // namespace hub::connectors::zendesk
