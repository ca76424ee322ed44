// A target's objects and fields as `describe` reports them, for lint and for the check at start. Plain
// values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub::model {

struct SchemaField {
  std::string name, label, type;          // type in the vendor's word
  std::optional<std::size_t> length_max;  // characters
  bool createable = true, updateable = true, required = false;
  bool usable_as_key = false, unique = false;
  bool restricted = false;             // only `values` are accepted
  std::vector<std::string> values;     // active picklist values
  std::vector<std::string> refers_to;  // object names, for links
};

struct SchemaObject {
  std::string name;
  bool createable = true, updateable = true, readable = true;
  bool is_open = false;  // the target does not say which fields it takes: what is not in `fields` may be one
  std::vector<SchemaField> fields;

  const SchemaField* find(std::string_view field_name) const;
};

struct Schema {
  std::vector<SchemaObject> objects;

  const SchemaObject* find(std::string_view object_name) const;
};

}  // namespace hub::model
