#include "tools/simulators/dynamics/organisation.hpp"

#include <algorithm>

#include "core/base/ascii.hpp"
#include "core/base/base64.hpp"
#include "core/base/timestamp.hpp"
#include "core/base/uuid.hpp"
#include "core/model/json.hpp"

namespace hub::simulators::dynamics {

using model::Value;

namespace {

constexpr std::string_view kBind = "@odata.bind";
constexpr std::size_t kFileMax = 5u << 20;  // as base64: MaxUploadFileSize as it comes

std::string key_of(std::string_view set, std::string_view id) {
  return std::string(set) + '(' + lower_case(std::string(id)) + ')';
}

std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0) != 0x80;
    units += byte >= 0xF0;
  }
  return units;
}

Refusal invalid_property(std::string_view name, const Table& table) {
  return {
      400, "0x0",
      "An error occurred while validating input parameters: Microsoft.Crm.CrmException: Invalid property '" +
          std::string(name) + "' was found in entity 'Microsoft.Dynamics.CRM." + table.logical_name + "'."};
}
Refusal undeclared(std::string_view property, const Table& table) {
  return {400, "0x80048d19",
          "Error identified in Payload provided by the user for Entity :'" + table.set +
              "'  ----> InnerException : Microsoft.OData.ODataException: An undeclared property '" +
              std::string(property) + "' which only has property annotations in the payload was found."};
}
Refusal wrong_type(std::string_view text, std::string_view type) {
  return {400, "0x80048d19",
          "Error identified in Payload: Cannot convert the literal '" + std::string(text) +
              "' to the expected type '" + std::string(type) + "'."};
}
Refusal too_long(const Column& column, const Table& table) {
  return {400, "0x80044331",
          "A validation error occurred.  The length of the '" + column.name + "' attribute of the '" +
              table.logical_name + "' entity exceeded the maximum allowed length of '" +
              std::to_string(column.length_max) + "'."};
}
Refusal not_there(const Table& table, std::string_view id) {
  return {404, "0x80040217", table.logical_name + " With Id = " + std::string(id) + " Does Not Exist"};
}

std::string json_of(const Value& value) {
  Buffer json;
  model::write_json(value, json);
  return std::string(json.view());
}

using Kept = std::variant<Cell, Refusal>;

Kept kept_text(const Column& column, const Table& table, std::string_view text) {
  if (column.name == "documentbody") {
    if (!base64_decode(text)) return wrong_type("...", "Edm.Binary");
    if (text.size() > kFileMax) return Refusal{400, "0x80044a02", "Attachment file size is too big."};
  }
  if (column.length_max > 0 && utf16_units(text) > column.length_max) return too_long(column, table);
  return Cell{std::string(text)};
}

Kept kept_number(const Column& column, const Table& table, const Value& value) {
  if (!value.is_integer()) return wrong_type(json_of(value), "Edm.Int32");
  const bool is_choice =
      column.choices.empty() || std::ranges::find(column.choices, value.as_integer()) != column.choices.end();
  if (!is_choice)
    return Refusal{400, "0x8004431a",
                   "A validation error occurred.  The value " + json_of(value) + " of '" + column.name +
                       "' on record of type '" + table.logical_name + "' is outside the valid range."};
  return Cell{json_of(value), false};
}

Kept kept(const Column& column, const Table& table, const Value& value) {
  if (column.type == "String" || column.type == "Memo" || column.type == "Uniqueidentifier") {
    if (!value.is_string()) return wrong_type(json_of(value), "Edm.String");
    return kept_text(column, table, value.as_string());
  }
  if (column.type == "DateTime") {
    const auto time = value.is_string() ? parse_timestamp(value.as_string()) : std::nullopt;
    if (!time) return wrong_type(json_of(value), "Edm.DateTimeOffset");
    return Cell{format_timestamp(*time).substr(0, 19) + 'Z'};
  }
  if (column.type == "Boolean") {
    if (!value.is_boolean()) return wrong_type(json_of(value), "Edm.Boolean");
    return Cell{json_of(value), false};
  }
  if (column.type == "Double") {
    if (!value.is_integer() && !value.is_number()) return wrong_type(json_of(value), "Edm.Double");
    return Cell{json_of(value), false};
  }
  return kept_number(column, table, value);
}

}  // namespace

