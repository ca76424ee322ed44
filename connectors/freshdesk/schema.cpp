// What the account takes, for lint and the check at start (freshdesk.md 6).
#include <algorithm>
#include <array>

#include "connectors/freshdesk/types.hpp"

namespace hub::connectors::freshdesk {

using delivery::SchemaField;
using delivery::SchemaObject;
using model::Value;

namespace {

struct Known {
  std::string_view name, type;
};
// What POST /tickets takes besides custom fields.
constexpr std::array kTicketFields = std::to_array<Known>({{"subject", "string"},
                                                           {"description", "string"},
                                                           {"status", "int"},
                                                           {"priority", "int"},
                                                           {"source", "int"},
                                                           {"type", "string"},
                                                           {"tags", "array"},
                                                           {"requester_id", "reference"},
                                                           {"group_id", "int"},
                                                           {"responder_id", "int"},
                                                           {"product_id", "int"},
                                                           {"company_id", "int"},
                                                           {"due_by", "datetime"},
                                                           {"fr_due_by", "datetime"}});
constexpr std::array kNoteFields =
    std::to_array<Known>({{"ticket_id", "reference"}, {"body", "string"}, {"private", "boolean"}});
constexpr std::array kFileFields = std::to_array<Known>({{"ticket_id", "reference"},
                                                         {"body", "string"},
                                                         {"private", "boolean"},
                                                         {"file_name", "string"},
                                                         {"content_type", "string"},
                                                         {"content", "string"}});
constexpr std::array kContactFields = std::to_array<Known>({{"name", "string"},
                                                            {"email", "string"},
                                                            {"phone", "string"},
                                                            {"mobile", "string"},
                                                            {"job_title", "string"}});

constexpr std::size_t kLineMax = 255;

SchemaField& add_field(SchemaObject& object, std::string_view name, std::string_view type) {
  SchemaField& field = object.fields.emplace_back();
  field.name = name;
  field.type = type;
  return field;
}

template <class List>
SchemaObject object_of(std::string_view name, const List& fields) {
  SchemaObject object;
  object.name = name;
  for (const Known& known : fields) add_field(object, known.name, known.type);
  return object;
}

// Freshdesk does not keep tickets from sharing a key; the hub does, by looking first.
void add_key(SchemaObject& object, std::string_view name) {
  SchemaField& key = add_field(object, name, "string");
  key.usable_as_key = key.unique = true;
}

SchemaField* find(SchemaObject& object, std::string_view name) {
  const auto found = std::ranges::find(object.fields, name, &SchemaField::name);
  return found == object.fields.end() ? nullptr : &*found;
}

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
  const Value* choices = answer.find("choices");
  if (!choices) return;
  field.values = values_of(*choices);
  field.restricted = !field.values.empty();
}

void add_custom(const Value& answer, SchemaObject& object) {
  const std::string_view type = answer.text_at("type");
  SchemaField& field = add_field(object, answer.text_at("name"), type_of(type));
  field.label = answer.text_at("label");
  limit_values(field, answer);
  if (type != "custom_text") return;
  field.length_max = kLineMax;
  field.usable_as_key = field.unique = true;
}

}  // namespace

SchemaObject read_ticket_schema(const Value& answer) {
  SchemaObject object = object_of(kTicket, kTicketFields);
  find(object, "subject")->length_max = kLineMax;
  find(object, "requester_id")->refers_to.emplace_back(kContact);
  if (!answer.is_array()) return object;
  for (const Value& field : answer.as_array()) {
    const std::string_view type = field.text_at("type"), name = field.text_at("name");
    if (type.starts_with("custom_")) {
      add_custom(field, object);
    } else if (SchemaField* known = find(object, name == "ticket_type" ? "type" : name)) {
      limit_values(*known, field);
    }
  }
  return object;
}

std::optional<SchemaObject> fixed_schema(std::string_view name) {
  std::optional<SchemaObject> object;
  if (name == kNote) object = object_of(kNote, kNoteFields);
  if (name == kFile) object = object_of(kFile, kFileFields);
  if (name == kContact) object = object_of(kContact, kContactFields);
  if (!object) return object;
  if (name != kContact) find(*object, "ticket_id")->refers_to.emplace_back(kTicket);
  add_key(*object, name == kContact ? "unique_external_id" : "marker");
  return object;
}

}  // namespace hub::connectors::freshdesk
