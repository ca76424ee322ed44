// The tables of an environment that the shipped mapping writes to, as Dataverse's references describe them.
// Plain values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hub::simulators::dynamics {

struct Column {
  std::string name, type;      // the type in Dataverse's word: "String", "Picklist", ...
  std::size_t length_max = 0;  // UTF-16 units, of texts
  std::vector<std::int64_t> choices = {};
  bool is_read_only = false;
  bool is_hidden = false;  // told to vanish
};

// A single-valued navigation property: what is bound by it shows in "_COLUMN_value".
struct Link {
  std::string property, column, set;
};

struct Table {
  std::string set, logical_name, id_column;
  std::vector<Column> columns;
  std::vector<Link> links;
  std::string alternate_key = {};  // a text column; empty: there is none

  const Column* find_column(std::string_view name) const;  // null when it is hidden
  const Link* find_link(std::string_view property) const;
  // Whether a row shows something under this name.
  bool shows(std::string_view name) const;
};

std::vector<Table> shipped_tables();

}  // namespace hub::simulators::dynamics
