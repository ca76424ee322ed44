#include "connectors/shared/known_fields.hpp"

#include <algorithm>

namespace hub::connectors {

using delivery::SchemaField;
using delivery::SchemaObject;

SchemaField& add_field(SchemaObject& object, std::string_view name, std::string_view type) {
  SchemaField& field = object.fields.emplace_back();
  field.name = name;
  field.type = type;
  return field;
}

SchemaObject object_of(std::string_view name, std::string_view key, std::span<const KnownField> fields) {
  SchemaObject object;
  object.name = name;
  if (!key.empty()) use_as_key(add_field(object, key, "string"));
  for (const KnownField& known : fields) {
    SchemaField& field = add_field(object, known.name, known.type);
    if (known.length_max > 0) field.length_max = known.length_max;
    if (!known.refers_to.empty()) field.refers_to.emplace_back(known.refers_to);
  }
  return object;
}

SchemaField* find_field(SchemaObject& object, std::string_view name) {
  const auto found = std::ranges::find(object.fields, name, &SchemaField::name);
  return found == object.fields.end() ? nullptr : &*found;
}

void restrict_to(SchemaField& field, std::vector<std::string> values) {
  field.restricted = !values.empty();
  field.values = std::move(values);
}

void use_as_key(SchemaField& field) {
  field.usable_as_key = field.unique = true;
}

}  // namespace hub::connectors
