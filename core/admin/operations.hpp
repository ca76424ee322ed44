// Every operation of the admin API, as data: routing, authorisation (by its row of the matrix) and the
// OpenAPI description all come from this one table. Immutable; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/admin/rights.hpp"

namespace hub::admin {

struct Parameter {
  std::string_view name;
  std::string_view type;  // of JSON Schema: "string", "integer"
  std::string_view description;
};

struct Operation {
  OperationId id;
  std::string_view name;  // the operationId, which the audit also shows
  std::string_view method;
  std::string_view path;  // "/api/v1/deliveries/{delivery}"
  std::string_view summary;
  std::vector<Parameter> query;
  std::string_view answer;     // a schema's name, or a media type when it is no JSON
  std::string_view body = {};  // a schema's name; empty: it takes none
  Rights rights = {};          // its row of the matrix; the default is nobody's
  bool is_audited = false;     // the matrix says so too
};

std::span<const Operation> operations();

// An operation for a request, with the values of the {parameters} in its path, percent-decoded.
struct Match {
  const Operation* operation = nullptr;  // null: no such path
  bool path_known = false;               // but with another method
  std::vector<std::string> path_values;
};
Match match_operation(std::string_view method, std::string_view path);

}  // namespace hub::admin
