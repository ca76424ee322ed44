// The rows of an environment, checked and kept as Dataverse does (dynamics.md). One thread. Owns its rows; a
// Row* stays valid until reset().
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/model/value.hpp"
#include "tools/simulators/dynamics/tables.hpp"

namespace hub::simulators::dynamics {

struct Cell {
  std::string text;
  bool is_text = true;  // or a number or truth value, as JSON writes it
};
using Cells = std::map<std::string, Cell, std::less<>>;  // what is null is not there

struct Row {
  const Table* table = nullptr;
  std::string id;
  Cells cells;
  std::optional<Cells> before;  // one write ago; nothing when there was none
  std::uint64_t version = 0;    // for its etag
  bool is_deleted = false;
};

struct Refusal {
  int status = 400;
  std::string code, message;
};

// "$1" of a change set to the address of the row that its operation 1 wrote.
using References = std::map<std::string, std::string, std::less<>>;

class Organisation {
 public:
  explicit Organisation(const Clock& clock);

  std::vector<Table>& tables() { return tables_; }
  const Table* find_table(std::string_view set) const;
  const Table* table_named(std::string_view logical_name) const;

  Row* find(std::string_view set, std::string_view id);
  Row* find_by_key(std::string_view set, std::string_view column, std::string_view value);
  std::vector<Row*> live(std::string_view set);

  // A new row, under `id`, or under one of its own when that is empty.
  std::variant<Row*, Refusal> create(const Table& table, std::string id, const model::Value& body,
                                     const References& references = {});
  std::optional<Refusal> update(Row& row, const model::Value& body, const References& references = {});
  // With the notes of a case.
  void remove(Row& row);
  std::optional<Refusal> resolve(std::string_view address, std::int64_t status, const References& references);

  // What is told to go wrong: the text is kept by half.
  void cut(Row& row, const std::string& column);

  // Writes since begin() can be taken back.
  void begin() { undo_.clear(); }
  void roll_back();

  // Forgets every row and shows every column.
  void reset();

 private:
  std::optional<Refusal> assign(const Table& table, Cells& cells, const model::Value& body,
                                const References& references);
  std::optional<Refusal> bind(const Table& table, Cells& cells, std::string_view property,
                              const model::Value& value, const References& references);
  Row* at_address(std::string_view address, const References& references);
  void touch(Row& row);

  const Clock& clock_;
  std::vector<Table> tables_ = shipped_tables();
  std::map<std::string, std::deque<Row>, std::less<>> rows_;  // by set
  std::map<std::string, Row*, std::less<>> by_id_;            // set(id)
  std::vector<std::pair<Row*, Row>> undo_;                    // rows as they were
  std::uint64_t last_version_ = 1'000, last_row_ = 0;
};

}  // namespace hub::simulators::dynamics
