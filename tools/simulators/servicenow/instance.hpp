// What the instance keeps: rows of a few tables, each column with its type and length, and files on rows. One
// thread.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/base/clock.hpp"
#include "core/model/value.hpp"

namespace hub::simulators::servicenow {

struct Column {
  std::string name, label, type;
  std::size_t length = 40;
  std::string refers_to = {};  // of a reference
  bool is_gone = false;        // as if it had never been there
  bool is_read_only = false;   // for the hub's user
};

struct Table {
  std::string name, extends;
  std::vector<Column> columns;  // its own, without those of the table that it extends
};

using Values = std::map<std::string, std::string, std::less<>>;

struct Row {
  std::string sys_id, table;
  Values values;
};

struct File {
  std::string sys_id, table, record, name, content_type, content;
};

class Instance {
 public:
  explicit Instance(Clock& clock);

  bool knows(std::string_view table) const { return find_table(table) != nullptr; }
  // Of the table and those that it extends, without columns that are gone.
  std::vector<const Column*> columns(std::string_view table) const;
  const Column* column(std::string_view table, std::string_view name) const;
  // Of any table that has it.
  void change_column(std::string_view name, void (*change)(Column& column));

  // Columns that the table does not have, and those that may not be written, are dropped without a word;
  // texts are cut to the length of their column. `cut`: a column that is cut in half.
  Row& create(std::string_view table, const model::Value& fields, std::string_view cut = {});
  void update(Row& row, const model::Value& fields, std::string_view cut = {});
  bool remove(std::string_view table, std::string_view sys_id);

  Row* find(std::string_view table, std::string_view sys_id);
  std::vector<const Row*> rows(std::string_view table) const;
  // The dictionary and the list of tables are rows too.
  std::vector<Row> dictionary() const;
  std::vector<Row> tables() const;

  File& add_file(File file);
  bool remove_file(std::string_view sys_id);
  const std::deque<File>& files() const { return files_; }
  const File* find_file(std::string_view sys_id) const;

  void reset();

 private:
  const Table* find_table(std::string_view name) const;
  std::string next_id();
  std::string now() const;

  Clock& clock_;
  std::vector<Table> tables_;
  std::deque<Row> rows_;
  std::deque<File> files_;
  std::uint64_t last_ = 0;
};

}  // namespace hub::simulators::servicenow
