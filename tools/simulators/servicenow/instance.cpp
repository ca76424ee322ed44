#include "tools/simulators/servicenow/instance.hpp"

#include <algorithm>

#include "core/base/sha256.hpp"
#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"

namespace hub::simulators::servicenow {

using model::Value;

namespace {

std::vector<Table> usual_tables() {
  return {
      {"task",
       "",
       {{"number", "Number", "string", 40},
        {"short_description", "Short description", "string", 160},
        {"description", "Description", "string", 4'000},
        {"correlation_id", "Correlation ID", "string", 100},
        {"correlation_display", "Correlation display", "string", 100},
        {"contact_type", "Channel", "string", 40},
        {"state", "State", "integer", 40},
        {"assigned_to", "Assigned to", "reference", 32, "sys_user"},
        {"work_notes", "Work notes", "journal_input", 4'000}}},
      {"sn_customerservice_case",
       "task",
       {{"contact", "Contact", "reference", 32, "customer_contact"},
        {"account", "Account", "reference", 32, "customer_account"},
        {"consumer", "Consumer", "reference", 32, "csm_consumer"}}},
      {"incident", "task", {{"caller_id", "Caller", "reference", 32, "sys_user"}}},
      {"sys_user",
       "",
       {{"name", "Name", "string", 151},
        {"email", "Email", "email", 100},
        {"user_name", "User ID", "string", 40}}},
      {"customer_contact", "sys_user", {{"account", "Account", "reference", 32, "customer_account"}}},
  };
}

// At most so many characters of it.
std::string shortened(std::string_view text, std::size_t characters_max) {
  std::size_t characters = 0, end = 0;
  for (; end < text.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
    if (begins && ++characters > characters_max) break;
  }
  return std::string(text.substr(0, end));
}

std::string text_of(const Value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return std::string(value.as_string());
  Buffer json;
  model::write_json(value, json);
  return std::string(json.view());
}

}  // namespace

Instance::Instance(Clock& clock) : clock_(clock), tables_(usual_tables()) {}

void Instance::reset() {
  tables_ = usual_tables();
  rows_.clear();
  files_.clear();
}

const Table* Instance::find_table(std::string_view name) const {
  const auto found = std::ranges::find(tables_, name, &Table::name);
  return found == tables_.end() ? nullptr : &*found;
}

std::vector<const Column*> Instance::columns(std::string_view table) const {
  std::vector<const Column*> all;
  for (const Table* at = find_table(table); at; at = find_table(at->extends))
    for (const Column& column : at->columns)
      if (!column.is_gone) all.push_back(&column);
  return all;
}

const Column* Instance::column(std::string_view table, std::string_view name) const {
  for (const Column* column : columns(table))
    if (column->name == name) return column;
  return nullptr;
}

void Instance::change_column(std::string_view name, void (*change)(Column& column)) {
  for (Table& table : tables_)
    for (Column& column : table.columns)
      if (column.name == name) change(column);
}

std::string Instance::next_id() {
  return sha256_hex(std::to_string(++last_)).substr(0, 32);
}

// "2026-11-23 12:00:00", in UTC.
std::string Instance::now() const {
  std::string time = format_timestamp(clock_.wall_now()).substr(0, 19);
  time[10] = ' ';
  return time;
}

Row& Instance::create(std::string_view table, const Value& fields, std::string_view cut) {
  Row& row = rows_.emplace_back();
  row.sys_id = next_id();
  row.table = table;
  row.values["sys_created_on"] = now();
  if (column(table, "number")) row.values["number"] = "CS" + std::to_string(1'000'000 + last_);
  update(row, fields, cut);
  return row;
}

void Instance::update(Row& row, const Value& fields, std::string_view cut) {
  for (const model::Member& field : fields.as_object()) {
    const Column* known = column(row.table, field.name);
    // What is written to a journal is an entry of its own: the column stays empty.
    if (!known || known->is_read_only || known->type == "journal_input") continue;
    const std::string text = text_of(field.value);
    row.values[known->name] = shortened(text, field.name == cut ? text.size() / 2 : known->length);
  }
  row.values["sys_updated_on"] = now();
}

bool Instance::remove(std::string_view table, std::string_view sys_id) {
  std::erase_if(files_, [sys_id](const File& file) { return file.record == sys_id; });
  return std::erase_if(rows_, [&](const Row& row) { return row.table == table && row.sys_id == sys_id; }) > 0;
}

Row* Instance::find(std::string_view table, std::string_view sys_id) {
  const auto found =
      std::ranges::find_if(rows_, [&](const Row& row) { return row.table == table && row.sys_id == sys_id; });
  return found == rows_.end() ? nullptr : &*found;
}

std::vector<const Row*> Instance::rows(std::string_view table) const {
  std::vector<const Row*> found;
  for (const Row& row : rows_)
    if (row.table == table) found.push_back(&row);
  return found;
}

std::vector<Row> Instance::dictionary() const {
  std::vector<Row> rows;
  for (const Table& table : tables_) {
    for (const Column& column : table.columns) {
      if (column.is_gone) continue;
      rows.push_back({"",
                      "sys_dictionary",
                      {{"name", table.name},
                       {"element", column.name},
                       {"column_label", column.label},
                       {"internal_type", column.type},
                       {"max_length", std::to_string(column.length)},
                       {"read_only", column.is_read_only ? "true" : "false"},
                       {"mandatory", "false"}}});
    }
  }
  return rows;
}

std::vector<Row> Instance::tables() const {
  std::vector<Row> rows;
  for (const Table& table : tables_)
    rows.push_back({"", "sys_db_object", {{"name", table.name}, {"super_class.name", table.extends}}});
  return rows;
}

File& Instance::add_file(File file) {
  file.sys_id = next_id();
  return files_.emplace_back(std::move(file));
}

bool Instance::remove_file(std::string_view sys_id) {
  return std::erase_if(files_, [sys_id](const File& file) { return file.sys_id == sys_id; }) > 0;
}

const File* Instance::find_file(std::string_view sys_id) const {
  const auto found = std::ranges::find(files_, sys_id, &File::sys_id);
  return found == files_.end() ? nullptr : &*found;
}

}  // namespace hub::simulators::servicenow
