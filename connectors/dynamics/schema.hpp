// Dataverse's table definitions as the hub's schema: what describe() asks for, and what the answers mean.
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/delivery/schema.hpp"
#include "core/model/value.hpp"

namespace hub::connectors::dynamics {

// The table of an entity set, with its columns and links: one call.
std::string table_query(std::string_view set);
struct Table {
  std::string logical_name;
  delivery::SchemaObject object;
};
// Nothing when there is no such table.
std::optional<Table> read_table(std::string_view set, const model::Value& answer);

// How long texts may be, and which values a choice has: a call for each kind of column.
std::vector<std::string> column_queries(const std::string& logical_name);
void add_columns(const model::Value& answer, delivery::SchemaObject& object);

}  // namespace hub::connectors::dynamics
