#include "tools/simulators/salesforce/schema.hpp"

#include <algorithm>

#include "core/model/json.hpp"
#include "tools/simulators/salesforce/shipped_schema.hpp"

namespace hub::simulators::salesforce {

using model::Value;

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool flag(const Value& object, std::string_view name, bool fallback) {
  const Value* found = object.find(name);
  return found && found->is_boolean() ? found->as_boolean() : fallback;
}

std::size_t number(const Value& object, std::string_view name) {
  const Value* found = object.find(name);
  return found && found->is_integer() ? static_cast<std::size_t>(found->as_integer()) : 0;
}

std::vector<std::string> texts(const Value& object, std::string_view name, std::string_view member) {
  std::vector<std::string> list;
  const Value* found = object.find(name);
  if (!found || !found->is_array()) return list;
  for (const Value& item : found->as_array()) {
    list.emplace_back(item.is_string() ? item.as_string() : item.text_at(member));
  }
  return list;
}

FieldDef read_field(const Value& json) {
  FieldDef field;
  field.name = json.text_at("name");
  field.label = json.text_at("label", field.name);
  field.type = json.text_at("type", "string");
  field.length = number(json, "length");
  field.byte_length = number(json, "byteLength");
  field.nillable = flag(json, "nillable", true);
  field.createable = flag(json, "createable", true);
  field.updateable = flag(json, "updateable", true);
  field.defaulted = flag(json, "defaultedOnCreate", false);
  field.external_id = flag(json, "externalId", false);
  field.id_lookup = flag(json, "idLookup", field.external_id);
  field.indexed = flag(json, "indexed", false);
  field.unique = flag(json, "unique", false);
  field.case_sensitive = flag(json, "caseSensitive", false);
  field.restricted = flag(json, "restrictedPicklist", false);
  field.html = flag(json, "htmlFormatted", false);
  field.auto_number = flag(json, "autoNumber", false);
  field.scale = static_cast<int>(number(json, "scale"));
  field.default_value = json.text_at("defaultValue");
  field.relationship = json.text_at("relationshipName");
  field.values = texts(json, "picklistValues", "value");
  field.refers_to = texts(json, "referenceTo", "name");
  return field;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool FieldDef::is_text() const {
  for (const std::string_view text :
       {"string", "textarea", "picklist", "email", "phone", "url", "reference", "id"}) {
    if (type == text) return true;
  }
  return false;
}

int ObjectDef::find(std::string_view field_name) const {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!fields[i].hidden && same_name(fields[i].name, field_name)) return static_cast<int>(i);
  }
  return -1;
}

int ObjectDef::find_relationship(std::string_view relationship_name) const {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const FieldDef& field = fields[i];
    if (!field.hidden && !field.relationship.empty() && same_name(field.relationship, relationship_name)) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

Schema Schema::shipped() {
  Schema schema;
  for (const std::string_view json : kShippedSchema) HUB_ASSERT(schema.add(json).ok());
  return schema;
}

Result<void> Schema::add(std::string_view describe_json) {
  model::Arena arena;
  model::JsonParser parser;
  const auto json = parser.parse(describe_json, arena);
  if (!json.ok()) return json.error();
  ObjectDef object;
  object.name = json->text_at("name");
  object.label = json->text_at("label", object.name);
  object.key_prefix = json->text_at("keyPrefix");
  object.custom = flag(*json, "custom", false);
  const Value* fields = json->find("fields");
  if (object.name.empty() || object.key_prefix.size() != 3 || !fields || !fields->is_array()) {
    return config_error("a schema file needs name, keyPrefix of three characters and fields");
  }
  for (const Value& field : fields->as_array()) object.fields.push_back(read_field(field));
  objects_.push_back(std::move(object));
  return {};
}

ObjectDef* Schema::find(std::string_view object_name) {
  const auto found =
      std::ranges::find_if(objects_, [&](const ObjectDef& o) { return same_name(o.name, object_name); });
  return found == objects_.end() ? nullptr : &*found;
}

void Schema::set_hidden(std::string_view field_name, bool hidden) {
  for (ObjectDef& object : objects_) {
    for (FieldDef& field : object.fields) {
      if (same_name(field.name, field_name)) field.hidden = hidden;
    }
  }
}

void Schema::show_all() {
  for (ObjectDef& object : objects_) {
    for (FieldDef& field : object.fields) field.hidden = false;
  }
}

}  // namespace hub::simulators::salesforce
