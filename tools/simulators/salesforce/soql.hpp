// The part of SOQL that clients of the hub's kind use: SELECT fields or COUNT() FROM object WHERE ... ORDER
// BY ... LIMIT. Pure; any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tools/simulators/salesforce/org.hpp"

namespace hub::simulators::salesforce {

struct Condition {
  enum class Kind { compare, in, all_of, any_of, negated } kind = Kind::compare;
  std::string field, op;           // compare: "=", "!=", "<", ">", "<=", ">=", "like"
  std::vector<FieldValue> values;  // one, or the list of IN
  std::vector<Condition> parts;
};

struct Query {
  std::vector<std::string> fields;  // "Subject", "Case__r.Hub_Key__c"
  bool counts = false;
  std::string object;
  std::optional<Condition> where;
  std::string order_by;
  bool descending = false;
  std::optional<std::size_t> limit;
};

// The query, or MALFORMED_QUERY.
std::variant<Query, ApiError> parse_soql(std::string_view text);

// The rows that match, in order; or INVALID_FIELD, INVALID_TYPE.
std::variant<std::vector<Row*>, ApiError> run_query(const Query& query, Org& org, bool deleted_too);

// The value of a field or "Parent__r.Field" of a row; nothing when the object has no such field.
std::optional<FieldValue> field_of(const Row& row, std::string_view path, Org& org);

}  // namespace hub::simulators::salesforce
