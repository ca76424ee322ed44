// EntityDefinitions: tables by logical name or entity set, with what $expand asks for.
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/dynamics/simulator.hpp"

namespace hub::simulators::dynamics {

namespace {

bool is_expanded(const RestTarget& target, std::string_view name) {
  const auto expand = target.query.find("$expand");
  return expand != target.query.end() && expand->second.find(name) != std::string::npos;
}

void write_flag(std::string_view name, bool value, Buffer& out) {
  out.push_back(',');
  model::write_json_string(name, out);
  out.append(value ? ":true" : ":false");
}

void write_text(std::string_view name, std::string_view value, Buffer& out) {
  out.push_back(',');
  model::write_json_member(name, value, out);
}

void write_column(const Column& column, const Table& table, Buffer& out) {
  out.append("{\"@odata.type\":\"#Microsoft.Dynamics.CRM." + column.type + "AttributeMetadata\"");
  write_text("LogicalName", column.name, out);
  write_text("AttributeType", column.type, out);
  write_flag("IsValidForCreate", !column.is_read_only, out);
  write_flag("IsValidForUpdate", !column.is_read_only && column.name != table.id_column, out);
  if (column.length_max > 0) out.append(",\"MaxLength\":" + std::to_string(column.length_max));
  if (!column.choices.empty()) {
    out.append(",\"OptionSet\":{\"Options\":[");
    for (std::size_t i = 0; i < column.choices.size(); ++i)
      out.append((i > 0 ? ",{\"Value\":" : "{\"Value\":") + std::to_string(column.choices[i]) + '}');
    out.append("]}");
  }
  out.push_back('}');
}

// `type`: of the columns that are wanted, or all when it is empty.
void write_columns(const Table& table, std::string_view type, Buffer& out) {
  bool is_first = true;
  for (const Column& column : table.columns) {
    if (column.is_hidden || (!type.empty() && column.type != type)) continue;
    if (!is_first) out.push_back(',');
    is_first = false;
    write_column(column, table, out);
  }
}

void write_table(const Table& table, const RestTarget& target, Buffer& out) {
  out.push_back('{');
  model::write_json_member("LogicalName", table.logical_name, out);
  write_text("EntitySetName", table.set, out);
  write_text("PrimaryIdAttribute", table.id_column, out);
  if (is_expanded(target, "Attributes")) {
    out.append(",\"Attributes\":[");
    write_columns(table, "", out);
    out.push_back(']');
  }
  if (is_expanded(target, "ManyToOneRelationships")) {
    out.append(",\"ManyToOneRelationships\":[");
    for (std::size_t i = 0; i < table.links.size(); ++i) {
      out.append(i > 0 ? ",{" : "{");
      model::write_json_member("ReferencingEntityNavigationPropertyName", table.links[i].property, out);
      write_text("ReferencingAttribute", table.links[i].column, out);
      out.push_back('}');
    }
    out.push_back(']');
  }
  if (is_expanded(target, "Keys")) {
    out.append(",\"Keys\":[");
    if (!table.alternate_key.empty()) out.append("{\"KeyAttributes\":[\"" + table.alternate_key + "\"]}");
    out.push_back(']');
  }
  out.push_back('}');
}

// "StringAttributeMetadata" of ".../Attributes/Microsoft.Dynamics.CRM.StringAttributeMetadata".
std::string cast_of(const RestTarget& target) {
  constexpr std::string_view kSpace = "Microsoft.Dynamics.CRM.", kEnd = "AttributeMetadata";
  if (target.segments.size() != 3 || target.segments[1] != "Attributes") return {};
  const std::string& word = target.segments[2];
  if (!word.starts_with(kSpace) || !word.ends_with(kEnd)) return {};
  return word.substr(kSpace.size(), word.size() - kSpace.size() - kEnd.size());
}

}  // namespace

http::Response Simulator::definitions(const RestTarget& target) {
  const RowAddress address = row_address(target.segments[0]);
  Buffer body;
  if (address.key_column == "LogicalName") {
    const Table* table = organisation_.table_named(address.key_value);
    if (!table)
      return refused(
          {404, "0x80060888", "Could not find an entity with the name '" + address.key_value + "'."});
    if (target.segments.size() == 1) {
      write_table(*table, target, body);
      return respond_json(200, std::move(body));
    }
    body.append("{\"value\":[");
    write_columns(*table, cast_of(target), body);
    body.append("]}");
    return respond_json(200, std::move(body));
  }
  constexpr std::string_view kFilter = "EntitySetName eq '";
  const auto filter = target.query.find("$filter");
  if (filter == target.query.end() || !filter->second.starts_with(kFilter))
    return refused({400, "0x80060888", "The filter is not understood."});
  const Table* table = organisation_.find_table(
      std::string_view(filter->second).substr(kFilter.size(), filter->second.size() - kFilter.size() - 1));
  body.append("{\"value\":[");
  if (table) write_table(*table, target, body);
  body.append("]}");
  return respond_json(200, std::move(body));
}

}  // namespace hub::simulators::dynamics
