// What the account takes, for lint and the check at start (freshdesk.md 6).
#include <array>

#include "connectors/freshdesk/types.hpp"
#include "connectors/shared/known_fields.hpp"

namespace hub::connectors::freshdesk {

using delivery::SchemaField;
using delivery::SchemaObject;
using model::Value;

namespace {

constexpr std::size_t kLineMax = 255;

// What POST /tickets takes besides custom fields.
constexpr std::array kTicketFields = std::to_array<KnownField>({{"subject", "string", kLineMax},
                                                                {"description", "string"},
                                                                {"status", "int"},
                                                                {"priority", "int"},
                                                                {"source", "int"},
                                                                {"type", "string"},
                                                                {"tags", "array"},
                                                                {"requester_id", "reference", 0, kContact},
                                                                {"group_id", "int"},
                                                                {"responder_id", "int"},
                                                                {"product_id", "int"},
                                                                {"company_id", "int"},
                                                                {"due_by", "datetime"},
                                                                {"fr_due_by", "datetime"}});
constexpr std::array kNoteFields = std::to_array<KnownField>(
    {{"ticket_id", "reference", 0, kTicket}, {"body", "string"}, {"private", "boolean"}});
constexpr std::array kFileFields = std::to_array<KnownField>({{"ticket_id", "reference", 0, kTicket},
                                                              {"body", "string"},
                                                              {"private", "boolean"},
                                                              {"file_name", "string"},
                                                              {"content_type", "string"},
                                                              {"content", "string"}});
constexpr std::array kContactFields = std::to_array<KnownField>({{"name", "string"},
                                                                 {"email", "string"},
                                                                 {"phone", "string"},
                                                                 {"mobile", "string"},
                                                                 {"job_title", "string"}});

// "2" of {"2": ["Open", "Open"]}, the name of {"Low": 1}'s number, or the words of a list.
std::vector<std::string> values_of(const Value& choices) {
  std::vector<std::string> values;
  if (choices.is_array())
    for (const Value& word : choices.as_array())
      values.emplace_back(word.is_string() ? word.as_string() : "");
  if (!choices.is_object()) return values;
  for (const model::Member& choice : choices.as_object())
    values.push_back(choice.value.is_integer() ? std::to_string(choice.value.as_integer())
                                               : std::string(choice.name));
  return values;
}

std::string_view type_of(std::string_view freshdesk) {
  if (freshdesk == "custom_number") return "int";
  if (freshdesk == "custom_decimal") return "double";
  if (freshdesk == "custom_checkbox") return "boolean";
  return "string";
}

void limit_values(SchemaField& field, const Value& answer) {
  if (const Value* choices = answer.find("choices")) restrict_to(field, values_of(*choices));
}

void add_custom(const Value& answer, SchemaObject& object) {
  const std::string_view type = answer.text_at("type");
  SchemaField& field = add_field(object, answer.text_at("name"), type_of(type));
  field.label = answer.text_at("label");
  limit_values(field, answer);
  if (type != "custom_text") return;
  field.length_max = kLineMax;
  use_as_key(field);
}

}  // namespace

SchemaObject read_ticket_schema(const Value& answer) {
  SchemaObject object = object_of(kTicket, "", kTicketFields);
  if (!answer.is_array()) return object;
  for (const Value& field : answer.as_array()) {
    const std::string_view name = field.text_at("name");
    if (field.text_at("type").starts_with("custom_")) {
      add_custom(field, object);
    } else if (SchemaField* known = find_field(object, name == "ticket_type" ? "type" : name)) {
      limit_values(*known, field);
    }
  }
  return object;
}

std::optional<SchemaObject> fixed_schema(std::string_view object) {
  if (object == kNote) return object_of(kNote, "marker", kNoteFields);
  if (object == kFile) return object_of(kFile, "marker", kFileFields);
  if (object == kContact) return object_of(kContact, "unique_external_id", kContactFields);
  return std::nullopt;
}

}  // namespace hub::connectors::freshdesk