Organisation::Organisation(const Clock& clock) : clock_(clock) {}

const Table* Organisation::find_table(std::string_view set) const {
  const auto found = std::ranges::find(tables_, set, &Table::set);
  return found == tables_.end() ? nullptr : &*found;
}

const Table* Organisation::table_named(std::string_view logical_name) const {
  const auto found = std::ranges::find(tables_, logical_name, &Table::logical_name);
  return found == tables_.end() ? nullptr : &*found;
}

Row* Organisation::find(std::string_view set, std::string_view id) {
  const auto found = by_id_.find(key_of(set, id));
  return found == by_id_.end() || found->second->is_deleted ? nullptr : found->second;
}

Row* Organisation::find_by_key(std::string_view set, std::string_view column, std::string_view value) {
  for (Row* row : live(set)) {
    const auto cell = row->cells.find(column);
    if (cell != row->cells.end() && cell->second.text == value) return row;
  }
  return nullptr;
}

std::vector<Row*> Organisation::live(std::string_view set) {
  std::vector<Row*> all;
  const auto rows = rows_.find(set);
  if (rows == rows_.end()) return all;
  for (Row& row : rows->second)
    if (!row.is_deleted) all.push_back(&row);
  return all;
}

// "/contacts(...)", "contacts(...)", the whole address, or "$1".
Row* Organisation::at_address(std::string_view address, const References& references) {
  const auto referred = references.find(address);
  std::string_view text = referred == references.end() ? address : std::string_view(referred->second);
  text = text.substr(text.rfind('/') == text.npos ? 0 : text.rfind('/') + 1);
  const std::size_t open = text.find('(');
  if (open == text.npos || !text.ends_with(')')) return nullptr;
  return find(text.substr(0, open), text.substr(open + 1, text.size() - open - 2));
}

std::optional<Refusal> Organisation::bind(const Table& table, Cells& cells, std::string_view property,
                                          const Value& value, const References& references) {
  const Link* link = table.find_link(property);
  if (!link) return undeclared(property, table);
  const std::string column = '_' + link->column + "_value";
  if (value.is_null()) {
    cells.erase(column);
    return std::nullopt;
  }
  if (!value.is_string()) return wrong_type(json_of(value), "Edm.String");
  if (value.as_string().starts_with('$') && !references.contains(value.as_string()))
    return Refusal{400, "",
                   "Content-ID Reference: '" + std::string(value.as_string()) +
                       "' does not exist in the batch context."};
  const Row* bound = at_address(value.as_string(), references);
  if (!bound || bound->table->set != link->set) return not_there(*find_table(link->set), "...");
  cells[column] = Cell{bound->id};
  return std::nullopt;
}

std::optional<Refusal> Organisation::assign(const Table& table, Cells& cells, const Value& body,
                                            const References& references) {
  for (const model::Member& member : body.as_object()) {
    if (member.name.ends_with(kBind)) {
      const std::string_view property = member.name.substr(0, member.name.size() - kBind.size());
      if (auto refusal = bind(table, cells, property, member.value, references)) return refusal;
      continue;
    }
    if (member.name.starts_with("@odata.")) continue;
    const Column* column = table.find_column(member.name);
    if (!column || column->is_read_only) return invalid_property(member.name, table);
    const bool is_empty =
        member.value.is_null() || (member.value.is_string() && member.value.as_string().empty());
    if (is_empty) {
      cells.erase(column->name);
      continue;
    }
    Kept value = kept(*column, table, member.value);
    if (const auto* refusal = std::get_if<Refusal>(&value)) return *refusal;
    cells[column->name] = std::get<Cell>(std::move(value));
  }
  return std::nullopt;
}

