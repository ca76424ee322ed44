// What the account takes, for lint and the check at start (zendesk.md 6).
#include <algorithm>
#include <array>

#include "connectors/shared/known_fields.hpp"
#include "connectors/shared/members.hpp"
#include "connectors/zendesk/types.hpp"

namespace hub::connectors::zendesk {

using delivery::SchemaField;
using delivery::SchemaObject;
using model::Value;

namespace {

// What POST /tickets takes besides custom fields.
constexpr std::array kTicketFields = std::to_array<KnownField>({
    {"subject", "string"},     {"comment", "string"},       {"comment_public", "boolean"},
    {"comments", "array"},     {"status", "string"},        {"priority", "string"},
    {"type", "string"},        {"tags", "array"},           {"requester", "object"},
    {"requester_id", "int"},   {"author_id", "int"},        {"submitter_id", "int"},
    {"assignee_id", "int"},    {"group_id", "int"},         {"brand_id", "int"},
    {"ticket_form_id", "int"}, {"custom_status_id", "int"}, {"created_at", "string"},
    {"updated_at", "string"},  {"solved_at", "string"},
});
constexpr std::array kCommentFields = std::to_array<KnownField>(
    {{"ticket_id", "reference"}, {"body", "string"}, {"public", "boolean"}, {"author_id", "int"}});
constexpr std::array kAttachmentFields = std::to_array<KnownField>({{"ticket_id", "reference"},
                                                                    {"file_name", "string"},
                                                                    {"content_type", "string"},
                                                                    {"content", "string"},
                                                                    {"public", "boolean"},
                                                                    {"author_id", "int"}});
constexpr std::array kUserFields = std::to_array<KnownField>({{"name", "string"},
                                                              {"email", "string"},
                                                              {"phone", "string"},
                                                              {"locale_id", "int"},
                                                              {"user_fields", "object"}});

std::string_view type_of(std::string_view zendesk) {
  if (zendesk == "checkbox") return "boolean";
  if (zendesk == "integer") return "int";
  if (zendesk == "decimal") return "double";
  return zendesk == "multiselect" ? "array" : "string";
}

void add_custom_field(const Value& field, SchemaObject& object) {
  SchemaField& out = add_field(object, std::string(kCustom) + id_at(field), type_of(field.text_at("type")));
  out.label = field.text_at("title");
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
  restrict_to(*find_field(object, "status"), {"new", "open", "pending", "hold", "solved", "closed"});
  restrict_to(*find_field(object, "priority"), {"urgent", "high", "normal", "low"});
  restrict_to(*find_field(object, "type"), {"problem", "incident", "question", "task"});
  for (const Value& field : list_at(answer, "ticket_fields")) {
    if (flag_at(field, "active", true) && is_custom(field.text_at("type"))) add_custom_field(field, object);
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
