// Reading: one row, or those that a filter names.
#include <algorithm>

#include "core/base/ascii.hpp"
#include "core/base/uuid.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/dynamics/simulator.hpp"

namespace hub::simulators::dynamics {

namespace {

std::string option(const RestTarget& target, const char* name) {
  const auto found = target.query.find(name);
  return found == target.query.end() ? "" : found->second;
}

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    words.emplace_back(list.substr(0, list.find(',')));
    list.remove_prefix(std::min(words.back().size() + 1, list.size()));
  }
  return words;
}

Refusal unknown_property(std::string_view name, const Table& table) {
  return {400, "0x80060888",
          "Could not find a property named '" + std::string(name) + "' on type 'Microsoft.Dynamics.CRM." +
              table.logical_name + "'."};
}

struct Condition {
  std::string column, value;
};

// "a eq 'x' and b eq 5"; nothing when it is anything else.
std::optional<std::vector<Condition>> conditions_of(std::string_view filter) {
  constexpr std::string_view kEquals = " eq ", kAnd = " and ";
  std::vector<Condition> conditions;
  while (!filter.empty()) {
    const std::size_t equals = filter.find(kEquals);
    if (equals == filter.npos) return std::nullopt;
    Condition& condition = conditions.emplace_back();
    condition.column = filter.substr(0, equals);
    filter.remove_prefix(equals + kEquals.size());
    if (filter.starts_with('\'')) {
      std::size_t at = 1;
      for (; at < filter.size(); ++at) {
        if (filter[at] == '\'' && !filter.substr(at + 1).starts_with('\'')) break;
        if (filter[at] == '\'') ++at;
        condition.value += filter[at];
      }
      if (at >= filter.size()) return std::nullopt;
      filter.remove_prefix(at + 1);
    } else {
      condition.value = filter.substr(0, filter.find(kAnd));
      filter.remove_prefix(condition.value.size());
    }
    if (filter.empty()) break;
    if (!filter.starts_with(kAnd)) return std::nullopt;
    filter.remove_prefix(kAnd.size());
  }
  return conditions;
}

// The database compares without case.
bool meets(const Row& row, const std::vector<Condition>& conditions) {
  return std::ranges::all_of(conditions, [&row](const Condition& condition) {
    const auto cell = row.cells.find(condition.column);
    if (cell == row.cells.end()) return condition.value == "null";
    return lower_case(cell->second.text) == lower_case(condition.value);
  });
}

std::size_t number_of(const std::string& text, std::size_t usual) {
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  return is_number ? static_cast<std::size_t>(std::stoull(text)) : usual;
}

std::size_t page_size(const http::Request& operation, std::size_t most) {
  constexpr std::string_view kName = "odata.maxpagesize=";
  const std::string prefer(operation.headers.find("Prefer").value_or(""));
  const std::size_t at = prefer.find(kName);
  if (at == prefer.npos) return most;
  const std::string digits = prefer.substr(at + kName.size(), prefer.find(',', at) - at - kName.size());
  return std::min(most, number_of(digits, most));
}

}  // namespace

std::optional<Refusal> check_select(const Table& table, const RestTarget& target) {
  for (const std::string& name : words_of(option(target, "$select")))
    if (!table.shows(name)) return unknown_property(name, table);
  return std::nullopt;
}

void write_row(const Row& row, const Cells& cells, const RestTarget& target, Buffer& out) {
  std::vector<std::string> names = words_of(option(target, "$select"));
  if (names.empty())
    for (const auto& [name, cell] : cells) names.push_back(name);
  if (std::ranges::find(names, row.table->id_column) == names.end()) names.push_back(row.table->id_column);
  out.append("{\"@odata.etag\":\"W/\\\"" + std::to_string(row.version) + "\\\"\"");
  for (const std::string& name : names) {
    if (!row.table->shows(name)) continue;
    out.push_back(',');
    model::write_json_string(name, out);
    out.push_back(':');
    const auto cell = cells.find(name);
    if (cell == cells.end()) {
      out.append("null");
    } else if (cell->second.is_text) {
      model::write_json_string(cell->second.text, out);
    } else {
      out.append(cell->second.text);
    }
  }
  out.push_back('}');
}

http::Response Simulator::get(const http::Request& operation, const RestTarget& target,
                              const Context& context) {
  const std::string& first = target.segments[0];
  if (is_who_am_i(first))
    return respond(200, "application/json",
                   R"({"BusinessUnitId":"0b0e6a5e-0000-4000-8000-000000000001","UserId":)"
                   R"("0b0e6a5e-0000-4000-8000-000000000002","OrganizationId":)"
                   R"("0b0e6a5e-0000-4000-8000-000000000003"})");
  if (first.starts_with("EntityDefinitions")) return definitions(target);
  const RowAddress address = row_address(first);
  const Table* table = organisation_.find_table(address.set);
  if (!table) return refused({404, "0x80060888", "Resource not found for the segment '" + first + "'."});
  if (const auto unknown = check_select(*table, target)) return refused(*unknown);
  if (address.id.empty() && address.key_column.empty()) return list(operation, target, *table);
  const bool by_key = !address.key_column.empty();
  if (!by_key && !is_uuid(address.id))
    return refused({400, "0x80060888", "The id in the address is no Edm.Guid."});
  const Row* row = by_key ? organisation_.find_by_key(address.set, address.key_column, address.key_value)
                          : organisation_.find(address.set, address.id);
  const bool is_stale = find_fault(context.faults, "stale_read");
  if (!row || (is_stale && !row->before)) return refused_row(*table, by_key ? address.key_value : address.id);
  Buffer body;
  write_row(*row, is_stale ? *row->before : row->cells, target, body);
  return respond_json(200, std::move(body));
}

http::Response Simulator::list(const http::Request& operation, const RestTarget& target, const Table& table) {
  const auto conditions = conditions_of(option(target, "$filter"));
  if (!conditions) return refused({400, "0x80060888", "The filter is not understood."});
  for (const Condition& condition : *conditions)
    if (!table.shows(condition.column)) return refused(unknown_property(condition.column, table));
  std::vector<Row*> rows = organisation_.live(table.set);
  std::erase_if(rows, [&conditions](const Row* row) { return !meets(*row, *conditions); });
  if (option(target, "$orderby").ends_with(" desc")) std::ranges::reverse(rows);
  if (const std::string top = option(target, "$top"); !top.empty())
    rows.resize(std::min(rows.size(), number_of(top, rows.size())));
  const std::size_t start = std::min(number_of(option(target, "$skiptoken"), 0), rows.size());
  const std::size_t end = std::min(start + page_size(operation, settings_.page_rows), rows.size());
  Buffer body("{\"value\":[");
  for (std::size_t i = start; i < end; ++i) {
    if (i > start) body.push_back(',');
    write_row(*rows[i], rows[i]->cells, target, body);
  }
  body.push_back(']');
  if (end < rows.size()) {
    const std::string url = operation.url.substr(0, operation.url.find("&$skiptoken="));
    const char* joint = url.find('?') == url.npos ? "?" : "&";
    const std::string next =
        (url.starts_with('/') ? base_url() : "") + url + joint + "$skiptoken=" + std::to_string(end);
    body.push_back(',');
    model::write_json_member("@odata.nextLink", next, body);
  }
  body.push_back('}');
  return respond_json(200, std::move(body));
}

}  // namespace hub::simulators::dynamics
