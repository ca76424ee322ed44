// One operation that writes, alone or in a batch.
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/dynamics/simulator.hpp"

namespace hub::simulators::dynamics {

using model::Value;

namespace {

constexpr std::string_view kRoot = "/api/data/v";

http::Response no_content() {
  http::Response response;
  response.status = 204;
  return response;
}

std::string etag_of(const Row& row) {
  return "W/\"" + std::to_string(row.version) + '"';
}

Refusal invalid_key(const Table& table) {
  return {400, "0x80060888",
          "The key in the request URI is not valid for resource 'Microsoft.Dynamics.CRM." +
              table.logical_name + "'."};
}

}  // namespace

RestTarget api_target(std::string_view address) {
  const std::size_t root = address.find(kRoot);
  if (root != address.npos) {
    const std::size_t end = address.find('/', root + kRoot.size());
    address = end == address.npos ? std::string_view() : address.substr(end);
  }
  return parse_target(address.starts_with('/') ? std::string(address) : '/' + std::string(address));
}

bool is_api(const RestTarget& target) {
  return target.path.starts_with(kRoot);
}

RowAddress row_address(std::string_view segment) {
  const std::size_t open = segment.find('(');
  RowAddress address;
  address.set = segment.substr(0, open);
  if (open == segment.npos || !segment.ends_with(')')) return address;
  const std::string_view key = segment.substr(open + 1, segment.size() - open - 2);
  const std::size_t equals = key.find('=');
  if (equals == key.npos) {
    address.id = key;
    return address;
  }
  address.key_column = key.substr(0, equals);
  std::string_view value = key.substr(equals + 1);
  if (value.size() >= 2 && value.starts_with('\'') && value.ends_with('\''))
    value = value.substr(1, value.size() - 2);
  address.key_value = value;
  return address;
}

http::Response refused(const Refusal& refusal) {
  Buffer body("{\"error\":{");
  model::write_json_member("code", refusal.code, body);
  body.push_back(',');
  model::write_json_member("message", refusal.message, body);
  body.append("}}");
  return respond_json(refusal.status, std::move(body));
}

http::Response refused_row(const Table& table, std::string_view id) {
  return refused(
      {404, "0x80040217", table.logical_name + " With Id = " + std::string(id) + " Does Not Exist"});
}

http::Response Simulator::carry_out(const http::Request& operation, Context& context) {
  std::string url = operation.url;
  if (const auto referred = context.references.find(url); referred != context.references.end())
    url = referred->second;
  const RestTarget target = api_target(url);
  if (target.segments.empty()) return refused({404, "", "No HTTP resource was found."});
  if (operation.method == "GET") return get(operation, target, context);
  if (operation.method == "DELETE") return remove(target);
  return write(operation, target, context);
}

http::Response Simulator::write(const http::Request& operation, const RestTarget& target, Context& context) {
  const auto body = parser_.parse(operation.body.view(), arena_);
  if (!body.ok() || !body->is_object())
    return refused({400, "0x80048d19", "Error identified in Payload provided by the user."});
  if (target.segments[0] == "CloseIncident") return act(target, *body, context);
  const Table* table = organisation_.find_table(row_address(target.segments[0]).set);
  if (!table)
    return refused({404, "0x80060888", "Resource not found for the segment '" + target.segments[0] + "'."});
  if (operation.method == "PATCH") return upsert(operation, target, *table, *body, context);
  if (operation.method != "POST") return refused({405, "", "The method is not allowed."});
  auto made = organisation_.create(*table, "", *body, context.references);
  if (const auto* refusal = std::get_if<Refusal>(&made)) return refused(*refusal);
  return written(*std::get<Row*>(made), true, operation);
}

http::Response Simulator::upsert(const http::Request& operation, const RestTarget& target, const Table& table,
                                 const Value& body, Context& context) {
  const RowAddress address = row_address(target.segments[0]);
  const bool by_key = !address.key_column.empty();
  if (by_key && address.key_column != table.alternate_key) return refused(invalid_key(table));
  if (!by_key && address.id.empty()) return refused({405, "", "The method is not allowed on a set."});
  Row* row = by_key ? organisation_.find_by_key(table.set, address.key_column, address.key_value)
                    : organisation_.find(table.set, address.id);
  const auto match = operation.headers.find("If-Match"), none_match = operation.headers.find("If-None-Match");
  if (row && none_match && *none_match == "*")
    return refused({412, "", "A record with matching key values already exists."});
  if (!row && match) return refused_row(table, by_key ? address.key_value : address.id);
  if (row && match && *match != "*" && *match != etag_of(*row))
    return refused(
        {412, "", "The version of the existing record doesn't match the RowVersion property provided."});
  const bool is_new = row == nullptr;
  if (row) {
    if (const auto refusal = organisation_.update(*row, body, context.references)) return refused(*refusal);
  } else {
    auto made = organisation_.create(table, address.id, body, context.references);
    if (const auto* refusal = std::get_if<Refusal>(&made)) return refused(*refusal);
    row = std::get<Row*>(made);
    if (by_key) row->cells[address.key_column] = Cell{address.key_value};
  }
  if (const Fault* cut = find_fault(context.faults, "truncated_field")) organisation_.cut(*row, cut->field);
  return written(*row, is_new, operation);
}

http::Response Simulator::written(const Row& row, bool is_new, const http::Request& operation) {
  const std::string prefer(operation.headers.find("Prefer").value_or(""));
  const std::string address = base_url() + "/api/data/v9.2/" + row.table->set + '(' + row.id + ')';
  if (prefer.find("return=representation") == prefer.npos) {
    http::Response response = no_content();
    response.headers.add("OData-EntityId", address);
    return response;
  }
  const RestTarget target = api_target(operation.url);
  if (const auto unknown = check_select(*row.table, target)) return refused(*unknown);
  Buffer body;
  write_row(row, row.cells, target, body);
  http::Response response = respond_json(is_new ? 201 : 200, std::move(body));
  response.headers.add("OData-EntityId", address);
  return response;
}

http::Response Simulator::act(const RestTarget&, const Value& body, Context& context) {
  const Value* resolution = body.find("IncidentResolution");
  const Value* status = body.find("Status");
  if (!resolution || !status || !status->is_integer())
    return refused({400, "0x80048d19", "IncidentResolution or Status is missing."});
  const auto refusal = organisation_.resolve(resolution->text_at("incidentid@odata.bind"),
                                             status->as_integer(), context.references);
  return refusal ? refused(*refusal) : no_content();
}

http::Response Simulator::remove(const RestTarget& target) {
  const RowAddress address = row_address(target.segments[0]);
  const Table* table = organisation_.find_table(address.set);
  Row* row = table ? organisation_.find(address.set, address.id) : nullptr;
  if (!table) return refused({404, "0x80060888", "Resource not found for the segment."});
  if (!row) return refused_row(*table, address.id);
  organisation_.remove(*row);
  return no_content();
}

}  // namespace hub::simulators::dynamics
