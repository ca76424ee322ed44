// The control path: faults, state, records, reset. Not part of the vendor's API.
#include "core/model/json.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace hub::simulators::salesforce {

namespace {

http::Response json(int status, Buffer body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

// Rows beyond one for each value of an external id: what must never be more than none.
std::size_t duplicates_of(Org& org, const ObjectDef& object) {
  std::size_t duplicates = 0;
  for (std::size_t i = 0; i < object.fields.size(); ++i) {
    if (!object.fields[i].external_id) continue;
    std::set<std::string> seen;
    for (const Row& row : org.rows_of(object)) {
      const auto* key = std::get_if<std::string>(&row.fields[i]);
      if (!row.deleted && key && !seen.insert(*key).second) ++duplicates;
    }
  }
  return duplicates;
}

}  // namespace

std::string Simulator::state_json() {
  std::string records, duplicates, calls;
  std::uint64_t total = 0;
  for (const ObjectDef& object : org_.schema().objects()) {
    const auto comma = records.empty() ? "" : ",";
    records += comma + ("\"" + object.name + "\":") + std::to_string(live_rows(object.name));
    duplicates += comma + ("\"" + object.name + "\":") + std::to_string(duplicates_of(org_, object));
  }
  for (const auto& [operation, count] : calls_) {
    calls += (calls.empty() ? "\"" : ",\"") + operation + "\":" + std::to_string(count);
    total += count;
  }
  return "{\"records\":{" + records + "},\"duplicates\":{" + duplicates + "},\"calls\":{" + calls +
         "},\"api_calls\":" + std::to_string(total) + "}";
}

http::Response Simulator::control(const http::Request& request) {
  const RestRequest call = Rest::parse_target(request.method, request.url);
  const std::string what = call.segments.size() > 1 ? call.segments[1] : "";
  if (what == "state") return json(200, Buffer(state_json()));
  if (what == "faults" && request.method == "DELETE") {
    faults_.clear();
    return json(200, Buffer("{}"));
  }
  if (what == "faults" && request.method == "POST") {
    model::Arena arena;
    model::JsonParser parser;
    const auto fault = parser.parse(request.body.view(), arena);
    const auto added = fault.ok() ? faults_.add(*fault) : Result<void>(fault.error());
    return json(added.ok() ? 200 : 400, Buffer(added.ok() ? "{}" : "{\"error\":\"a fault needs a kind\"}"));
  }
  if (what == "records" && call.segments.size() == 3) {
    const ObjectDef* object = org_.schema().find(call.segments[2]);
    if (!object) return json(404, Buffer("{}"));
    std::vector<std::string> fields;
    for (const FieldDef& field : object->fields) fields.push_back(field.name);
    Buffer body("[");
    for (const Row& row : org_.rows_of(*object)) {
      if (row.deleted) continue;
      if (body.size() > 1) body.push_back(',');
      write_row(row, fields, org_, "v62.0", false, body);
    }
    body.push_back(']');
    return json(200, std::move(body));
  }
  if (what == "reset" && request.method == "POST") {
    org_.reset();
    faults_.clear();
    calls_.clear();
    api_calls_ = 0;
    return json(200, Buffer("{}"));
  }
  if (what == "expire-tokens" && request.method == "POST") {
    expire_tokens();
    return json(200, Buffer("{}"));
  }
  return json(404, Buffer("{\"error\":\"state, faults, records/OBJECT, reset or expire-tokens\"}"));
}

}  // namespace hub::simulators::salesforce
