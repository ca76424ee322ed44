// Schemas of objects whose fields the vendor's documents name. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/delivery/schema.hpp"

namespace hub::connectors {

struct KnownField {
  std::string_view name, type;
  std::size_t length_max = 0;       // 0: no figure is published
  std::string_view refers_to = {};  // the object that a link goes to
};

// `key` is where the hub's key goes; it is added as a field of its own.
delivery::SchemaObject object_of(std::string_view name, std::string_view key,
                                 std::span<const KnownField> fields);

delivery::SchemaField& add_field(delivery::SchemaObject& object, std::string_view name,
                                 std::string_view type);
// Null when the object has none of that name.
delivery::SchemaField* find_field(delivery::SchemaObject& object, std::string_view name);
// Only these are accepted; without any, everything is.
void restrict_to(delivery::SchemaField& field, std::vector<std::string> values);

// Holds our key: the target may let two records share one, the hub does not, by looking first.
void use_as_key(delivery::SchemaField& field);

}  // namespace hub::connectors
