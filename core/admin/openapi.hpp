// The API's description, generated from the tables of operations and schemas. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hub::admin {

struct SchemaMember {
  std::string_view name;
  std::string_view
      type;  // "string", "integer", "boolean", "object", "time", a schema's name, or one of these with "[]"
  std::string_view description;
  bool required = true;
};
struct ApiSchema {
  std::string_view name;
  std::vector<SchemaMember> members;
};

std::span<const ApiSchema> schemas();

// OpenAPI 3.1 as JSON.
const std::string& openapi();

}  // namespace hub::admin