void Organisation::touch(Row& row) {
  row.version = ++last_version_;
  row.cells["modifiedon"] = Cell{format_timestamp(clock_.wall_now()).substr(0, 19) + 'Z'};
  const auto file = row.cells.find("documentbody");
  if (file == row.cells.end()) return;
  row.cells["filesize"] = Cell{std::to_string(base64_decode(file->second.text)->size()), false};
}

std::variant<Row*, Refusal> Organisation::create(const Table& table, std::string id, const Value& body,
                                                 const References& references) {
  Cells cells;
  if (auto refusal = assign(table, cells, body, references)) return *refusal;
  if (const auto own = cells.find(table.id_column); id.empty() && own != cells.end()) id = own->second.text;
  if (id.empty()) id = uuid_v5(UuidBytes{}, "row " + std::to_string(++last_row_));
  if (find(table.set, id)) return Refusal{412, "", "A record with matching key values already exists."};
  if (table.set == "incidents" && !cells.contains("_customerid_value"))
    return Refusal{400, "0x80040203", "You should specify a parent contact or account."};
  Row& row = rows_[table.set].emplace_back();
  row.table = &table;
  row.id = lower_case(id);
  row.is_deleted = true;  // until it is whole
  undo_.emplace_back(&row, row);
  if (table.set == "incidents") {
    row.cells["statecode"] = Cell{"0", false};
    row.cells["statuscode"] = Cell{"1", false};
    row.cells["ticketnumber"] = Cell{"CAS-" + std::to_string(10'000 + rows_[table.set].size())};
  }
  row.cells["createdon"] = Cell{format_timestamp(clock_.wall_now()).substr(0, 19) + 'Z'};
  for (auto& [name, cell] : cells) row.cells[name] = std::move(cell);
  row.cells[table.id_column] = Cell{row.id};
  row.is_deleted = false;
  touch(row);
  by_id_[key_of(table.set, row.id)] = &row;
  return &row;
}

std::optional<Refusal> Organisation::update(Row& row, const Value& body, const References& references) {
  Cells cells = row.cells;
  if (auto refusal = assign(*row.table, cells, body, references)) return refusal;
  undo_.emplace_back(&row, row);
  row.before = std::exchange(row.cells, std::move(cells));
  row.cells[row.table->id_column] = Cell{row.id};
  touch(row);
  return std::nullopt;
}

void Organisation::remove(Row& row) {
  undo_.emplace_back(&row, row);
  row.is_deleted = true;
  if (row.table->set != "incidents") return;
  for (Row* note : live("annotations")) {
    const auto parent = note->cells.find("_objectid_value");
    if (parent == note->cells.end() || parent->second.text != row.id) continue;
    undo_.emplace_back(note, *note);
    note->is_deleted = true;
  }
}

std::optional<Refusal> Organisation::resolve(std::string_view address, std::int64_t status,
                                             const References& references) {
  Row* row = at_address(address, references);
  if (!row || row->table->set != "incidents") return not_there(*find_table("incidents"), "...");
  if (row->cells["statecode"].text != "0")
    return Refusal{400, "0x80048408", "This case has already been resolved."};
  undo_.emplace_back(row, *row);
  row->cells["statecode"] = Cell{"1", false};
  row->cells["statuscode"] = Cell{std::to_string(status), false};
  touch(*row);
  return std::nullopt;
}

void Organisation::cut(Row& row, const std::string& column) {
  const auto cell = row.cells.find(column);
  if (cell == row.cells.end()) return;
  std::string& text = cell->second.text;
  const auto bytes = column == "documentbody" ? base64_decode(text) : std::nullopt;
  text = bytes ? base64_encode({bytes->data(), bytes->size() / 2}) : text.substr(0, text.size() / 2);
}

void Organisation::roll_back() {
  for (auto undone = undo_.rbegin(); undone != undo_.rend(); ++undone)
    *undone->first = std::move(undone->second);
  undo_.clear();
}

void Organisation::reset() {
  for (Table& table : tables_)
    for (Column& column : table.columns) column.is_hidden = false;
  undo_.clear();
  by_id_.clear();
  rows_.clear();
}

}  // namespace hub::simulators::dynamics
